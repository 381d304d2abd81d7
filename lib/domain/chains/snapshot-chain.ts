// Snapshots in the order they build on each other. A chain is what one disk left behind in one region:
//
//   disk db01 ──┬── snap 1 ── snap 2 ── snap 3          incremental, West Europe
//               │      ┊ CopyStart ┊
//               │   copy 1 ──── copy 2                  a chain of its own, North Europe
//               └── full A ,  full B                    full ones stand side by side, no deltas between them
//
// Which snapshots belong together is said in family.ts: a recreated disk starts another chain, a copy is in a chain of
// its own that is linked to its source's.

import {
  type Disk,
  hasUniqueId,
  parseResourceId,
  type ResourceId,
  resourceKey,
  resourceName,
  type Snapshot,
  type SnapshotKind,
} from "#lib/domain/inventory/inventory.ts";
import { isReady, notReadyReason } from "#lib/domain/inventory/snapshot-state.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import { stableHash } from "#lib/domain/stable-hash.ts";
import { crossesDiffBarrier } from "./diff-rule.ts";
import { Families, madeFromSnapshot } from "./family.ts";

/** live: the disk exists. deleted: it is gone. recreated: another disk has its name now. unknown: it is not visible. */
export const SOURCE_STATES = ["live", "deleted", "recreated", "unknown"] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

export const CHAIN_BREAK_REASONS = ["resize-4tb", "recreated", "not-ready"] as const;

export interface ChainBreak {
  /** Between this snapshot and the next one there is no diff. */
  afterSnapshotId: string;
  reason: (typeof CHAIN_BREAK_REASONS)[number];
  message: string;
}

export interface CopyLink {
  sourceSnapshotId: string;
  copy: Snapshot;
  /** The chain the copy belongs to. */
  chainKey: string;
  region: string;
}

export interface Chain {
  /** Stable while the chain exists, and fit for a URL. */
  key: string;
  kind: SnapshotKind;
  sourceDiskId?: string;
  sourceDiskName: string;
  sourceUniqueId?: string;
  sourceState: SourceState;
  location: string;
  subscriptionId: string;
  /** Why nothing is begun with its snapshots: their subscription takes nothing new. */
  closed?: string | undefined;
  /** Oldest first. */
  snapshots: Snapshot[];
  /** This chain is the copy of another one that is still known. */
  copyOf?: { chainKey: string };
  /** All of its members are copies, whether or not their sources still exist. */
  isCopy: boolean;
  /** Copies of this chain's snapshots in other chains, in this chain's order. */
  copies: CopyLink[];
  breaks: ChainBreak[];
}

export interface ChainContext {
  /** Whether disks were not read where this one would be: one that is missing there is not a deleted one. */
  isUnread?: (disk: ResourceId) => boolean;
  /** Why nothing is begun in a subscription. */
  closedReason?: (subscriptionId: string) => string | undefined;
}

/** Every snapshot is in exactly one chain. Chains come in the order of their disk names. */
export function buildChains(snapshots: readonly Snapshot[], disks: readonly Disk[], context: ChainContext = {}): Chain[] {
  const families = new Families(snapshots);
  const groups = new Map<string, Snapshot[]>();
  for (const snapshot of snapshots) {
    const identity = families.groupOf(snapshot);
    const group = groups.get(identity);
    if (group) group.push(snapshot);
    else groups.set(identity, [snapshot]);
  }
  const disksById = new Map(disks.map((disk) => [resourceKey(disk.id), disk]));
  const chains = Array.from(groups, ([identity, members]) => toChain(identity, members, families, disksById, context));
  linkCopies(chains, families);
  return chains.sort((a, b) => compareText(a.sourceDiskName, b.sourceDiskName) || compareText(a.key, b.key));
}

/** The chain of each snapshot, by resourceKey. */
export function chainsBySnapshot(chains: readonly Chain[]): Map<string, Chain> {
  return new Map(chains.flatMap((chain) => chain.snapshots.map((snapshot) => [resourceKey(snapshot.id), chain] as const)));
}

/** Azure may give two snapshots one millisecond: the seventh digit, then name and unique id decide. */
export function compareSnapshots(a: Snapshot, b: Snapshot): number {
  return compareTimes(a.timeCreated, b.timeCreated) || compareText(a.name, b.name) || compareText(a.uniqueId, b.uniqueId);
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function toChain(identity: string, members: Snapshot[], families: Families, disks: Map<string, Disk>, context: ChainContext): Chain {
  const snapshots = members.toSorted(compareSnapshots);
  const first = snapshots[0];
  if (!first) throw new RangeError("a chain has a snapshot");
  // The newest member whose origin is known names the disk: older sources are the first to be deleted.
  const roots = snapshots.map((snapshot) => families.root(snapshot));
  const origin = roots.findLast((root) => root.sourceResourceId && !madeFromSnapshot(root)) ?? roots[0] ?? first;
  const sourceDiskId = madeFromSnapshot(origin) ? undefined : origin.sourceResourceId;
  return {
    key: stableHash(identity),
    kind: first.incremental ? "incremental" : "full",
    sourceDiskId,
    sourceDiskName: resourceName(origin.sourceResourceId ?? origin.id),
    sourceUniqueId: sourceDiskId === undefined ? undefined : origin.sourceUniqueId,
    sourceState: sourceStateOf(sourceDiskId, origin.sourceUniqueId, disks, context),
    location: first.location,
    subscriptionId: first.subscriptionId,
    closed: context.closedReason?.(first.subscriptionId),
    snapshots,
    isCopy: snapshots.every(madeFromSnapshot),
    copies: [],
    breaks: first.incremental ? findBreaks(snapshots) : [],
  };
}

function sourceStateOf(
  diskId: string | undefined,
  uniqueId: string | undefined,
  disks: Map<string, Disk>,
  context: ChainContext,
): SourceState {
  const place = diskId === undefined ? undefined : parseResourceId(diskId);
  if (diskId === undefined || place === undefined) return "unknown";
  const disk = disks.get(resourceKey(diskId));
  if (!disk) return context.isUnread?.(place) ? "unknown" : "deleted";
  const isUntold = uniqueId === undefined || !hasUniqueId(disk);
  return isUntold || uniqueId.toLowerCase() === disk.uniqueId.toLowerCase() ? "live" : "recreated";
}

function findBreaks(snapshots: readonly Snapshot[]): ChainBreak[] {
  return snapshots.slice(1).flatMap((next, i): ChainBreak[] => {
    const before = snapshots[i];
    if (!before) return [];
    const afterSnapshotId = before.id;
    if (!madeFromSnapshot(next) && before.sourceUniqueId?.toLowerCase() !== next.sourceUniqueId?.toLowerCase()) {
      return [{ afterSnapshotId, reason: "recreated", message: `The disk was recreated between ${before.name} and ${next.name}.` }];
    }
    if (crossesDiffBarrier(before, next)) {
      return [
        {
          afterSnapshotId,
          reason: "resize-4tb",
          message: `The disk was resized across 4 TiB between ${before.name} and ${next.name}: Azure offers no diff across that.`,
        },
      ];
    }
    const unready = [before, next].find((snapshot) => !isReady(snapshot));
    return unready ? [{ afterSnapshotId, reason: "not-ready", message: notReadyReason(unready) ?? "" }] : [];
  });
}

/** Ties each copy to the snapshot it was made from, and its chain to the chain of that snapshot. */
function linkCopies(chains: Chain[], families: Families): void {
  const chainOf = chainsBySnapshot(chains);
  for (const chain of chains) {
    for (const copy of chain.snapshots) {
      const source = chain.kind === "incremental" ? families.sourceSnapshot(copy) : undefined;
      const sourceChain = source && chainOf.get(resourceKey(source.id));
      if (!source || !sourceChain || sourceChain === chain) continue;
      chain.copyOf = { chainKey: sourceChain.key };
      sourceChain.copies.push({ sourceSnapshotId: source.id, copy, chainKey: chain.key, region: copy.location });
    }
  }
  for (const chain of chains) {
    if (chain.copies.length < 2) continue;
    const position = new Map(chain.snapshots.map((snapshot, i) => [resourceKey(snapshot.id), i]));
    const at = (link: CopyLink) => position.get(resourceKey(link.sourceSnapshotId)) ?? 0;
    chain.copies.sort((a, b) => at(a) - at(b) || compareText(a.region, b.region) || compareSnapshots(a.copy, b.copy));
  }
}
