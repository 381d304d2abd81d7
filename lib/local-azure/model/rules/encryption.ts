// Which encryption a disk and its snapshots may have. A disk and all its incremental snapshots use one disk encryption
// set, and customer-managed keys are not switched off again while there are incremental snapshots ("Restrictions for
// customer-managed keys").

import { invalidParameter, operationNotAllowed } from "../../errors.ts";
import type { Disk } from "../records/disk.ts";
import type { Encryption } from "../records/managed-resource.ts";
import type { ReadableRecords } from "../records/records.ts";
import type { Resource } from "../records/resource.ts";
import { isSnapshot } from "../records/resource.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { isCopying } from "../records/snapshot.ts";
import { isHydrating } from "./hydration.ts";

const setPattern = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/diskEncryptionSets\/[^/]+$/i;

export function assertValidEncryption({ type, diskEncryptionSetId }: Encryption): void {
  const isPlatform = type === "EncryptionAtRestWithPlatformKey";
  if (isPlatform && diskEncryptionSetId !== undefined)
    throw invalidParameter("encryption.diskEncryptionSetId", `Parameter diskEncryptionSetId is not allowed with encryption type ${type}.`);
  if (!isPlatform && diskEncryptionSetId === undefined)
    throw invalidParameter("encryption.diskEncryptionSetId", `Required parameter 'encryption.diskEncryptionSetId' is missing (null).`);
  if (diskEncryptionSetId !== undefined && !setPattern.test(diskEncryptionSetId))
    throw invalidParameter("encryption.diskEncryptionSetId", `'${diskEncryptionSetId}' is not the id of a disk encryption set.`);
}

/** An incremental snapshot has the encryption set of its disk. */
export function assertSameEncryptionSet(source: Resource, asked: Encryption | undefined): void {
  if (asked === undefined || isSame(asked, source.encryption)) return;
  throw operationNotAllowed(
    `An incremental snapshot must use the disk encryption set of its disk: ${source.name} has ${nameOf(source.encryption)}, ${nameOf(asked)} was asked for.`,
  );
}

export function assertMayChangeEncryption(records: ReadableRecords, resource: Resource, wanted: Encryption): void {
  assertValidEncryption(wanted);
  if (isSame(wanted, resource.encryption) && wanted.type === resource.encryption.type) return;
  const isFilling = isSnapshot(resource) ? isCopying(resource) : isHydrating(resource, records.clock.nowMs());
  if (isFilling || hasCopyInProgress(records, resource)) {
    throw operationNotAllowed(`The encryption of ${resource.name} cannot be changed while a background copy of its data is in progress.`);
  }
  if (!isSnapshot(resource) && resource.managedBy !== undefined) {
    throw operationNotAllowed(
      `The encryption of disk ${resource.name} cannot be changed while it is attached to VM ${resource.managedBy}.`,
    );
  }
  const others = chainOf(records, resource).filter((member) => member.uniqueId !== resource.uniqueId);
  const differing = others.find((member) => usesCustomerKey(member.encryption) && !isSame(member.encryption, wanted));
  const isSwitchedOff = usesCustomerKey(resource.encryption) && !usesCustomerKey(wanted);
  if (differing === undefined && !(isSwitchedOff && others.length > 0)) return;
  throw operationNotAllowed(
    `The encryption of ${resource.name} cannot be changed to ${nameOf(wanted)}: a disk and all its incremental snapshots must use one disk encryption set.`,
  );
}

/** The disk and its live incremental snapshots. */
function chainOf(records: ReadableRecords, resource: Resource): Resource[] {
  if (!isSnapshot(resource)) return [resource, ...snapshotsOf(records, resource)];
  if (!resource.incremental) return [resource];
  const disk = records.disks.get(resource.creationData.sourceUniqueId ?? "");
  return [...(disk === undefined || disk.deletedAtMs !== undefined ? [] : [disk]), ...records.familyOf(resource)];
}

function snapshotsOf(records: ReadableRecords, disk: Disk): Snapshot[] {
  const familyId = records.familyOfDisk(disk.uniqueId);
  return familyId === undefined ? [] : records.familyMembers(familyId).filter((member) => member.deletedAtMs === undefined);
}

function hasCopyInProgress(records: ReadableRecords, resource: Resource): boolean {
  if (isSnapshot(resource)) return [...records.runningCopies()].some((copy) => copy.creationData.sourceUniqueId === resource.uniqueId);
  return snapshotsOf(records, resource).some(isCopying);
}

function usesCustomerKey({ diskEncryptionSetId }: Encryption): boolean {
  return diskEncryptionSetId !== undefined;
}

function isSame(a: Encryption, b: Encryption): boolean {
  return a.diskEncryptionSetId?.toLowerCase() === b.diskEncryptionSetId?.toLowerCase();
}

function nameOf({ diskEncryptionSetId, type }: Encryption): string {
  return diskEncryptionSetId ?? type;
}
