// Where a snapshot stands among the copies of its chain: what copy-rule.ts decides from.

import { sameRegion } from "#lib/domain/inventory/azure-region.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import type { Chain } from "./snapshot-chain.ts";

export interface ChainPlace {
  /** Of the snapshot in its chain. */
  index: number;
  copiesHere: Snapshot[];
  runningHere: Snapshot[];
  /** Copies of this disk's snapshots under way to any region. */
  running: Snapshot[];
  /** Newest source whose copy is in the target, complete or on its way. */
  newestCopiedIndex: number | undefined;
  /** Copy of this very snapshot in the target; one whose state is not known may be it. */
  ownCopy: Snapshot | undefined;
  ownFailedCopy: Snapshot | undefined;
  /** Older ones of the chain without a copy in the target. */
  missingEarlier: number;
}

/** Copies in another subscription are a chain of their own there. */
export function placeOf(
  snapshot: Snapshot,
  chain: Chain,
  targetRegion: string,
  targetSubscriptionId: string = snapshot.subscriptionId,
): ChainPlace {
  const index = chain.snapshots.findIndex((member) => resourceKey(member.id) === resourceKey(snapshot.id));
  if (index < 0) throw new RangeError(`${snapshot.name} is not in chain ${chain.key}`);
  const indexOf = new Map(chain.snapshots.map((member, i) => [resourceKey(member.id), i]));
  const isUsable = (copy: Snapshot) => snapshotState(copy) === "ready" || snapshotState(copy) === "copying";
  const here = chain.copies.filter(
    ({ region, copy }) => sameRegion(region, targetRegion) && copy.subscriptionId.toLowerCase() === targetSubscriptionId.toLowerCase(),
  );
  const copied = new Set(here.filter((link) => isUsable(link.copy)).map((link) => indexOf.get(resourceKey(link.sourceSnapshotId)) ?? -1));
  const own = here.filter((link) => resourceKey(link.sourceSnapshotId) === resourceKey(snapshot.id)).map((link) => link.copy);
  const newest = Math.max(-1, ...copied);
  return {
    index,
    copiesHere: here.map((link) => link.copy),
    runningHere: here.map((link) => link.copy).filter((copy) => snapshotState(copy) === "copying"),
    running: chain.copies.map((link) => link.copy).filter((copy) => snapshotState(copy) === "copying"),
    newestCopiedIndex: newest < 0 ? undefined : newest,
    ownCopy: own.find(isUsable) ?? own.find((copy) => snapshotState(copy) === "unknown"),
    ownFailedCopy: own.find((copy) => snapshotState(copy) === "copy-failed"),
    missingEarlier: chain.snapshots.slice(0, index).filter((_, i) => !copied.has(i)).length,
  };
}
