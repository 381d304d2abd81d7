// A recovery point made: manifest, then one blob snapshot of every stripe, each exactly once whatever becomes of the answers.
import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { ContainerClient } from "@azure/storage-blob";
import { AppError } from "#lib/domain/app-error.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { changeStripe, type HeldStripe, ownProperties } from "./held-stripe.ts";
import { listBlobs } from "./list-blobs.ts";
import { type Metadata, parseSnapshotMetadata } from "./replica-metadata.ts";
import { codeOf, isPassing, statusOf, toCongestion, toReplicaError, untold } from "./storage-call.ts";

const ATTEMPTS = 5;

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Always written, on condition of what was there before the session was seen to be the replica's own: an overtaken session's write
 * that comes late meets what the later one wrote, and is refused.
 */
export async function putManifest(
  container: ContainerClient,
  blob: string,
  bytes: Uint8Array,
  first: HeldStripe,
  context: CallContext,
): Promise<void> {
  const client = container.getBlockBlobClient(blob);
  const doing = `write the manifest ${blob}`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const etag = await untold(context, (abortSignal) => client.getProperties({ abortSignal })).then(
        (properties) => properties.etag,
        (error: unknown) => {
          if (statusOf(error) === 404) return undefined;
          throw error;
        },
      );
      await ownProperties(first, context);
      const conditions = etag === undefined ? { ifNoneMatch: "*" } : { ifMatch: etag };
      await untold(context, (abortSignal) =>
        client.upload(Buffer.from(bytes), bytes.length, {
          abortSignal,
          conditions,
          metadata: { sha256: sha256Of(bytes) },
          blobHTTPHeaders: { blobContentType: "application/json", blobContentMD5: createHash("md5").update(bytes).digest() },
        }),
      );
      return;
    } catch (error) {
      if (attempt >= ATTEMPTS || !mayBeDone(error)) throw toReplicaError(error, doing);
      await wait(first.retryDelayMs * attempt, undefined, context.signal ? { signal: context.signal } : {});
    }
  }
}

/**
 * Gives the time of the one blob snapshot of this source. A snapshot changes no ETag, so one that was asked for and not heard of
 * could still come after it was asked for again: the metadata are written anew before each try, and what has another ETag's condition
 * is refused.
 */
export async function snapshotOnce(
  container: ContainerClient,
  stripe: HeldStripe,
  metadata: { base: Metadata; snapshot: Metadata },
  context: CallContext,
): Promise<string> {
  const uniqueId = parseSnapshotMetadata(metadata.snapshot)?.point.uniqueId;
  for (let attempt = 1; ; attempt += 1) {
    await changeStripe(stripe, context, {
      doing: "write the metadata of",
      make: (conditions, abortSignal) => stripe.patient.setMetadata(metadata.base, { conditions, abortSignal }),
    });
    const { etag } = await ownProperties(stripe, context);
    const listed = (await listBlobs(container, stripe.name, context)) ?? [];
    const made = listed.find(
      ({ name, snapshot, metadata: said }) =>
        name === stripe.name && snapshot !== undefined && parseSnapshotMetadata(said)?.point.uniqueId === uniqueId,
    );
    if (made?.snapshot !== undefined) return made.snapshot;
    try {
      const conditions = { leaseId: stripe.leaseId, ...(etag === undefined ? {} : { ifMatch: etag }) };
      const { snapshot } = await untold(context, (abortSignal) =>
        stripe.once.createSnapshot({ abortSignal, conditions, metadata: metadata.snapshot }),
      );
      if (snapshot !== undefined) return snapshot;
    } catch (error) {
      if (attempt >= ATTEMPTS || !mayBeDone(error)) throw toReplicaError(error, `take a snapshot of ${stripe.name}`);
      await wait(stripe.retryDelayMs * attempt, undefined, context.signal ? { signal: context.signal } : {});
    }
    if (attempt >= ATTEMPTS) throw new AppError("azure-failed", `Azure made no snapshot of ${stripe.name}.`, { retryable: true });
  }
}

/** Or another try of this session came in between. */
function mayBeDone(error: unknown): boolean {
  const isCrossed = ["ConditionNotMet", "BlobAlreadyExists"].includes(codeOf(error) ?? "");
  return isCrossed || isPassing(error) || toCongestion(error) !== undefined;
}
