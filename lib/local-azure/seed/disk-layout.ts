// How the demo's disks are divided, and the part of one that its machine writes to.

import type { Disk } from "../model/records/disk.ts";
import type { PageStore } from "../pages/page-store.ts";
import type { FileSystem } from "./file-systems.ts";
import { fileSystemStart } from "./file-systems.ts";
import type { Partition } from "./partition-table.ts";
import { backupTableBytes, writePartitionTable } from "./partition-table.ts";
import { Volume } from "./volume.ts";

export type LayoutName = "linuxOs" | "linuxData" | "windowsOs" | "windowsData";

const mib = 2 ** 20;
const gib = 2 ** 30;

interface Part {
  kind: Partition["kind"];
  name: string;
  fileSystem?: FileSystem;
  /** Absent: what the others leave. That one is the volume. */
  lengthBytes?: number;
}

const layouts: Record<LayoutName, Part[]> = {
  linuxOs: [
    { kind: "efi", name: "EFI System", fileSystem: "fat32", lengthBytes: 512 * mib },
    { kind: "linux", name: "root", fileSystem: "ext4" },
    { kind: "linuxSwap", name: "swap", fileSystem: "swap", lengthBytes: 4 * gib },
  ],
  linuxData: [{ kind: "linux", name: "data", fileSystem: "ext4" }],
  windowsOs: [
    { kind: "efi", name: "EFI system partition", fileSystem: "fat32", lengthBytes: 100 * mib },
    { kind: "microsoftReserved", name: "Microsoft reserved partition", lengthBytes: 16 * mib },
    { kind: "microsoftData", name: "Basic data partition", fileSystem: "ntfs" },
  ],
  windowsData: [
    { kind: "microsoftReserved", name: "Microsoft reserved partition", lengthBytes: 16 * mib },
    { kind: "microsoftData", name: "Basic data partition", fileSystem: "ntfs" },
  ],
};

/** Divides and formats an empty disk. */
export function formatDisk(pages: PageStore, disk: Disk, layout: LayoutName): Volume {
  const parts = layouts[layout];
  const partitions = placed(disk, parts);
  writePartitionTable(tableOf(pages, disk), partitions);
  partitions.forEach((partition, i) => {
    const fileSystem = parts[i]?.fileSystem;
    if (fileSystem === undefined) return;
    const area = { lengthBytes: partition.lengthBytes, label: partition.name, seedText: disk.name };
    pages.write(disk.imageId, partition.offsetBytes, fileSystemStart(fileSystem, area));
  });
  const main = partitions[parts.findIndex((part) => part.lengthBytes === undefined)];
  if (main === undefined) throw new Error(`layout ${layout} has no main partition`);
  return new Volume({ ...main, pages, image: disk.imageId, name: disk.name });
}

/** After the disk has grown: the table's second copy moves to the new end, the last partition takes the room. */
export function extendVolume(pages: PageStore, disk: Disk, volume: Volume, layout: LayoutName, oldSizeBytes: number): void {
  const tableBytes = backupTableBytes(sectorBytesOf(disk));
  pages.clear(disk.imageId, oldSizeBytes - tableBytes, tableBytes);
  const partitions = placed(disk, layouts[layout]);
  writePartitionTable(tableOf(pages, disk), partitions);
  volume.lengthBytes = partitions.find((partition) => partition.offsetBytes === volume.offsetBytes)?.lengthBytes ?? volume.lengthBytes;
}

function placed(disk: Disk, parts: readonly Part[]): Partition[] {
  const endBytes = disk.diskSizeBytes - mib;
  const fixedBytes = parts.reduce((sum, part) => sum + (part.lengthBytes ?? 0), 0);
  let offsetBytes = mib;
  return parts.map(({ kind, name, lengthBytes = endBytes - mib - fixedBytes }) => {
    const partition = { kind, name, offsetBytes, lengthBytes };
    offsetBytes += lengthBytes;
    return partition;
  });
}

function tableOf(pages: PageStore, disk: Disk) {
  return { pages, image: disk.imageId, sectorBytes: sectorBytesOf(disk), name: disk.name };
}

function sectorBytesOf(disk: Disk): number {
  return disk.creationData.logicalSectorSize ?? 512;
}
