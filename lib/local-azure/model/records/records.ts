// The records as the rules see them: what is known, and how it changes. record-store.ts keeps them; a rule takes
// ReadableRecords when it only asks, Records when it acts.
//
// A change reaches the disk by touch (which record) and flush (now): flush resolves when all touched records and the
// bytes they point at are durable. Images of deleted resources are dropped only after that.

import type { Clock } from "../../clock.ts";
import type { ImageId, PageStore } from "../../pages/page-store.ts";
import type { AccessGrant } from "./access-grant.ts";
import type { Disk } from "./disk.ts";
import type { Lock } from "./lock.ts";
import type { LongOperation } from "./long-operation.ts";
import type { RecordKind, RecordOf } from "./record-log.ts";
import type { Resource } from "./resource.ts";
import type { ResourceGroup } from "./resource-group.ts";
import type { RoleAssignment } from "./role-assignment.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Subscription } from "./subscription.ts";

export interface ReadableRecords {
  readonly clock: Clock;
  readonly tenantId: string;
  /** By subscription id. */
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  /** By keyOf("group", …). */
  readonly groups: ReadonlyMap<string, ResourceGroup>;
  /** By uniqueId, tombstones included. */
  readonly disks: ReadonlyMap<string, Disk>;
  /** By uniqueId, tombstones included. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  /** By si. */
  readonly grants: ReadonlyMap<string, AccessGrant>;
  /** By keyOf("lock", …), removed ones included. */
  readonly locks: ReadonlyMap<string, Lock>;
  /** By keyOf("roleAssignment", …), removed ones included. */
  readonly roleAssignments: ReadonlyMap<string, RoleAssignment>;
  /** By operation id. */
  readonly operations: ReadonlyMap<string, LongOperation>;

  findGroup(subscriptionId: string, name: string): ResourceGroup | undefined;
  findDisk(id: string): Disk | undefined;
  findSnapshot(id: string): Snapshot | undefined;
  /** Live, or the tombstone of the last one that had the id. */
  newestOfId(id: string): Resource | undefined;
  resourceByUniqueId(uniqueId: string): Resource | undefined;
  /** Live disks and snapshots of a subscription. */
  liveIn(subscriptionId: string): Iterable<Resource>;
  /** How many these are. */
  countIn(subscriptionId: string): number;

  /** Live snapshots of the snapshot's family in order of creation, itself included. A full one is alone. */
  familyOf(snapshot: Snapshot): Snapshot[];
  /** In order of creation, tombstones included. */
  familyMembers(familyId: string): readonly Snapshot[];
  familyOfDisk(diskUniqueId: string): string | undefined;
  familyOfCopies(sourceFamilyId: string, target: { location: string; subscriptionId: string }): string | undefined;
  /** The live one before it that has an image to differ from. */
  previousOf(snapshot: Snapshot): Snapshot | undefined;
  nextOf(snapshot: Snapshot): Snapshot | undefined;

  runningCopies(): Iterable<Snapshot>;
  groupsBeingDeleted(): Iterable<ResourceGroup>;
  grantsOf(resource: Resource): readonly AccessGrant[];
}

export interface Records extends ReadableRecords {
  /** The bytes the records' images stand for. */
  readonly pages: PageStore;

  /** Now (never twice the same), or a moment of the past for the seeds. */
  ticksAt(atMs?: number): string;
  /** Puts a new record where it belongs, and notes it for the log. */
  add<K extends RecordKind>(kind: K, record: RecordOf<K>): RecordOf<K>;
  /** The record has changed. */
  touch<K extends RecordKind>(kind: K, record: RecordOf<K>): void;
  touchResource(resource: Resource): void;
  /** Turns a resource into a tombstone; its image goes when that is durable. */
  bury(resource: Resource, atMs: number): void;
  /** The old image goes when the record with the new one is durable. */
  replaceImage(resource: Resource, imageId: ImageId): void;
  /** The copy of this snapshot's data runs no longer. */
  endCopy(snapshot: Snapshot): void;
  beginGroupDeletion(group: ResourceGroup): void;
  /** The deletion is over, done or given up. */
  endGroupDeletion(group: ResourceGroup): void;
  /** Removes a group that is empty. */
  buryGroup(group: ResourceGroup, atMs: number): void;
}
