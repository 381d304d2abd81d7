// Which recovery points are to be written, and on what each is built.
//
//   chain     s1 ── s2 ── s3 ── s4 ── s5
//   replica    ●     ●                          chosen: s1, s3, s5     to write: s3 on s2, s5 on s3
//
// A replica grows in the order of creation. Each point holds what changed since the one before it; where Azure tells no changes
// (the disk grew across 4 TiB), or what was begun cannot be finished, the whole image is written anew on top.
import { crossesDiffBarrier, unreadableBy } from "#lib/domain/chains/diff-rule.ts";
import { type Chain, compareSnapshots } from "#lib/domain/chains/snapshot-chain.ts";
import { resourceName, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { closedProblems } from "#lib/domain/plans/closed-subscription.ts";
import type { PlanProblem } from "#lib/domain/plans/plan.ts";
import type { Replica } from "#lib/domain/replication/replica.ts";

export interface PointOfSeries {
  snapshot: Snapshot;
  /** Its changes since this one are written; undefined: the whole image. */
  base: Snapshot | undefined;
  /** Why the whole image is written though points are there. */
  wholeBecause?: "resize" | "unfinished";
}

export interface ReplicaSeries {
  /** Oldest first. */
  toWrite: PointOfSeries[];
  /** Chosen, and recovery points already. */
  there: Snapshot[];
  problems: PlanProblem[];
}

type Known = Pick<Replica, "points" | "writing" | "problem">;

const field = "snapshots";

export function replicaSeries(chain: Chain, chosen: readonly Snapshot[], replica: Known | undefined): ReplicaSeries {
  const points = replica?.points ?? [];
  const newest = points.at(-1);
  const known = new Set(points.map(({ uniqueId }) => uniqueId.toLowerCase()));
  const ordered = chosen.toSorted(compareSnapshots);
  const fresh = ordered.filter(({ uniqueId }) => !known.has(uniqueId.toLowerCase()));
  const there = ordered.filter(({ uniqueId }) => known.has(uniqueId.toLowerCase()));
  const newestSource = newest && chain.snapshots.find((one) => isSameId(one.uniqueId, newest.uniqueId));
  const toWrite = fresh.map((snapshot, i) => pointOf(snapshot, i === 0 ? newestSource : fresh[i - 1]));
  const unfinished = unfinishedOf(chain, fresh[0], replica);
  const [first] = toWrite;
  if (unfinished === "lost" && first) toWrite[0] = { snapshot: first.snapshot, base: undefined, wholeBecause: "unfinished" };
  return {
    toWrite,
    there,
    problems: [
      ...replicaProblems(replica),
      ...closedProblems(chain, field),
      ...(newest && !newestSource ? [predecessorGone(newest.snapshotId)] : []),
      ...(fresh.length === 0 ? [nothingNew(there.length)] : []),
      ...fresh.flatMap((snapshot) => orderProblems(snapshot, newestSource)),
      ...(typeof unfinished === "object" ? [unfinished] : []),
      ...toWrite.flatMap(sourceProblems),
    ],
  };
}

function pointOf(snapshot: Snapshot, before: Snapshot | undefined): PointOfSeries {
  if (before && crossesDiffBarrier(before, snapshot)) return { snapshot, base: undefined, wholeBecause: "resize" };
  return { snapshot, base: before };
}

function replicaProblems(replica: Known | undefined): PlanProblem[] {
  if (!replica?.problem) return [];
  const message = `${replica.problem.message} Nothing is built on it: choose another name.`;
  return [{ field: "place.name", rule: replica.problem.rule, message }];
}

function predecessorGone(snapshotId: string): PlanProblem {
  const message = `The newest recovery point there stands for ${resourceName(snapshotId)}, which is no longer in the chain: Azure tells no changes since it. Replicate under a new name; the recovery points there stay.`;
  return { field: "place.name", rule: "predecessor-gone", message };
}

function nothingNew(count: number): PlanProblem {
  const message = count === 1 ? "It is a recovery point there already." : "All of them are recovery points there already.";
  return { field, rule: "nothing-new", message };
}

function orderProblems(snapshot: Snapshot, newest: Snapshot | undefined): PlanProblem[] {
  if (!newest || compareSnapshots(newest, snapshot) < 0) return [];
  const message = `${snapshot.name} is older than ${newest.name}, the newest recovery point there. A replica grows in the order of creation: leave it out, or choose another name.`;
  return [{ field, rule: "order", message }];
}

/** lost: what was begun can no longer be finished. A problem: it has to be finished first. */
function unfinishedOf(chain: Chain, first: Snapshot | undefined, replica: Known | undefined): PlanProblem | "lost" | undefined {
  const writing = replica?.writing;
  // Without any point the whole image is written in any case.
  if (!writing || !first || replica.points.length === 0 || isSameId(writing.uniqueId, first.uniqueId)) return undefined;
  const source = chain.snapshots.find(({ uniqueId }) => isSameId(uniqueId, writing.uniqueId));
  if (!source) return "lost";
  const message = `The recovery point of ${source.name} was begun there and is not finished: choose ${source.name} as well.`;
  return { field, rule: "unfinished", message };
}

function sourceProblems({ snapshot, base }: PointOfSeries): PlanProblem[] {
  const { name } = snapshot;
  if (!snapshot.incremental)
    return [{ field, rule: "not-incremental", message: `${name} is a full snapshot; replicas are made of incremental ones.` }];
  if (snapshot.logicalSectorSize === 4096) {
    const message = `${name} has 4K sectors: its data is a VHDX, and Azure imports only VHD from a page blob.`;
    return [{ field, rule: "vhdx", message }];
  }
  const unreadable = unreadableBy(snapshot) ?? (base && unreadableBy(base));
  return unreadable ? [{ field, rule: unreadable.rule, message: unreadable.reason }] : [];
}

export function isSameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
