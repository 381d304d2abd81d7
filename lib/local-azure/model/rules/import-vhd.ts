// Import of a VHD from a page blob in an own storage account, as a disk or as a full snapshot. What is wrong with the
// VHD is found by the operation, not by the call: the resource is there then, empty and Failed.

import { AzureError, invalidParameter } from "../../errors.ts";
import type { ImageId } from "../../pages/page-store.ts";
import { vhdFooterBytes, vhdFooterProblem } from "../../pages/vhd-footer.ts";
import type { Disk } from "../records/disk.ts";
import type { CreationData } from "../records/managed-resource.ts";
import type { Records } from "../records/records.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { is4kCapable } from "./disk-performance.ts";
import type { DiskSettings } from "./disks.ts";
import { addDisk, gibBytes } from "./disks.ts";
import { addFullSnapshot } from "./full-snapshots.ts";
import type { SnapshotSettings } from "./snapshot-settings.ts";
import type { VhdProblem } from "./uploads.ts";

/** A page blob as an import sees it. */
export interface PageBlobSource {
  imageId: ImageId;
  lengthBytes: number;
  /** Of its account; undefined: accounts here have none. */
  location?: string;
  subscriptionId?: string;
}

interface Import {
  sourceUri: string;
  /** What sourceUri leads to; undefined: nothing of here. */
  source: PageBlobSource | undefined;
  storageAccountId?: string;
}

export interface ImportDiskInput extends DiskSettings, Import {
  sizeGib?: number;
}

export interface ImportSnapshotInput extends SnapshotSettings, Import {
  location: string;
}

export function importDisk(records: Records, input: ImportDiskInput): Disk {
  const { sizeGib, sku, name } = input;
  const vhd = openVhd(records, input);
  const sizeBytes = sizeGib === undefined ? vhd.sizeBytes : sizeGib * gibBytes;
  if (sizeBytes < vhd.sizeBytes) {
    throw invalidParameter("diskSizeGB", `The requested size of disk '${name}', ${sizeGib} GB, is smaller than its source blob.`);
  }
  if (is4kCapable(sku)) throw invalidParameter("sku", `Import of a VHD is not supported for disks of type ${sku}.`);
  const imageId = vhd.problem === undefined ? imageOf(records, vhd) : records.pages.create(sizeBytes);
  if (sizeBytes > vhd.sizeBytes && vhd.problem === undefined) records.pages.resize(imageId, sizeBytes);
  const disk = addDisk(records, input, { sizeBytes, creationData: creationDataOf(input), imageId });
  return Object.assign(disk, outcome(vhd));
}

export function importSnapshot(records: Records, input: ImportSnapshotInput): Snapshot {
  const vhd = openVhd(records, input);
  const live = vhd.problem === undefined ? imageOf(records, vhd) : records.pages.create(vhd.sizeBytes);
  const imageId = records.pages.freeze(live);
  records.pages.drop(live);
  const snapshot = addFullSnapshot(records, input, { sizeBytes: vhd.sizeBytes, creationData: creationDataOf(input), imageId });
  return Object.assign(snapshot, outcome(vhd));
}

function outcome({ problem }: Vhd): { provisioningState: "Succeeded" | "Failed"; failure?: VhdProblem } {
  return problem === undefined ? { provisioningState: "Succeeded" } : { provisioningState: "Failed", failure: problem };
}

function creationDataOf({ sourceUri, storageAccountId }: Import): CreationData {
  return { createOption: "Import", sourceUri: withoutSas(sourceUri), ...(storageAccountId === undefined ? {} : { storageAccountId }) };
}

function withoutSas(uri: string): string {
  return uri.replace(/\?.*$/, "");
}

interface Vhd {
  source: PageBlobSource;
  sizeBytes: number;
  problem?: VhdProblem;
}

function openVhd(records: Records, input: (ImportDiskInput | ImportSnapshotInput) & Import): Vhd {
  const { source, sourceUri, storageAccountId, name } = input;
  const location = input.location ?? input.group.location;
  if (source === undefined) {
    throw new AzureError(
      400,
      "InvalidParameter",
      `The source blob ${withoutSas(sourceUri)} is not found, or is not a page blob of Local Azure.`,
      {
        target: "sourceUri",
      },
    );
  }
  if (new URL(sourceUri).searchParams.has("snapshot")) {
    throw invalidParameter("sourceUri", "A managed disk cannot be created from a blob snapshot. Copy the snapshot to a blob first.");
  }
  if (source.location !== undefined && source.location !== location) {
    throw invalidParameter(
      "sourceUri",
      `The source blob is in region ${source.location}; it must be in the region of the disk, ${location}.`,
    );
  }
  if (source.subscriptionId !== undefined && source.subscriptionId !== input.group.subscriptionId && storageAccountId === undefined) {
    throw invalidParameter(
      "storageAccountId",
      "Required parameter 'storageAccountId' is missing (null): the blob is in another subscription.",
    );
  }
  const sizeBytes = Math.max(0, source.lengthBytes - vhdFooterBytes);
  const footer = source.lengthBytes < vhdFooterBytes ? new Uint8Array() : records.pages.read(source.imageId, sizeBytes, vhdFooterBytes);
  const message = vhdFooterProblem(footer, sizeBytes);
  if (message === undefined) return { source, sizeBytes };
  const named = message.replace("indicates that disk is", `indicates that disk '${name}' with blob ${withoutSas(sourceUri)} is`);
  return { source, sizeBytes, problem: { code: "InvalidVhd", message: named } };
}

/** A live image of the VHD's disk: the blob's pages without its footer. */
function imageOf(records: Records, { source, sizeBytes }: Vhd): ImageId {
  const imageId = records.pages.clone(source.imageId);
  records.pages.resize(imageId, sizeBytes);
  return imageId;
}
