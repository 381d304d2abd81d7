// Upload of a VHD into a disk:
//
//   ReadyToUpload ──beginGetAccess Write──▶ ActiveUpload ──endGetAccess──▶ Unattached
//         ▲                                                │ footer is not a VHD's
//         └────────────────────────────────────────────────┘ (the operation fails with InvalidVhd)
//
// uploadSizeBytes counts the 512-byte footer. Until the end the image holds it; then it is checked and cut off. (After a
// crash in between it is cut off already, and was good.)

import { invalidParameter } from "../../errors.ts";
import { makeVhdFooter, vhdFooterBytes, vhdFooterProblem } from "../../pages/vhd-footer.ts";
import type { Disk } from "../records/disk.ts";
import type { CreationData } from "../records/managed-resource.ts";
import type { Records } from "../records/records.ts";
import type { DiskSettings } from "./disks.ts";
import { addDisk } from "./disks.ts";

export interface CreateUploadDiskInput extends DiskSettings {
  uploadSizeBytes: number;
  logicalSectorSize?: 512 | 4096;
}

/** What a failed operation says. */
export interface VhdProblem {
  code: string;
  message: string;
}

const smallestBytes = 20 * 2 ** 20 + vhdFooterBytes;
/** 32767 GiB. */
const largestBytes = 32_767 * 2 ** 30 + vhdFooterBytes;

export function createUploadDisk(records: Records, input: CreateUploadDiskInput): Disk {
  const { uploadSizeBytes, logicalSectorSize } = input;
  if (
    !Number.isInteger(uploadSizeBytes) ||
    uploadSizeBytes < smallestBytes ||
    uploadSizeBytes > largestBytes ||
    uploadSizeBytes % 512 !== 0
  ) {
    throw invalidParameter(
      "creationData.uploadSizeBytes",
      `The value ${uploadSizeBytes} of parameter creationData.uploadSizeBytes is out of range. It must be a multiple of 512 between ${smallestBytes} and ${largestBytes}, the ${vhdFooterBytes} bytes of the VHD footer included.`,
    );
  }
  const creationData: CreationData = {
    createOption: "Upload",
    uploadSizeBytes,
    ...(logicalSectorSize === undefined ? {} : { logicalSectorSize }),
  };
  const sizeBytes = uploadSizeBytes - vhdFooterBytes;
  const disk = addDisk(records, input, { sizeBytes, creationData, imageId: records.pages.create(uploadSizeBytes) });
  disk.diskState = "ReadyToUpload";
  return disk;
}

/** endGetAccess of a disk in state ActiveUpload. */
export function endUpload(records: Records, disk: Disk): VhdProblem | undefined {
  const isCutAlready = records.pages.lengthOf(disk.imageId) <= disk.diskSizeBytes;
  const footer = isCutAlready
    ? makeVhdFooter(disk.diskSizeBytes, disk.uniqueId)
    : records.pages.read(disk.imageId, disk.diskSizeBytes, vhdFooterBytes);
  const problem = vhdFooterProblem(footer, disk.diskSizeBytes);
  disk.diskState = problem === undefined ? "Unattached" : "ReadyToUpload";
  if (problem === undefined) records.pages.resize(disk.imageId, disk.diskSizeBytes);
  records.touch("disk", disk);
  return problem === undefined ? undefined : { code: "InvalidVhd", message: problem };
}
