// One blob of a replica under the lease of its session.
//
// Two things keep a session alone on it. The lease keeps out everybody else. The sequence number keeps out earlier sessions of the
// same operation, which know the same lease: each new session raises it, and pages are written only while it is the session's own.
// Calls that know no sequence number (metadata, length, snapshot, release) are made on condition of the ETag that was read together
// with the session's own number: raising the number changes the ETag.
import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { BlobRequestConditions, PageBlobClient } from "@azure/storage-blob";
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import type { ReplicaPlace } from "#lib/domain/replication/replica.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { OpenContainer } from "./replica-door.ts";
import { asked, codeOf, fenced, isPassing, toCongestion, toReplicaError, untold } from "./storage-call.ts";

export const LEASE_SECONDS = 60;
const ATTEMPTS = 5;

export interface HeldStripe {
  name: string;
  patient: PageBlobClient;
  once: PageBlobClient;
  leaseId: string;
  sequenceNumber: number;
  retryDelayMs: number;
}

/** The same for the same operation, whichever process asks. */
export function leaseIdOf({ accountId, container, name }: ReplicaPlace, operationId: string): string {
  const digest = createHash("sha256")
    .update(["replica-lease", accountId.toLowerCase(), container, name, operationId].join("\n"))
    .digest("hex");
  // Shaped as a version 5 UUID.
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

/** The first blob of a replica gets a number of its own, above those of the others; these are raised to it. */
export type Raise = { above: number } | { to: number };

/** Whoever raises the first one last has all of them: a number that was passed over tells an overtaken session so. */
export async function holdStripe(
  container: OpenContainer,
  name: string,
  { leaseId, raise, retryDelayMs }: { leaseId: string; raise: Raise; retryDelayMs: number },
  context: CallContext,
): Promise<HeldStripe> {
  const [patient, once] = [container.patient.getPageBlobClient(name), container.once.getPageBlobClient(name)];
  for (let attempt = 1; ; attempt += 1) {
    await acquire(patient, leaseId, context);
    try {
      const sequenceNumber = await raiseNumber(patient, leaseId, raise, context);
      if (sequenceNumber === undefined)
        throw new AppError("azure-failed", `Azure told no sequence number of ${name}.`, { retryable: true });
      if ("to" in raise && sequenceNumber !== raise.to) throw fenced();
      return { name, patient, once, leaseId, sequenceNumber, retryDelayMs };
    } catch (error) {
      // An earlier session of this operation may have given the lease back in between.
      const told = toReplicaError(error, `take over ${name}`);
      const isWorthAnother = attempt < ATTEMPTS && isAppError(told) && told.details?.rule === "fenced" && !isAppError(error);
      if (!isWorthAnother) throw told;
    }
  }
}

async function raiseNumber(blob: PageBlobClient, leaseId: string, raise: Raise, context: CallContext): Promise<number | undefined> {
  const conditions = { leaseId };
  const raiseTo = (number: number) =>
    untold(context, (abortSignal) => blob.updateSequenceNumber("max", number, { conditions, abortSignal }));
  if ("to" in raise) return (await raiseTo(raise.to)).blobSequenceNumber;
  if (raise.above > 0) await raiseTo(raise.above);
  const raised = await untold(context, (abortSignal) => blob.updateSequenceNumber("increment", undefined, { conditions, abortSignal }));
  return raised.blobSequenceNumber;
}

async function acquire(blob: PageBlobClient, leaseId: string, context: CallContext): Promise<void> {
  try {
    await untold(context, (abortSignal) => blob.getBlobLeaseClient(leaseId).acquireLease(LEASE_SECONDS, { abortSignal }));
  } catch (error) {
    if (codeOf(error) !== "LeaseAlreadyPresent") throw toReplicaError(error, `take the lease of ${blob.name}`);
    const message = `Another operation, or another program, has the lease of ${blob.name}. It ends at most ${LEASE_SECONDS} s after that one has stopped.`;
    throw new AppError("conflict", message, { details: { rule: "leased" } });
  }
}

export async function renew({ patient, leaseId }: HeldStripe, context: CallContext): Promise<void> {
  await untold(context, (abortSignal) => patient.getBlobLeaseClient(leaseId).renewLease({ abortSignal }));
}

/** What there is, read while the session has the blob: else fenced. */
export async function ownProperties(stripe: HeldStripe, context: CallContext) {
  const { patient, name, sequenceNumber } = stripe;
  const properties = await asked(context, `read ${name}`, (abortSignal) => patient.getProperties({ abortSignal }));
  if (properties.blobSequenceNumber !== sequenceNumber) throw fenced();
  return properties;
}

export interface Change {
  /** As in "set the length of". */
  doing: string;
  /** Already so, by an earlier try whose answer was lost too. */
  isDone?(properties: Awaited<ReturnType<typeof ownProperties>>): boolean | Promise<boolean>;
  make(conditions: BlobRequestConditions, abortSignal: AbortSignal): Promise<unknown>;
  /** What makes an earlier try that is still on its way miss its condition. */
  beforeAnother?(): Promise<void>;
}

/** Once, whatever becomes of the answers. */
export async function changeStripe(stripe: HeldStripe, context: CallContext, change: Change): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const properties = await ownProperties(stripe, context);
    if (await change.isDone?.(properties)) return;
    const conditions = { leaseId: stripe.leaseId, ...(properties.etag === undefined ? {} : { ifMatch: properties.etag }) };
    try {
      await untold(context, (abortSignal) => change.make(conditions, abortSignal));
      return;
    } catch (error) {
      const isWorthAnother = attempt < ATTEMPTS && isUncertain(error);
      if (!isWorthAnother) throw toReplicaError(error, `${change.doing} ${stripe.name}`);
      await wait(stripe.retryDelayMs * attempt, undefined, context.signal ? { signal: context.signal } : {});
      await change.beforeAnother?.();
    }
  }
}

/** It may have been done, or another call of this session has changed the ETag. */
function isUncertain(error: unknown): boolean {
  return isPassing(error) || toCongestion(error) !== undefined || codeOf(error) === "ConditionNotMet";
}

/** Only while it is this session's: a later one of the same operation has the same lease. */
export async function releaseStripe(stripe: HeldStripe, context: CallContext): Promise<void> {
  const { etag } = await ownProperties(stripe, context);
  const conditions = etag === undefined ? {} : { conditions: { ifMatch: etag } };
  await untold(context, (abortSignal) => stripe.patient.getBlobLeaseClient(stripe.leaseId).releaseLease({ abortSignal, ...conditions }));
}
