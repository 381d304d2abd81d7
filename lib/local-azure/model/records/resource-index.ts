// Ways to find records: by ARM id, by family, by the copies that run. Derived from the records alone, so a
// restart rebuilds it by adding them again.

import type { Disk } from "./disk.ts";
import type { Snapshot } from "./snapshot.ts";
import { isCopying } from "./snapshot.ts";

export type Resource = Disk | Snapshot;

export function isSnapshot(resource: Resource): resource is Snapshot {
  return "incremental" in resource;
}

export class ResourceIndex {
  /** The newest record of an id, live or tombstone, by lower-cased id. */
  private readonly byId = new Map<string, Resource>();
  private readonly families = new Map<string, Snapshot[]>();
  private readonly diskFamilies = new Map<string, string>();
  private readonly copyFamilies = new Map<string, string>();
  private readonly bySubscription = new Map<string, Set<Resource>>();
  readonly runningCopies = new Set<Snapshot>();

  add(resource: Resource): void {
    const key = resource.id.toLowerCase();
    const known = this.byId.get(key);
    const isOlder = known !== undefined && known.timeCreated > resource.timeCreated;
    if (!isOlder) this.byId.set(key, resource);
    if (resource.deletedAtMs === undefined) this.inSubscription(resource.subscriptionId).add(resource);
    if (isSnapshot(resource)) this.addSnapshot(resource);
  }

  private addSnapshot(snapshot: Snapshot): void {
    if (isCopying(snapshot) && snapshot.deletedAtMs === undefined) this.runningCopies.add(snapshot);
    const familyId = snapshot.incrementalSnapshotFamilyId;
    if (familyId === undefined) return;
    const members = this.families.get(familyId) ?? [];
    this.families.set(familyId, members);
    let at = members.length;
    while (at > 0 && (members[at - 1]?.timeCreated ?? "") > snapshot.timeCreated) at--;
    members.splice(at, 0, snapshot);
    const { createOption, sourceUniqueId } = snapshot.creationData;
    if (createOption === "Copy" && sourceUniqueId !== undefined) this.diskFamilies.set(sourceUniqueId, familyId);
    if (snapshot.copiedFromFamilyId !== undefined) this.copyFamilies.set(copyKey(snapshot.copiedFromFamilyId, snapshot), familyId);
  }

  /** The record stays findable as a tombstone. */
  markDeleted(resource: Resource): void {
    this.inSubscription(resource.subscriptionId).delete(resource);
    if (isSnapshot(resource)) this.runningCopies.delete(resource);
  }

  private inSubscription(subscriptionId: string): Set<Resource> {
    const found = this.bySubscription.get(subscriptionId) ?? new Set();
    this.bySubscription.set(subscriptionId, found);
    return found;
  }

  newestOfId(id: string): Resource | undefined {
    return this.byId.get(id.toLowerCase());
  }

  liveIn(subscriptionId: string): Iterable<Resource> {
    return this.bySubscription.get(subscriptionId) ?? [];
  }

  countIn(subscriptionId: string): number {
    return this.bySubscription.get(subscriptionId)?.size ?? 0;
  }

  /** In order of creation, deleted ones included. */
  familyMembers(familyId: string): readonly Snapshot[] {
    return this.families.get(familyId) ?? [];
  }

  familyOfDisk(diskUniqueId: string): string | undefined {
    return this.diskFamilies.get(diskUniqueId);
  }

  familyOfCopies(sourceFamilyId: string, target: { location: string; subscriptionId: string }): string | undefined {
    return this.copyFamilies.get(copyKey(sourceFamilyId, target));
  }
}

function copyKey(sourceFamilyId: string, target: { location: string; subscriptionId: string }): string {
  return `${sourceFamilyId}|${target.subscriptionId}|${target.location}`;
}
