// Copies that were asked for here and are not over, of one snapshot or of several, whether Azure shows them already or not: one of the
// same disk is queued behind them, in the order in which the snapshots were made.
import { z } from "zod";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { formatCount } from "#lib/domain/format.ts";
import { regionLabel, sameRegion } from "#lib/domain/inventory/azure-region.ts";
import { resourceKey, type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import { ACTIVE_STATES } from "#lib/domain/operations/operation-state.ts";
import { targetSubscriptionOf } from "#lib/domain/plans/copy-target.ts";
import type { PlanProblem } from "#lib/domain/plans/plan.ts";
import { allOperations } from "#lib/services/operations/all-operations.ts";
import type { KindDeps } from "./operation-kind.ts";
import { sourcesOf } from "./operation-sources.ts";

interface ActiveCopy {
  id: string;
  title: string;
  payload: Record<string, unknown>;
  startedAt?: string;
}

export interface ActiveCopies {
  list(filter: Parameters<KindDeps["operations"]["list"]>[0]): Promise<{ items: ActiveCopy[] }>;
}

export interface CopiesToAdd {
  chain: Chain;
  /** Of the chain, oldest first; one at least. */
  sources: readonly Snapshot[];
  targetRegion: string;
  targetSubscriptionId?: string | undefined;
}

export interface QueueOutlook {
  /** Behind what it is queued, as a sentence; absent: nothing here is before it. */
  waits?: string;
  problems: PlanProblem[];
}

/** As much of a request as tells a copy: only copies go to another region. */
const copying = z.object({ targetRegion: z.string(), targetSubscriptionId: z.string().optional() });

/** What the queue of this disk says to one more. */
export async function queueOutlook(operations: ActiveCopies, asked: CopiesToAdd): Promise<QueueOutlook> {
  const before: ActiveCopy[] = [];
  const problems: PlanProblem[] = [];
  for await (const page of allOperations(operations, { states: ACTIVE_STATES })) {
    for (const other of page) {
      const sources = chainSourcesOf(other, asked.chain);
      const [oldest] = sources;
      if (!oldest) continue;
      if (goesToSamePlace(other, asked)) problems.push(...problemsBeside(other, sources, asked));
      if (other.startedAt !== undefined || compareTimes(oldest.timeCreated, asked.sources[0]?.timeCreated) <= 0) before.push(other);
    }
  }
  const waits = waitsBehind(before);
  return { problems, ...(waits === undefined ? {} : { waits }) };
}

/** Oldest first; none: it copies nothing of the chain. */
function chainSourcesOf({ payload }: ActiveCopy, chain: Chain): Snapshot[] {
  if (!copying.safeParse(payload).success) return [];
  const keys = new Set(sourcesOf(payload).map(resourceKey));
  return chain.snapshots.filter(({ id }) => keys.has(resourceKey(id)));
}

function goesToSamePlace({ payload }: ActiveCopy, { targetRegion, targetSubscriptionId, sources: [first] }: CopiesToAdd): boolean {
  const place = copying.safeParse(payload).data;
  if (!place || !first || !sameRegion(place.targetRegion, targetRegion)) return false;
  const there = targetSubscriptionOf(sourcesOf(payload)[0] ?? "", place);
  return there.toLowerCase() === targetSubscriptionOf(first.id, { targetSubscriptionId }).toLowerCase();
}

/** The same twice, or one that could no longer follow. */
function problemsBeside(
  { title, startedAt }: ActiveCopy,
  others: readonly Snapshot[],
  { sources, targetRegion }: CopiesToAdd,
): PlanProblem[] {
  const [field, region] = ["targetRegion", regionLabel(targetRegion)];
  const twice = sources.find(({ id }) => others.some((other) => sameResource(other.id, id)));
  if (twice) {
    const message = `${twice.name} is being copied to ${region} already, or is queued for it: "${title}".`;
    return [{ field, rule: "already-copied", message }];
  }
  const newer =
    startedAt === undefined ? undefined : others.findLast((other) => compareTimes(other.timeCreated, sources[0]?.timeCreated) > 0);
  if (!newer) return [];
  const message = `${newer.name}, which is newer, is being copied to ${region} already. Azure copies in the order of creation, so an older one can no longer follow.`;
  return [{ field, rule: "copy-order", message }];
}

function waitsBehind(before: readonly ActiveCopy[]): string | undefined {
  // Newest first, as they are listed: the one that is next to it.
  const [last] = before;
  if (!last) return undefined;
  const others = before.length === 1 ? "" : `, the last of ${formatCount(before.length)} copies of this disk`;
  return `Queued behind "${last.title}"${others}: Azure copies one snapshot of a disk at a time. It begins by itself when its turn comes.`;
}
