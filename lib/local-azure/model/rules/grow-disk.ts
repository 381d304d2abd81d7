import { invalidParameter, operationNotAllowed } from "../../errors.ts";
import type { Disk } from "../records/disk.ts";
import type { Records } from "../records/records.ts";
import { failBackgroundCopiesOf } from "./copy-progress.ts";
import { performanceOf } from "./disk-performance.ts";
import { gibBytes } from "./disks.ts";
import { isHydrating } from "./hydration.ts";
import { assertNotUploading } from "./resource-rules.ts";
import { settle } from "./settle.ts";

export function growDisk(records: Records, disk: Disk, sizeGib: number): void {
  const sizeBytes = sizeGib * gibBytes;
  if (sizeBytes < disk.diskSizeBytes) {
    throw invalidParameter(
      "diskSizeGB",
      `Disk '${disk.name}' cannot be made smaller: it has ${disk.diskSizeBytes / gibBytes} GB, ${sizeGib} GB were asked for.`,
    );
  }
  assertNotUploading(disk);
  if (isHydrating(disk, records.clock.nowMs())) {
    throw operationNotAllowed(`Disk ${disk.name} cannot be resized while its data is being copied. Wait until completionPercent is 100.`);
  }
  records.pages.resize(disk.imageId, sizeBytes);
  disk.diskSizeBytes = sizeBytes;
  Object.assign(disk, performanceOf(disk.sku, sizeBytes));
  records.touch("disk", disk);
  settle(records);
  failBackgroundCopiesOf(records, disk.uniqueId);
}
