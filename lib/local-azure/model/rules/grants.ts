// SAS of disks and snapshots. The URL names a stored policy (si) and nothing else: permission and expiry live
// here. diskState stays ActiveSAS after the expiry until somebody revokes, as observed on Azure.

import { AzureError, operationNotAllowed } from "../../errors.ts";
import { hiddenName, newGuid, randomHex, randomSignature } from "../../ids.ts";
import type { AccessGrant } from "../records/access-grant.ts";
import type { Disk } from "../records/disk.ts";
import { isUploading } from "../records/disk.ts";
import type { ReadableRecords, Records } from "../records/records.ts";
import type { Resource } from "../records/resource.ts";
import { isSnapshot } from "../records/resource.ts";
import { sasHoldersInFamily } from "./active-sas.ts";
import { isHydrating } from "./hydration.ts";
import { assertSasDuration, limits } from "./limits.ts";
import { assertCopyComplete, assertNotUploading } from "./resource-rules.ts";
import type { VhdProblem } from "./uploads.ts";
import { endUpload } from "./uploads.ts";

export interface GrantInput {
  resource: Resource;
  access: "Read" | "Write";
  durationSeconds: number;
  atMs?: number;
}

export function grantAccess(records: Records, { resource, access, durationSeconds, atMs }: GrantInput): AccessGrant {
  assertSasDuration(durationSeconds);
  assertMayGrant(records, resource, access);
  const family = isSnapshot(resource) ? resource.incrementalSnapshotFamilyId : undefined;
  const blob = family ?? resource.uniqueId;
  const isUpload = !isSnapshot(resource) && access === "Write";
  const grant: AccessGrant = {
    si: family === undefined ? newGuid() : randomHex(32),
    sig: randomSignature(),
    resourceId: resource.id,
    resourceUniqueId: resource.uniqueId,
    access,
    expiresAtMs: (atMs ?? records.clock.nowMs()) + durationSeconds * 1000,
    host: `${isUpload ? "md-impexp-" : "md-"}${hiddenName(blob)}`,
    container: hiddenName(`container of ${blob}`),
    ...(family === undefined ? {} : { snapshot: resource.timeCreated }),
    revoked: false,
  };
  resource.diskState = "ActiveSAS";
  if (isUpload && !isSnapshot(resource)) resource.diskState = "ActiveUpload";
  records.touchResource(resource);
  return records.add("grant", grant);
}

function assertMayGrant(records: ReadableRecords, resource: Resource, access: "Read" | "Write"): void {
  if (resource.networkAccessPolicy !== "AllowAll" || resource.publicNetworkAccess === "Disabled") {
    throw operationNotAllowed(
      `Access to ${resource.name} over the public network is not allowed: its networkAccessPolicy is ${resource.networkAccessPolicy}, its publicNetworkAccess ${resource.publicNetworkAccess}.`,
    );
  }
  if (!isSnapshot(resource)) {
    if (resource.diskState === "Attached") {
      throw new AzureError(
        409,
        "Conflict",
        `Access not permitted because disk ${resource.name} is currently attached to running VM ${resource.managedBy}.`,
      );
    }
    assertMayOpenDisk(records, resource, access);
    return;
  }
  if (access === "Write") throw new AzureError(400, "BadRequest", `Write access to snapshot ${resource.name} is not supported.`);
  assertCopyComplete(resource, "grant access to");
  const holders = sasHoldersInFamily(records, resource);
  if (!holders.has(resource.uniqueId) && holders.size >= limits.sasPerFamily) {
    throw operationNotAllowed(
      `${limits.sasPerFamily} snapshots of the family of ${resource.name} have an active shared access signature already. Call EndGetAccess on one of them first.`,
    );
  }
}

/** Write only into a disk that waits for its data, Read only from one that has it. */
function assertMayOpenDisk(records: ReadableRecords, disk: Disk, access: "Read" | "Write"): void {
  if (access === "Read") assertNotUploading(disk);
  else if (!isUploading(disk)) {
    throw operationNotAllowed(`Disk ${disk.name} is not in state ReadyToUpload: write access is not possible.`);
  }
  if (isHydrating(disk, records.clock.nowMs())) {
    throw operationNotAllowed(
      `Cannot grant access to disk ${disk.name} while its data is being copied. Wait until completionPercent is 100.`,
    );
  }
}

/** endGetAccess: all SAS of the resource stop working at once. The end of an upload has its VHD checked. */
export function revokeAccess(records: Records, resource: Resource): VhdProblem | undefined {
  for (const grant of records.grantsOf(resource)) {
    if (grant.revoked) continue;
    grant.revoked = true;
    records.touch("grant", grant);
  }
  if (!isSnapshot(resource) && resource.diskState === "ActiveUpload") return endUpload(records, resource);
  if (resource.diskState === "ActiveSAS") {
    resource.diskState = "Unattached";
    records.touchResource(resource);
  }
  return undefined;
}

/** Path and query as Azure writes them; no se, no sp. */
export function sasPath(grant: AccessGrant): string {
  const version = grant.access === "Write" ? "2017-04-17" : "2018-03-28";
  const versionAndKind = grant.snapshot === undefined ? `sv=${version}&sr=b` : "sv=2018-11-09&sr=bs";
  const snapshot = grant.snapshot === undefined ? "" : `snapshot=${encodeURIComponent(grant.snapshot)}&`;
  return `/${grant.host}/${grant.container}/abcd?${snapshot}${versionAndKind}&si=${grant.si}&sig=${encodeURIComponent(grant.sig)}`;
}
