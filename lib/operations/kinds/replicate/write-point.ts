// One recovery point: its changes are read, its requests planned, sent at the pace the blobs take, and committed.
//
//   SAS of both ─▶ changes ─▶ plan ─▶ begin ─▶ clears ─▶ SAS of the newer: writes … (a new SAS before it ends) ─▶ commit
//
// The plan follows from snapshots that never change, so it is the same each time it is made: what an earlier attempt of this
// operation has sent and had answered is not sent again.
import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "#lib/domain/app-error.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { knownSize } from "#lib/domain/inventory/known-size.ts";
import type { RangeList } from "#lib/domain/ranges/block-range.ts";
import { createPacer, type Pacer } from "#lib/domain/replication/pacer.ts";
import { MAX_STRIPE_BYTES, type PointToWrite, type ReplicaPoint, stripesOf } from "#lib/domain/replication/replica.ts";
import { planRequests, type RequestPlan, type TransferObjective } from "#lib/domain/replication/request-plan.ts";
import { runPaced } from "#lib/domain/replication/run-in-order.ts";
import type { TransferRates } from "#lib/domain/replication/transfer-rates.ts";
import { hashRequests } from "#lib/operations/kinds/hash-requests.ts";
import type { KindDeps } from "#lib/operations/kinds/operation-kind.ts";
import type { AccessContext, ReadAccess } from "#lib/services/ports/access.ts";
import type { ReplicaSession } from "#lib/services/ports/replicas.ts";
import { TRANSFER_OBJECTIVES } from "./request.ts";
import { type OrderedRequests, orderRequests, rangesOf, withinDisk } from "./requests.ts";
import { isSameId } from "./series.ts";

export type WriteDeps = Pick<KindDeps, "access" | "pages" | "clock">;

export interface PointJob {
  session: ReplicaSession;
  snapshot: Snapshot;
  /** undefined: the whole image is written. */
  base: Snapshot | undefined;
  objective: TransferObjective;
  rates: TransferRates;
  operationId: string;
  /** false: the bytes go through this process, which holds those under way. */
  serverSide: boolean;
  /** Where this operation stopped in requests of this hash. */
  keptAt(planHash: string): number;
  /** All before this request are done. */
  reached(planHash: string, next: number): void;
  tell(doneBytes: number, totalBytes: number): void;
}

/** Of one blob, where Azure copies; it takes up to 500 a second. */
const AT_ONCE_PER_BLOB = 32;
const MOST_AT_ONCE = 128;
/** Each of up to 4 MiB. */
const STREAMED_AT_ONCE = 12;
/** A SAS is given back so long before it ends: what is under way must be over by then. */
const SAS_MARGIN_MS = 5 * 60_000;

export async function writePoint(deps: WriteDeps, job: PointJob, context: AccessContext & { signal: AbortSignal }): Promise<ReplicaPoint> {
  const { session, snapshot } = job;
  const { base, plan, planHash } = await planOf(deps, job, context);
  const sizeBytes = knownSize(snapshot);
  const { writing } = session.replica;
  await session.begin(toPoint(job, base, sizeBytes, planHash));
  const requests = orderRequests(plan, MAX_STRIPE_BYTES);
  const isOwn = writing?.operationId === job.operationId && writing.planHash === planHash && isSameId(writing.uniqueId, snapshot.uniqueId);
  await send(deps, job, requests, planHash, isOwn ? Math.min(job.keptAt(planHash), requests.count) : 0, context);
  return session.commit(base ? rangesOf(plan) : undefined, manifestOf(job, base, sizeBytes, plan, planHash));
}

interface PlannedPoint {
  base: Snapshot | undefined;
  plan: RequestPlan;
  planHash: string;
}

/** What somebody begun is gone on with as it was begun, whatever it was optimised for; if that cannot be told, it is written whole. */
async function planOf(deps: WriteDeps, job: PointJob, context: AccessContext): Promise<PlannedPoint> {
  const { base, objective, snapshot, session } = job;
  const changes = await changesOf(deps, base, snapshot, context);
  const { writing } = session.replica;
  const isBegun = base !== undefined && writing !== undefined && isSameId(writing.uniqueId, snapshot.uniqueId);
  const planned = planFor(job, changes, objective, base);
  if (!isBegun || writing.planHash === planned.planHash) return planned;
  for (const other of TRANSFER_OBJECTIVES) {
    const found = planFor(job, changes, other, base);
    if (found.planHash === writing.planHash) return found;
  }
  return planFor(job, await changesOf(deps, undefined, snapshot, context), objective, undefined);
}

function planFor({ rates }: PointJob, changes: RangeList, objective: TransferObjective, base: Snapshot | undefined): PlannedPoint {
  const plan = planRequests(changes, objective, rates, MAX_STRIPE_BYTES);
  return { base, plan, planHash: hashRequests(plan) };
}

function changesOf(
  { access, pages }: WriteDeps,
  base: Snapshot | undefined,
  snapshot: Snapshot,
  context: AccessContext,
): Promise<RangeList> {
  const sizeBytes = knownSize(snapshot);
  return access.withReadAccess(base ? [base, snapshot] : [snapshot], context, async ([first, second]) => {
    if (!first) throw new AppError("internal", "No access was granted.");
    const list = await (second ? pages.readDiff(first, second, sizeBytes, context) : pages.readAllocated(first, sizeBytes, context));
    return withinDisk(list, sizeBytes);
  });
}

async function send(
  deps: WriteDeps,
  job: PointJob,
  requests: OrderedRequests,
  planHash: string,
  startAt: number,
  context: AccessContext & { signal: AbortSignal },
): Promise<void> {
  const { session, snapshot } = job;
  const blobs = stripesOf(knownSize(snapshot));
  const lanes = Array.from({ length: blobs }, () => pacerOf(deps, job));
  const atOnce = job.serverSide ? Math.min(MOST_AT_ONCE, AT_ONCE_PER_BLOB * blobs) : STREAMED_AT_ONCE;
  let next = startAt;
  let doneBytes = 0;
  for (let i = requests.clears; i < startAt; i += 1) doneBytes += requests.bytesAt(i);
  job.tell(doneBytes, requests.totalBytes);
  const run = async (count: number, signal: AbortSignal, act: (index: number) => Promise<unknown>) => {
    const work = async (index: number, stop: AbortSignal) => {
      const bytes = requests.bytesAt(index);
      const lane = lanes[Math.floor(requests.at(index).offset / MAX_STRIPE_BYTES)];
      await lane?.run(() => act(index), stop, { bytes });
      doneBytes = Math.min(requests.totalBytes, doneBytes + bytes);
      job.tell(doneBytes, requests.totalBytes);
    };
    const onProgress = (contiguous: number) => {
      next = contiguous;
      job.reached(planHash, contiguous);
    };
    await runPaced(count, next, work, { pacer: atOnceOnly, atOnce, signal, onProgress });
  };
  if (next < requests.clears) await run(requests.clears, context.signal, (index) => session.clear(requests.at(index)));
  let rounds = 0;
  while (next < requests.count) {
    const before = next;
    await deps.access.withReadAccess([snapshot], context, ([source]) => {
      if (!source) throw new AppError("internal", "No access was granted.");
      return whileOpen(deps, source, context.signal, (signal) =>
        run(requests.count, signal, (index) => session.copy(source, requests.at(index))),
      );
    });
    rounds = next === before ? rounds + 1 : 0;
    if (rounds >= MOST_IDLE_ROUNDS) throw tooShort(snapshot);
  }
}

/** A SAS that ends before anything could be done with it: another one may be as short. */
const MOST_IDLE_ROUNDS = 3;

function tooShort({ name }: Snapshot): AppError {
  const message = `Azure gives access to ${name} for too short a time to copy anything: ${MOST_IDLE_ROUNDS} accesses ended without a request done.`;
  return new AppError("azure-failed", message, { retryable: true });
}

/** Each stripe has a pace of its own: what runs them all asks for none. */
const atOnceOnly: Pacer = { run: (work) => work() };

function pacerOf({ clock }: WriteDeps, { rates, serverSide }: PointJob): Pacer {
  const sleep = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal });
  return createPacer({
    clock: { nowMs: () => clock.nowMs(), sleep },
    requestsPerSecond: rates.requestsPerSecond,
    bytesPerSecond: rates.bytesPerSecond,
    ...(serverSide ? {} : { mostInFlight: STREAMED_AT_ONCE }),
  });
}

const OVER = Symbol("the SAS is about to end");

/** Stops the work, without failing it, before the SAS ends. */
async function whileOpen(
  { clock }: WriteDeps,
  { expiresAt }: ReadAccess,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(OVER), Math.max(1000, Date.parse(expiresAt) - SAS_MARGIN_MS - clock.nowMs()));
  try {
    await work(AbortSignal.any([signal, over.signal]));
  } catch (error) {
    if (error !== OVER) throw error;
  } finally {
    clearTimeout(timer);
  }
}

function toPoint({ snapshot, operationId }: PointJob, base: Snapshot | undefined, sizeBytes: number, planHash: string): PointToWrite {
  return {
    snapshotId: snapshot.id,
    uniqueId: snapshot.uniqueId,
    ...(snapshot.timeCreated === undefined ? {} : { timeCreated: snapshot.timeCreated }),
    ...(base ? { predecessorUniqueId: base.uniqueId } : {}),
    sizeBytes,
    planHash,
    operationId,
  };
}

function manifestOf(job: PointJob, base: Snapshot | undefined, sizeBytes: number, plan: RequestPlan, planHash: string): Uint8Array {
  const { snapshot, operationId } = job;
  const of = ({ id, uniqueId, timeCreated }: Snapshot) => ({
    snapshotId: id,
    uniqueId,
    ...(timeCreated === undefined ? {} : { timeCreated }),
  });
  const manifest = {
    format: 1,
    source: of(snapshot),
    predecessor: base ? of(base) : null,
    sizeBytes,
    stripes: stripesOf(sizeBytes),
    stripeBytes: MAX_STRIPE_BYTES,
    objective: plan.objective,
    planHash,
    clears: { requests: plan.clears.offsets.length, bytes: plan.clearedBytes },
    writes: { requests: plan.writes.offsets.length, bytes: plan.writtenBytes, unchangedBytes: plan.bridgedBytes },
    operationId,
  };
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
}
