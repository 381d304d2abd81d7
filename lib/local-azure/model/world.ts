// The records together with the rules by name, as the ARM handlers, the seeds and tests use them. What changes the
// records is settled first: rules judge by copies as they are now, and leave none that is over already (one of the
// past, made by a seed with atMs).

import type { AccessGrant } from "./records/access-grant.ts";
import type { Disk } from "./records/disk.ts";
import { RecordStore } from "./records/record-store.ts";
import type { Resource } from "./records/resource.ts";
import type { ResourceGroup } from "./records/resource-group.ts";
import type { Snapshot } from "./records/snapshot.ts";
import type { Subscription } from "./records/subscription.ts";
import { hasActiveSas } from "./rules/active-sas.ts";
import type { CopyError } from "./rules/copy-progress.ts";
import { completionPercent } from "./rules/copy-progress.ts";
import { deleteSnapshot } from "./rules/delete-snapshot.ts";
import type { CreateEmptyDiskInput } from "./rules/disks.ts";
import { createEmptyDisk, deleteDisk } from "./rules/disks.ts";
import type { EmptySnapshotInput } from "./rules/full-snapshots.ts";
import { createEmptySnapshot } from "./rules/full-snapshots.ts";
import type { GrantInput } from "./rules/grants.ts";
import { grantAccess, revokeAccess } from "./rules/grants.ts";
import { startGroupDeletion } from "./rules/group-deletion.ts";
import { growDisk } from "./rules/grow-disk.ts";
import type { ImportDiskInput, ImportSnapshotInput } from "./rules/import-vhd.ts";
import { importDisk, importSnapshot } from "./rules/import-vhd.ts";
import type { RestoreDiskInput } from "./rules/restore-disk.ts";
import { restoreDisk } from "./rules/restore-disk.ts";
import { settle } from "./rules/settle.ts";
import type { StartCopyInput } from "./rules/start-copy.ts";
import { startCopy } from "./rules/start-copy.ts";
import { failCopyAt, holdCopy, releaseCopy } from "./rules/steer-copy.ts";
import type { TakeSnapshotInput } from "./rules/take-snapshot.ts";
import { takeSnapshot } from "./rules/take-snapshot.ts";
import type { CreateUploadDiskInput, VhdProblem } from "./rules/uploads.ts";
import { createUploadDisk } from "./rules/uploads.ts";

export class World extends RecordStore {
  addSubscription({ subscriptionId, displayName }: Omit<Subscription, "tenantId">): Subscription {
    return this.add("subscription", { subscriptionId, displayName, tenantId: this.tenantId });
  }

  addGroup({ tags = {}, ...group }: Omit<ResourceGroup, "tags"> & { tags?: Record<string, string> }): ResourceGroup {
    return this.add("group", { ...group, tags });
  }

  startGroupDeletion = (group: ResourceGroup): void => startGroupDeletion(this, group);

  createEmptyDisk = (input: CreateEmptyDiskInput): Disk => createEmptyDisk(this, input);
  createUploadDisk = (input: CreateUploadDiskInput): Disk => createUploadDisk(this, input);
  importDisk = (input: ImportDiskInput): Disk => importDisk(this, input);
  restoreDisk = (input: RestoreDiskInput): Disk => this.settled(() => restoreDisk(this, input));
  growDisk = (disk: Disk, sizeGib: number): void => growDisk(this, disk, sizeGib);
  deleteDisk = (disk: Disk, atMs?: number): void => deleteDisk(this, disk, atMs);

  takeSnapshot = (input: TakeSnapshotInput): Snapshot => this.settled(() => takeSnapshot(this, input));
  createEmptySnapshot = (input: EmptySnapshotInput): Snapshot => createEmptySnapshot(this, input);
  importSnapshot = (input: ImportSnapshotInput): Snapshot => importSnapshot(this, input);
  deleteSnapshot = (snapshot: Snapshot, atMs?: number): void => this.settled(() => deleteSnapshot(this, snapshot, atMs));

  startCopy = (input: StartCopyInput): Snapshot => this.settled(() => startCopy(this, input));
  holdCopy = (snapshot: Snapshot, percent: number): void => holdCopy(this, snapshot, percent);
  releaseCopy = (snapshot: Snapshot): void => releaseCopy(this, snapshot);
  failCopyAt = (snapshot: Snapshot, percent: number, error: CopyError): void => failCopyAt(this, snapshot, percent, error);
  completionPercent = (snapshot: Snapshot): number | undefined => completionPercent(snapshot, this.clock.nowMs());

  grantAccess = (input: GrantInput): AccessGrant => this.settled(() => grantAccess(this, input));
  /** The problem of an upload that ended with it. */
  revokeAccess = (resource: Resource): VhdProblem | undefined => revokeAccess(this, resource);
  hasActiveSas = (resource: Resource): boolean => hasActiveSas(this, resource);

  settle = (): void => settle(this);

  private settled<T>(act: () => T): T {
    this.settle();
    const result = act();
    this.settle();
    return result;
  }
}
