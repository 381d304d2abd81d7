// Everything Local Azure remembers, and the rules by name. The rules themselves are in the files beside this one;
// the ARM handlers and the seeds call the same ones, seeds with atMs to write history in the past.
//
// A change reaches the disk by touch (which record) and flush (now): flush resolves when all touched records and the
// bytes they point at are durable. Images of deleted resources are dropped only after that.

import type { Clock } from "../clock.ts";
import { toTicks } from "../clock.ts";
import { operationNotAllowed } from "../errors.ts";
import type { ImageId, PageStore } from "../pages/page-store.ts";
import type { CopyError, StartCopyInput } from "./copies.ts";
import {
  completionPercent,
  failBackgroundCopiesOf,
  failCopiesOf,
  failCopyAt,
  holdCopy,
  releaseCopy,
  settleCopies,
  startCopy,
} from "./copies.ts";
import type { CreateEmptyDiskInput, RestoreDiskInput } from "./disks.ts";
import { createEmptyDisk, deleteDisk, growDisk, restoreDisk } from "./disks.ts";
import type { GrantInput } from "./grants.ts";
import { grantAccess, revokeAccess } from "./grants.ts";
import { settleGroupDeletion, startGroupDeletion } from "./group-deletion.ts";
import type { ImportDiskInput, ImportSnapshotInput, PageBlobSource } from "./imports.ts";
import { importDisk, importSnapshot } from "./imports.ts";
import { PendingChanges } from "./pending-changes.ts";
import type { Change, RecordKind, RecordLog, RecordOf } from "./record-log.ts";
import { keyOf } from "./record-log.ts";
import type { Resource } from "./resource-index.ts";
import { isSnapshot, ResourceIndex } from "./resource-index.ts";
import type { SnapshotSettings, TakeSnapshotInput } from "./snapshots.ts";
import { createEmptySnapshot, deleteSnapshot, takeSnapshot } from "./snapshots.ts";
import type { AccessGrant, Disk, Lock, LongOperation, ResourceGroup, RoleAssignment, Snapshot, Subscription } from "./types.ts";
import type { CreateUploadDiskInput, VhdProblem } from "./uploads.ts";
import { createUploadDisk } from "./uploads.ts";

const noLog: RecordLog = { append: async () => {} };

export class World {
  readonly pages: PageStore;
  readonly clock: Clock;
  readonly tenantId: string;
  /** By subscription id. */
  readonly subscriptions = new Map<string, Subscription>();
  /** By keyOf("group", …). */
  readonly groups = new Map<string, ResourceGroup>();
  /** By uniqueId, tombstones included. */
  readonly disks = new Map<string, Disk>();
  /** By uniqueId, tombstones included. */
  readonly snapshots = new Map<string, Snapshot>();
  /** By si. */
  readonly grants = new Map<string, AccessGrant>();
  /** By keyOf("lock", …), removed ones included. */
  readonly locks = new Map<string, Lock>();
  /** By keyOf("roleAssignment", …), removed ones included. */
  readonly roleAssignments = new Map<string, RoleAssignment>();
  /** By operation id. */
  readonly operations = new Map<string, LongOperation>();

  /** The page blob behind a URL of an own storage account, or undefined; set by whoever has the accounts. */
  findPageBlob: (url: URL) => PageBlobSource | undefined = () => undefined;

  private readonly deletingGroups = new Set<ResourceGroup>();
  private readonly index = new ResourceIndex();
  private readonly grantsByResource = new Map<string, AccessGrant[]>();
  private readonly pending: PendingChanges;
  private pastTicks = 0;

  constructor({ pages, clock, tenantId, log = noLog }: { pages: PageStore; clock: Clock; tenantId: string; log?: RecordLog }) {
    this.pages = pages;
    this.clock = clock;
    this.tenantId = tenantId;
    this.pending = new PendingChanges(pages, log);
  }

  // Subscriptions and groups

  addSubscription({ subscriptionId, displayName }: { subscriptionId: string; displayName: string }): Subscription {
    return this.add("subscription", { subscriptionId, displayName, tenantId: this.tenantId });
  }

  addGroup({ tags = {}, ...group }: Omit<ResourceGroup, "tags"> & { tags?: Record<string, string> }): ResourceGroup {
    return this.add("group", { ...group, tags });
  }

  startGroupDeletion(group: ResourceGroup): void {
    startGroupDeletion(this, group);
    this.deletingGroups.add(group);
  }

  findGroup(subscriptionId: string, name: string): ResourceGroup | undefined {
    return this.groups.get(keyOf("group", { subscriptionId, name }));
  }

  // Rules

  createEmptyDisk = (input: CreateEmptyDiskInput): Disk => createEmptyDisk(this, input);
  createUploadDisk = (input: CreateUploadDiskInput): Disk => createUploadDisk(this, input);
  importDisk = (input: ImportDiskInput): Disk => importDisk(this, input);
  importSnapshot = (input: ImportSnapshotInput): Snapshot => importSnapshot(this, input);
  restoreDisk = (input: RestoreDiskInput): Disk => this.settled(() => restoreDisk(this, input));
  growDisk = (disk: Disk, sizeGib: number): void => growDisk(this, disk, sizeGib);
  deleteDisk = (disk: Disk, atMs?: number): void => deleteDisk(this, disk, atMs);
  takeSnapshot = (input: TakeSnapshotInput): Snapshot => this.settled(() => takeSnapshot(this, input));
  createEmptySnapshot = (input: SnapshotSettings & { sizeBytes: number; location: string }): Snapshot => createEmptySnapshot(this, input);
  deleteSnapshot = (snapshot: Snapshot, atMs?: number): void => this.settled(() => deleteSnapshot(this, snapshot, atMs));
  /** The same within settle. */
  deleteSnapshotAlone = (snapshot: Snapshot): void => deleteSnapshot(this, snapshot);
  startCopy = (input: StartCopyInput): Snapshot => this.settled(() => startCopy(this, input));
  holdCopy = (snapshot: Snapshot, percent: number): void => holdCopy(this, snapshot, percent);
  releaseCopy = (snapshot: Snapshot): void => releaseCopy(this, snapshot);
  failCopyAt = (snapshot: Snapshot, percent: number, error: CopyError): void => failCopyAt(this, snapshot, percent, error);
  grantAccess = (input: GrantInput): AccessGrant => this.settled(() => grantAccess(this, input));
  /** The problem of an upload that ended with it. */
  revokeAccess = (resource: Resource): VhdProblem | undefined => revokeAccess(this, resource);

  /** Rules judge by copies as they are now, and leave none that is over already (one of the past, made by a seed). */
  private settled<T>(act: () => T): T {
    this.settle();
    const result = act();
    this.settle();
    return result;
  }

  // Finding

  findDisk(id: string): Disk | undefined {
    const found = this.newestOfId(id);
    return found === undefined || isSnapshot(found) || found.deletedAtMs !== undefined ? undefined : found;
  }

  findSnapshot(id: string): Snapshot | undefined {
    const found = this.newestOfId(id);
    return found !== undefined && isSnapshot(found) && found.deletedAtMs === undefined ? found : undefined;
  }

  /** Live, or the tombstone of the last one that had the id. */
  newestOfId(id: string): Resource | undefined {
    return this.index.newestOfId(id);
  }

  resourceByUniqueId(uniqueId: string): Resource | undefined {
    return this.snapshots.get(uniqueId) ?? this.disks.get(uniqueId);
  }

  /** Live disks and snapshots of a subscription. */
  liveIn(subscriptionId: string): Iterable<Resource> {
    return this.index.liveIn(subscriptionId);
  }

  /** How many these are. */
  countIn(subscriptionId: string): number {
    return this.index.countIn(subscriptionId);
  }

  /** Live snapshots of the snapshot's family in order of creation, itself included. A full one is alone. */
  familyOf(snapshot: Snapshot): Snapshot[] {
    const familyId = snapshot.incrementalSnapshotFamilyId;
    if (familyId === undefined) return [snapshot];
    return this.familyMembers(familyId).filter((member) => member.deletedAtMs === undefined);
  }

  /** In order of creation, tombstones included. */
  familyMembers(familyId: string): readonly Snapshot[] {
    return this.index.familyMembers(familyId);
  }

  familyOfDisk(diskUniqueId: string): string | undefined {
    return this.index.familyOfDisk(diskUniqueId);
  }

  familyOfCopies(sourceFamilyId: string, target: { location: string; subscriptionId: string }): string | undefined {
    return this.index.familyOfCopies(sourceFamilyId, target);
  }

  /** The live one before it that has an image to differ from. */
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

  // Copies

  /** Call before looking: makes facts of the copies the clock has ended. */
  settle(): void {
    settleCopies(this, this.index.runningCopies);
    for (const group of this.deletingGroups) if (settleGroupDeletion(this, group)) this.deletingGroups.delete(group);
  }

  runningCopies(): Iterable<Snapshot> {
    return this.index.runningCopies;
  }

  copyEnded(snapshot: Snapshot): void {
    this.index.runningCopies.delete(snapshot);
  }

  failCopiesOf(source: Snapshot, atMs: number): void {
    failCopiesOf(this, source, this.index.runningCopies, atMs);
  }

  failBackgroundCopiesOf(disk: Disk): void {
    this.settle();
    failBackgroundCopiesOf(this, disk.uniqueId, this.index.runningCopies);
  }

  completionPercent(snapshot: Snapshot): number | undefined {
    return completionPercent(snapshot, this.clock.nowMs());
  }

  // SAS

  grantsOf(resource: Resource): readonly AccessGrant[] {
    return this.grantsByResource.get(resource.uniqueId) ?? [];
  }

  hasActiveSas(resource: Resource): boolean {
    const nowMs = this.clock.nowMs();
    return this.grantsOf(resource).some((grant) => !grant.revoked && grant.expiresAtMs > nowMs);
  }

  assertNoActiveSas(resource: Resource, kind: "disk" | "snapshot"): void {
    if (!this.hasActiveSas(resource)) return;
    throw operationNotAllowed(
      `There is an active shared access signature outstanding for ${kind} ${resource.name}. Call EndGetAccess before attaching or deleting the ${kind}.`,
    );
  }

  /** uniqueIds of the snapshots of its family that have an active SAS. */
  sasHoldersInFamily(snapshot: Snapshot): Set<string> {
    return new Set(
      this.familyOf(snapshot)
        .filter((member) => this.hasActiveSas(member))
        .map((member) => member.uniqueId),
    );
  }

  addGrant(grant: AccessGrant): AccessGrant {
    return this.add("grant", grant);
  }

  // Time

  /** Now (never twice the same), or a moment of the past for the seeds. */
  ticksAt(atMs?: number): string {
    if (atMs === undefined) return this.clock.nowTicks();
    this.pastTicks = (this.pastTicks + 1237) % 10_000;
    return toTicks(atMs, this.pastTicks);
  }

  // Records

  /** Puts a new record where it belongs, and notes it for the log. */
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

  /** The record has changed. */
  touch<K extends RecordKind>(kind: K, record: RecordOf<K>): void {
    this.pending.touch(kind, record);
  }

  /** Turns a resource into a tombstone; its image goes when that is durable. */
  bury(resource: Resource, atMs: number): void {
    resource.deletedAtMs = atMs;
    this.index.markDeleted(resource);
    this.pending.dropImage(resource.imageId);
    this.touch(isSnapshot(resource) ? "snapshot" : "disk", resource);
  }

  /** The old image goes when the record with the new one is durable. */
  replaceImage(resource: Resource, imageId: ImageId): void {
    this.pending.dropImage(resource.imageId);
    resource.imageId = imageId;
    this.touch(isSnapshot(resource) ? "snapshot" : "disk", resource);
  }

  /** Resolves when everything touched so far is durable. */
  flush(): Promise<void> {
    return this.pending.flush();
  }
}
