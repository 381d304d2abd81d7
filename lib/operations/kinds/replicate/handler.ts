// Replicate snapshots of a chain to page blobs: check ─▶ replicate, one recovery point after the other ─▶ confirm.
// What the check found is what runs: a replica that somebody has changed since is refused with what changed. A replica tells from
// its own metadata which points are whole, so an attempt begins by looking, and goes on in the one that was being written.
import { z } from "zod";
import { AppError } from "#lib/domain/app-error.ts";
import { formatBytes, formatCount } from "#lib/domain/format.ts";
import { resourceName, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { knownSize } from "#lib/domain/inventory/known-size.ts";
import type { OperationItem } from "#lib/domain/operations/operation-item.ts";
import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import type { Replica, ReplicaPoint } from "#lib/domain/replication/replica.ts";
import type { OperationContext, StepContext } from "#lib/operations/engine/operation-handler.ts";
import type { KindDeps, KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { ReplicaSession } from "#lib/services/ports/replicas.ts";
import { createKeeper, type Kept } from "./keeper.ts";
import { transferRates } from "./rates.ts";
import type { ReplicateRequest } from "./request.ts";
import { isSameId, replicaSeries } from "./series.ts";
import { Speed } from "./speed.ts";
import { countText, replicateSteps } from "./words.ts";
import { type WriteDeps, writePoint } from "./write-point.ts";

type ReplicateDeps = Pick<KindDeps, "estate" | "inventory" | "replicas" | "replicaWriter"> & WriteDeps;

export function createReplicateHandler(deps: ReplicateDeps): KindHandler<ReplicateRequest> {
  return {
    steps: namedSteps(replicateSteps),
    run: (context) => runReplicate(deps, context),
  };
}

const source = z.object({ snapshotId: z.string(), uniqueId: z.string() });
/** What the check hands on, as it is read back after a restart. */
const checked = z.object({
  diskId: z.string(),
  diskUniqueId: z.string(),
  fromRegion: z.string(),
  toRegion: z.string().optional(),
  serverSide: z.boolean(),
  /** Unique ids of the points that were there, oldest first. */
  before: z.array(z.string()),
  /** Oldest first; no base: the whole image. */
  points: z.array(source.extend({ base: source.optional(), sizeBytes: z.number() })).min(1),
});
type Checked = z.infer<typeof checked>;
type Call = CallContext & { signal: AbortSignal };

async function runReplicate(deps: ReplicateDeps, context: OperationContext<ReplicateRequest>): Promise<void> {
  const { payload, requestId, principal, signal } = context;
  const call = { requestId, principal, signal };
  const found = await context.step("check", (step) => check(deps, payload, step, call), checked.parse);
  await context.step("replicate", (step) => replicate(deps, context, found, step, call));
  await context.step("confirm", async (step) => {
    const replica = await deps.replicas.look(payload.place, call);
    const missing = found.points.filter(({ uniqueId }) => !replica?.points.some((point) => isSameId(point.uniqueId, uniqueId)));
    if (missing.length > 0) throw missingPoints(missing.map(({ snapshotId }) => resourceName(snapshotId)));
    const newest = resourceName(found.points.at(-1)?.snapshotId ?? "");
    const { length } = replica?.points ?? [];
    step.detail(`${formatCount(length)} recovery ${length === 1 ? "point" : "points"} in all, that of ${newest} the newest`);
    context.progress({ percent: 100, text: `${formatCount(found.points.length)} replicated, ${newest} the newest` });
  });
}

async function check(deps: ReplicateDeps, request: ReplicateRequest, step: StepContext, call: Call): Promise<Checked> {
  const { place, builtOn, snapshots } = request;
  const [{ chain }, { accounts }, replica] = await Promise.all([
    deps.estate.around(snapshots[0]?.snapshotId ?? "", "snapshots", call),
    deps.replicas.accounts(call),
    deps.replicas.look(place, call),
  ]);
  const account = accounts.find(({ id }) => isSameId(id, place.accountId));
  if (!account) throw new AppError("not-found", "The storage account of the replica is gone, or you may not see it any more.");
  const chosen = snapshots.map(({ snapshotId }) => {
    const known = chain.snapshots.find(({ id }) => isSameId(id, snapshotId));
    if (!known) throw new AppError("not-found", `The source snapshot ${resourceName(snapshotId)} is gone.`, { details: { snapshotId } });
    return known;
  });
  const newest = replica?.points.at(-1)?.uniqueId;
  if (builtOn !== undefined && (builtOn ?? "").toLowerCase() !== (newest ?? "").toLowerCase()) throw changed(replica);
  const { toWrite, problems } = replicaSeries(chain, chosen, replica);
  const [problem] = problems;
  if (problem) throw new AppError("not-possible", problem.message, { details: { field: problem.field, rule: problem.rule } });
  const { sourceDiskId, sourceUniqueId } = chain;
  if (sourceDiskId === undefined || sourceUniqueId === undefined)
    throw new AppError("not-possible", "Which disk these snapshots are of is not known.", { details: { rule: "unknown-disk" } });
  step.detail(`${countText(toWrite.length)} to write on ${formatCount(replica?.points.length ?? 0)} recovery points`);
  const idsOf = ({ id, uniqueId }: Snapshot) => ({ snapshotId: id, uniqueId });
  return {
    diskId: sourceDiskId,
    diskUniqueId: sourceUniqueId,
    fromRegion: chain.location,
    ...(account.region === undefined ? {} : { toRegion: account.region }),
    serverSide: account.serverSide,
    before: replica?.points.map(({ uniqueId }) => uniqueId) ?? [],
    points: toWrite.map(({ snapshot, base }) => ({
      ...idsOf(snapshot),
      sizeBytes: knownSize(snapshot),
      ...(base ? { base: idsOf(base) } : {}),
    })),
  };
}

async function replicate(
  deps: ReplicateDeps,
  context: OperationContext<ReplicateRequest>,
  found: Checked,
  step: StepContext,
  call: Call,
): Promise<void> {
  const { operationId, payload } = context;
  const { diskId, diskUniqueId, points } = found;
  const session = await deps.replicaWriter.open(payload.place, { operationId, diskId, diskUniqueId }, points[0]?.sizeBytes ?? 0, call);
  const keeper = createKeeper(step, deps.clock);
  try {
    const done = assertAsChecked(session.replica, found);
    for (const [i, point] of points.entries()) {
      if (i < done.length) continue;
      done.push(await writeOne({ deps, context, found, session, keeper, call }, point, done));
      tellRows(context, found, done);
    }
  } finally {
    await session.close();
    await keeper.settled();
  }
}

interface Writing {
  deps: ReplicateDeps;
  context: OperationContext<ReplicateRequest>;
  found: Checked;
  session: ReplicaSession;
  keeper: ReturnType<typeof createKeeper>;
  call: Call;
}

async function writeOne(
  { deps, context, found, session, keeper, call }: Writing,
  point: Checked["points"][number],
  done: readonly ReplicaPoint[],
): Promise<ReplicaPoint> {
  const { operationId, payload } = context;
  const total = found.points.length;
  const name = resourceName(point.snapshotId);
  const [snapshot, base] = await Promise.all([sameAs(deps, point, call), point.base && sameAs(deps, point.base, call)]);
  const speed = new Speed(deps.clock);
  context.progress({ percent: (100 * done.length) / total, text: `${done.length + 1} of ${total}: ${name}, reading what changed` });
  tellRows(context, found, done, point.uniqueId);
  return writePoint(
    deps,
    {
      session,
      snapshot,
      base,
      objective: payload.objective,
      rates: transferRates(found.fromRegion, found.toRegion),
      operationId,
      serverSide: found.serverSide,
      keptAt: (planHash) => keptAt(keeper.kept, point.uniqueId, planHash),
      reached: (planHash, next) => keeper.reached({ uniqueId: point.uniqueId, planHash, next }),
      tell: (doneBytes, totalBytes) => {
        const share = totalBytes === 0 ? 0 : doneBytes / totalBytes;
        const percent = Math.floor(100 * share);
        const amount = `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
        context.progress({
          percent: (100 * (done.length + share)) / total,
          text: `${done.length + 1} of ${total}: ${name}, ${percent} % (${amount}${speed.words(doneBytes, totalBytes)})`,
        });
      },
    },
    { ...call, operationId },
  );
}

/** Those of this operation that are committed, in their order. Throws where it is not as it was checked, but for these. */
function assertAsChecked(replica: Replica, { before, points }: Checked): ReplicaPoint[] {
  const own = replica.points.slice(before.length);
  const isPrefix = before.every((uniqueId, i) => isSameId(uniqueId, replica.points[i]?.uniqueId ?? ""));
  const areOwn = own.every(({ uniqueId }, i) => isSameId(uniqueId, points[i]?.uniqueId ?? ""));
  if (!isPrefix || !areOwn) throw changed(replica);
  return own;
}

function changed(replica: Replica | undefined): AppError {
  const newest = replica?.points.at(-1);
  const now = newest ? `its newest recovery point is that of ${resourceName(newest.snapshotId)}` : "it has no recovery point";
  const message = `The replica has changed since this was planned: now ${now}. Nothing was built on it; plan it again.`;
  return new AppError("conflict", message, { details: { rule: "changed" } });
}

function missingPoints(names: readonly string[]): AppError {
  const message = `After it was written, the replica has no recovery point of ${names.join(", ")}: somebody else may have deleted it.`;
  return new AppError("azure-failed", message, { details: { rule: "point-gone" } });
}

/** The snapshot itself, and none of its name that was made since. */
async function sameAs(
  { inventory }: ReplicateDeps,
  { snapshotId, uniqueId }: z.infer<typeof source>,
  call: CallContext,
): Promise<Snapshot> {
  const snapshot = await inventory.getSnapshot(snapshotId, call);
  if (snapshot && isSameId(snapshot.uniqueId, uniqueId)) return snapshot;
  const what = snapshot ? "was deleted, and another has its name" : "is gone";
  throw new AppError("not-found", `The source snapshot ${resourceName(snapshotId)} ${what}.`, { details: { snapshotId } });
}

function keptAt(kept: Kept | undefined, uniqueId: string, planHash: string): number {
  return kept?.uniqueId === uniqueId && kept.planHash === planHash ? kept.next : 0;
}

function tellRows(context: OperationContext<ReplicateRequest>, { points }: Checked, done: readonly ReplicaPoint[], running?: string): void {
  const rows = points.map(({ snapshotId, uniqueId }, i): OperationItem => {
    const point = done[i];
    if (point) return { id: snapshotId, state: "done", detail: `Blob snapshot ${point.blobSnapshots.join(", ")}` };
    return { id: snapshotId, state: uniqueId === running ? "running" : "waiting" };
  });
  context.progress({ rows });
}
