// Everything Local Azure remembers, in memory and on its way to the log (records.ts says what each part is for).

import type { Clock } from "../../clock.ts";
import { toTicks } from "../../clock.ts";
import type { ImageId, PageStore } from "../../pages/page-store.ts";
import type { AccessGrant } from "./access-grant.ts";
import type { Disk } from "./disk.ts";
import type { Lock } from "./lock.ts";
import type { LongOperation } from "./long-operation.ts";
import { PendingChanges } from "./pending-changes.ts";
import type { Change, RecordKind, RecordLog, RecordOf } from "./record-log.ts";
import { keyOf } from "./record-log.ts";
import type { Records } from "./records.ts";
import type { Resource } from "./resource.ts";
import { isSnapshot } from "./resource.ts";
import type { ResourceGroup } from "./resource-group.ts";
import { ResourceIndex } from "./resource-index.ts";
import type { RoleAssignment } from "./role-assignment.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Subscription } from "./subscription.ts";

const noLog: RecordLog = { append: async () => {} };

export interface RecordStoreInput {
  pages: PageStore;
  clock: Clock;
  tenantId: string;
  log?: RecordLog;
}

export class RecordStore implements Records {
  readonly pages: PageStore;
  readonly clock: Clock;
  readonly tenantId: string;
  readonly subscriptions = new Map<string, Subscription>();
  readonly groups = new Map<string, ResourceGroup>();
  readonly disks = new Map<string, Disk>();
  readonly snapshots = new Map<string, Snapshot>();
  readonly grants = new Map<string, AccessGrant>();
  readonly locks = new Map<string, Lock>();
  readonly roleAssignments = new Map<string, RoleAssignment>();
  readonly operations = new Map<string, LongOperation>();

  private readonly deletingGroups = new Set<ResourceGroup>();
  private readonly index = new ResourceIndex();
  private readonly grantsByResource = new Map<string, AccessGrant[]>();
  private readonly pending: PendingChanges;
  private pastTicks = 0;

  constructor({ pages, clock, tenantId, log = noLog }: RecordStoreInput) {
    this.pages = pages;
    this.clock = clock;
    this.tenantId = tenantId;
    this.pending = new PendingChanges(pages, log);
  }

  // Finding

  findGroup(subscriptionId: string, name: string): ResourceGroup | undefined {
    return this.groups.get(keyOf("group", { subscriptionId, name }));
  }

  findDisk(id: string): Disk | undefined {
    const found = this.newestOfId(id);
    return found === undefined || isSnapshot(found) || found.deletedAtMs !== undefined ? undefined : found;
  }

  findSnapshot(id: string): Snapshot | undefined {
    const found = this.newestOfId(id);
    return found !== undefined && isSnapshot(found) && found.deletedAtMs === undefined ? found : undefined;
  }

  newestOfId(id: string): Resource | undefined {
    return this.index.newestOfId(id);
  }

  resourceByUniqueId(uniqueId: string): Resource | undefined {
    return this.snapshots.get(uniqueId) ?? this.disks.get(uniqueId);
  }

  liveIn(subscriptionId: string): Iterable<Resource> {
    return this.index.liveIn(subscriptionId);
  }

  countIn(subscriptionId: string): number {
    return this.index.countIn(subscriptionId);
  }

  runningCopies(): Iterable<Snapshot> {
    return this.index.runningCopies;
  }

  groupsBeingDeleted(): Iterable<ResourceGroup> {
    return this.deletingGroups;
  }

  grantsOf(resource: Resource): readonly AccessGrant[] {
    return this.grantsByResource.get(resource.uniqueId) ?? [];
  }

  // Families

  familyOf(snapshot: Snapshot): Snapshot[] {
    const familyId = snapshot.incrementalSnapshotFamilyId;
    if (familyId === undefined) return [snapshot];
    return this.familyMembers(familyId).filter((member) => member.deletedAtMs === undefined);
  }

  familyMembers(familyId: string): readonly Snapshot[] {
    return this.index.familyMembers(familyId);
  }

  familyOfDisk(diskUniqueId: string): string | undefined {
    return this.index.familyOfDisk(diskUniqueId);
  }

  familyOfCopies(sourceFamilyId: string, target: { location: string; subscriptionId: string }): string | undefined {
    return this.index.familyOfCopies(sourceFamilyId, target);
  }

  previousOf(snapshot: Snapshot): Snapshot | undefined {
    const family = this.familyOf(snapshot);
    return family.slice(0, family.indexOf(snapshot)).findLast((member) => member.copyCompletionError === undefined);
  }

  nextOf(snapshot: Snapshot): Snapshot | undefined {
    const family = this.familyOf(snapshot);
    return snapshot.incremental
      ? family.slice(family.indexOf(snapshot) + 1).find((member) => member.copyCompletionError === undefined)
      : undefined;
  }

  // Time

  ticksAt(atMs?: number): string {
    if (atMs === undefined) return this.clock.nowTicks();
    this.pastTicks = (this.pastTicks + 1237) % 10_000;
    return toTicks(atMs, this.pastTicks);
  }

  // Changing

  add<K extends RecordKind>(kind: K, record: RecordOf<K>): RecordOf<K> {
    this.restore({ kind, record } as Change);
    this.touch(kind, record);
    return record;
  }

  /** The same for a record that comes from the log. */
  restore(change: Change): void {
    const key = keyOf(change.kind, change.record);
    if (change.kind === "subscription") this.subscriptions.set(key, change.record);
    else if (change.kind === "group") this.restoreGroup(key, change.record);
    else if (change.kind === "lock") this.locks.set(key, change.record);
    else if (change.kind === "roleAssignment") this.roleAssignments.set(key, change.record);
    else if (change.kind === "operation") this.operations.set(key, change.record);
    else if (change.kind === "grant") this.restoreGrant(change.record);
    else if (change.kind === "disk") this.restoreResource(this.disks, key, change.record);
    else this.restoreResource(this.snapshots, key, change.record);
  }

  private restoreGroup(key: string, group: ResourceGroup): void {
    if (group.deletedAtMs === undefined) this.groups.set(key, group);
    if (group.deletingSinceMs !== undefined) this.deletingGroups.add(group);
  }

  private restoreResource<T extends Resource>(into: Map<string, T>, key: string, record: T): void {
    into.set(key, record);
    this.index.add(record);
  }

  private restoreGrant(grant: AccessGrant): void {
    this.grants.set(grant.si, grant);
    const others = this.grantsByResource.get(grant.resourceUniqueId) ?? [];
    this.grantsByResource.set(grant.resourceUniqueId, [...others, grant]);
  }

  touch<K extends RecordKind>(kind: K, record: RecordOf<K>): void {
    this.pending.touch(kind, record);
  }

  touchResource(resource: Resource): void {
    this.touch(isSnapshot(resource) ? "snapshot" : "disk", resource);
  }

  bury(resource: Resource, atMs: number): void {
    resource.deletedAtMs = atMs;
    this.index.markDeleted(resource);
    this.pending.dropImage(resource.imageId);
    this.touchResource(resource);
  }

  replaceImage(resource: Resource, imageId: ImageId): void {
    this.pending.dropImage(resource.imageId);
    resource.imageId = imageId;
    this.touchResource(resource);
  }

  endCopy(snapshot: Snapshot): void {
    this.index.runningCopies.delete(snapshot);
    this.touch("snapshot", snapshot);
  }

  beginGroupDeletion(group: ResourceGroup): void {
    this.deletingGroups.add(group);
    this.touch("group", group);
  }

  endGroupDeletion(group: ResourceGroup): void {
    delete group.deletingSinceMs;
    this.deletingGroups.delete(group);
    this.touch("group", group);
  }

  buryGroup(group: ResourceGroup, atMs: number): void {
    this.groups.delete(keyOf("group", group));
    group.deletedAtMs = atMs;
    this.endGroupDeletion(group);
  }

  /** Resolves when everything touched so far is durable. */
  flush(): Promise<void> {
    return this.pending.flush();
  }
}
