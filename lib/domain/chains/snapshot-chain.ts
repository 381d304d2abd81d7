// Snapshots in the order they build on each other. A chain is what one disk left behind in one region:
//
//   disk db01 ──┬── snap 1 ── snap 2 ── snap 3          incremental, West Europe
//               │      ┊ CopyStart ┊
//               │   copy 1 ──── copy 2                  a chain of its own, North Europe
//               └── full A ,  full B                    full ones stand side by side, no deltas between them
//
// Which snapshots belong together (design §5): Azure's family id first; else the disk's ARM id without regard to
// case and its unique id, because a recreated disk keeps the ARM id and starts another chain. A copy names its source
// snapshot, not the disk, so its chain is found through that snapshot, which may be gone.

import {
  type Disk,
  isCopy,
  parseResourceId,
  type ResourceId,
  resourceKey,
  resourceName,
  type Snapshot,
} from "#lib/domain/inventory/inventory.ts";
import { isReady, notReadyReason } from "#lib/domain/inventory/snapshot-state.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import { stableHash } from "#lib/domain/stable-hash.ts";
import { crossesDiffBarrier } from "./diff-rule.ts";

export type SourceState = "live" | "deleted" | "recreated" | "unknown";

export interface ChainBreak {
  /** Between this snapshot and the next one there is no diff. */
  afterSnapshotId: string;
  reason: "resize-4tb" | "recreated" | "not-ready";
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
  kind: "incremental" | "full";
  sourceDiskId?: string;
  sourceDiskName: string;
  sourceUniqueId?: string;
  sourceState: SourceState;
  location: string;
  subscriptionId: string;
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
}

/** Every snapshot is in exactly one chain. Chains come in the order of their disk names. */
export function buildChains(snapshots: readonly Snapshot[], disks: readonly Disk[], context: ChainContext = {}): Chain[] {
  const index = new SourceIndex(snapshots);
  const groups = new Map<string, Snapshot[]>();
  for (const snapshot of snapshots) {
    const identity = index.identityOf(snapshot);
    const group = groups.get(identity);
    if (group) group.push(snapshot);
    else groups.set(identity, [snapshot]);
  }
  const disksById = new Map(disks.map((disk) => [resourceKey(disk.id), disk]));
  const chains = Array.from(groups, ([identity, members]) => toChain(identity, members, index, disksById, context));
  linkCopies(chains, index);
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

/** Follows sources from snapshot to snapshot, down to the disk. */
class SourceIndex {
  private readonly byId: Map<string, Snapshot>;
  /** Family of a disk's snapshots, so that one whose family id is missing joins its siblings. */
  private readonly familyBySource = new Map<string, string>();
  private readonly identities = new Map<Snapshot, string>();

  constructor(snapshots: readonly Snapshot[]) {
    this.byId = new Map(snapshots.map((snapshot) => [resourceKey(snapshot.id), snapshot]));
    for (const snapshot of snapshots) {
      if (snapshot.incremental && snapshot.familyId && !madeFromSnapshot(snapshot))
        this.familyBySource.set(diskIdentity(snapshot), snapshot.familyId.toLowerCase());
    }
  }

  /** The snapshot it was made from, if it still exists and is the same one. */
  sourceSnapshot(snapshot: Snapshot): Snapshot | undefined {
    if (!madeFromSnapshot(snapshot) || !snapshot.sourceResourceId) return undefined;
    const source = this.byId.get(resourceKey(snapshot.sourceResourceId));
    if (!source || source === snapshot) return undefined;
    const replaced = snapshot.sourceUniqueId !== undefined && snapshot.sourceUniqueId.toLowerCase() !== source.uniqueId.toLowerCase();
    return replaced ? undefined : source;
  }

  /** The oldest ancestor that is known: it names the disk. */
  root(snapshot: Snapshot): Snapshot {
    if (!madeFromSnapshot(snapshot)) return snapshot;
    let current = snapshot;
    for (const seen = new Set<Snapshot>(); !seen.has(current); ) {
      seen.add(current);
      current = this.sourceSnapshot(current) ?? current;
    }
    return current;
  }

  identityOf(snapshot: Snapshot): string {
    const known = this.identities.get(snapshot);
    if (known !== undefined) return known;
    // Set first: sources that name each other in a circle must not recurse for ever.
    this.identities.set(snapshot, `${place(snapshot)}|alone|${resourceKey(snapshot.id)}`);
    const identity = this.computeIdentity(snapshot);
    this.identities.set(snapshot, identity);
    return identity;
  }

  private computeIdentity(snapshot: Snapshot): string {
    const copy = madeFromSnapshot(snapshot);
    const kind = snapshot.incremental ? (copy ? "copy" : "incremental") : "full";
    const prefix = `${place(snapshot)}|${kind}`;
    const family = snapshot.incremental
      ? (snapshot.familyId?.toLowerCase() ?? (copy ? undefined : this.familyBySource.get(diskIdentity(snapshot))))
      : undefined;
    if (family) return `${prefix}|family|${family}`;
    const source = this.sourceSnapshot(snapshot);
    if (!snapshot.incremental && source) return `${prefix}|disk|${diskIdentity(this.root(snapshot))}`;
    if (source) return `${prefix}|chain|${this.identityOf(source)}`;
    return snapshot.sourceResourceId ? `${prefix}|disk|${diskIdentity(snapshot)}` : `${prefix}|alone|${resourceKey(snapshot.id)}`;
  }
}

function madeFromSnapshot(snapshot: Snapshot): boolean {
  if (isCopy(snapshot)) return true;
  return snapshot.sourceResourceId !== undefined && /\/microsoft\.compute\/snapshots\//i.test(snapshot.sourceResourceId);
}

function diskIdentity(snapshot: Snapshot): string {
  return `${resourceKey(snapshot.sourceResourceId ?? "")}#${snapshot.sourceUniqueId?.toLowerCase() ?? ""}`;
}

function place(snapshot: Snapshot): string {
  return `${snapshot.location.toLowerCase()}|${snapshot.subscriptionId.toLowerCase()}`;
}

function toChain(identity: string, members: Snapshot[], index: SourceIndex, disks: Map<string, Disk>, context: ChainContext): Chain {
  const snapshots = members.toSorted(compareSnapshots);
  const first = snapshots[0];
  if (!first) throw new RangeError("a chain has a snapshot");
  // The newest member whose origin is known names the disk: older sources are the first to be deleted.
  const roots = snapshots.map((snapshot) => index.root(snapshot));
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
  return uniqueId === undefined || uniqueId.toLowerCase() === disk.uniqueId.toLowerCase() ? "live" : "recreated";
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
function linkCopies(chains: Chain[], index: SourceIndex): void {
  const chainOf = chainsBySnapshot(chains);
  for (const chain of chains) {
    for (const copy of chain.snapshots) {
      const source = chain.kind === "incremental" ? index.sourceSnapshot(copy) : undefined;
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
