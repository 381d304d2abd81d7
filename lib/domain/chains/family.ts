// Which incremental snapshots are of one family: those Azure can compare with each other, and of which five at most may
// hold a SAS. The one definition for chains, diffs and access.
//
// Azure's family id decides, within a place (region and subscription) and apart for copies. Where it is missing: the
// family of a sibling from the same disk, else the disk itself (ARM id without regard to case and unique id, because a
// recreated disk keeps the ARM id). A copy names its source snapshot, not the disk, so its family is found through that
// snapshot, which may be gone.

import { isCopy, resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";

/** What is known of families from a set of snapshots; asking about one that is not in the set goes by its own facts. */
export class Families {
  private readonly byId: Map<string, Snapshot>;
  /** Family of a disk's snapshots, so that one whose family id is missing joins its siblings. */
  private readonly familyBySource = new Map<string, string>();
  private readonly groups = new Map<Snapshot, string>();

  constructor(snapshots: readonly Snapshot[]) {
    this.byId = new Map(snapshots.map((snapshot) => [resourceKey(snapshot.id), snapshot]));
    for (const snapshot of snapshots) {
      if (snapshot.incremental && snapshot.familyId && !madeFromSnapshot(snapshot))
        this.familyBySource.set(diskKey(snapshot), snapshot.familyId.toLowerCase());
    }
  }

  /** The same for two incremental snapshots of one family. A full snapshot has none: its key is its own. */
  keyOf(snapshot: Snapshot): string {
    return snapshot.incremental ? this.groupOf(snapshot) : aloneKey(snapshot);
  }

  /** The family, and for full snapshots, which build on nothing, those of one disk: what a chain is made of. */
  groupOf(snapshot: Snapshot): string {
    const known = this.groups.get(snapshot);
    if (known !== undefined) return known;
    // Set first: sources that name each other in a circle must not recurse for ever.
    this.groups.set(snapshot, aloneKey(snapshot));
    const group = this.findGroup(snapshot);
    this.groups.set(snapshot, group);
    return group;
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

  private findGroup(snapshot: Snapshot): string {
    const copy = madeFromSnapshot(snapshot);
    const kind = snapshot.incremental ? (copy ? "copy" : "incremental") : "full";
    const prefix = `${place(snapshot)}|${kind}`;
    const family = snapshot.incremental
      ? (snapshot.familyId?.toLowerCase() ?? (copy ? undefined : this.familyBySource.get(diskKey(snapshot))))
      : undefined;
    if (family) return `${prefix}|family|${family}`;
    const source = this.sourceSnapshot(snapshot);
    if (!snapshot.incremental && source) return `${prefix}|disk|${diskKey(this.root(snapshot))}`;
    if (source) return `${prefix}|chain|${this.groupOf(source)}`;
    return snapshot.sourceResourceId ? `${prefix}|disk|${diskKey(snapshot)}` : aloneKey(snapshot, prefix);
  }
}

/** By what the snapshot says itself: for one whose siblings and sources are not known. */
export function familyKey(snapshot: Snapshot): string {
  return new Families([snapshot]).keyOf(snapshot);
}

/** By what the two say themselves. */
export function sameFamily(a: Snapshot, b: Snapshot): boolean {
  const families = new Families([a, b]);
  return families.keyOf(a) === families.keyOf(b);
}

export function madeFromSnapshot(snapshot: Snapshot): boolean {
  if (isCopy(snapshot)) return true;
  return snapshot.sourceResourceId !== undefined && /\/microsoft\.compute\/snapshots\//i.test(snapshot.sourceResourceId);
}

/** The disk it was taken from, told apart from another one that had or has its name. */
function diskKey(snapshot: Snapshot): string {
  return `${resourceKey(snapshot.sourceResourceId ?? "")}#${snapshot.sourceUniqueId?.toLowerCase() ?? ""}`;
}

function aloneKey(snapshot: Snapshot, prefix = place(snapshot)): string {
  return `${prefix}|alone|${resourceKey(snapshot.id)}`;
}

function place(snapshot: Snapshot): string {
  return `${snapshot.location.toLowerCase()}|${snapshot.subscriptionId.toLowerCase()}`;
}
