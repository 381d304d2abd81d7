// The first sectors of the file systems a demo disk carries: enough for `file`, `blkid` and the eye to know them,
// not enough to mount.

import { guidFor } from "./partition-table.ts";

export type FileSystem = "ext4" | "ntfs" | "fat32" | "swap";

export interface FormattedArea {
  lengthBytes: number;
  label: string;
  /** Of the disk, for serial numbers. */
  seedText: string;
}

/** Bytes to write at the start of the partition; a multiple of 4096. */
export function fileSystemStart(fileSystem: FileSystem, area: FormattedArea): Buffer {
  switch (fileSystem) {
    case "ext4":
      return ext4Superblock(area);
    case "ntfs":
      return ntfsBootSector(area);
    case "fat32":
      return fat32BootSector(area);
    case "swap":
      return swapHeader(area);
  }
}

const blockBytes = 4096;
const sectorBytes = 512;

/** The superblock is at byte 1024; its magic 0xEF53 therefore at 1080. */
function ext4Superblock({ lengthBytes, label, seedText }: FormattedArea): Buffer {
  const start = Buffer.alloc(blockBytes);
  const at = start.subarray(1024);
  const blocks = Math.floor(lengthBytes / blockBytes);
  at.writeUInt32LE(Math.min(0xffffffff, Math.floor(blocks / 4)), 0);
  at.writeUInt32LE(blocks % 2 ** 32, 4);
  at.writeUInt32LE(2, 24); // 1024 << 2: blocks of 4 KiB
  at.writeUInt32LE(32_768, 32);
  at.writeUInt32LE(8_192, 40);
  at.writeUInt16LE(0xef53, 56);
  at.writeUInt16LE(1, 58);
  at.writeUInt32LE(1, 76);
  at.writeUInt32LE(11, 84);
  at.writeUInt16LE(256, 88);
  at.writeUInt32LE(0x3c, 92);
  at.writeUInt32LE(0x2c2, 96);
  at.writeUInt32LE(0x46b, 100);
  at.set(Buffer.from(guidFor(`${seedText} ext4`).replaceAll("-", ""), "hex"), 104);
  at.write(label.slice(0, 16), 120, "latin1");
  at.writeUInt32LE(Math.floor(blocks / 2 ** 32), 0x150);
  return start;
}

function ntfsBootSector({ lengthBytes, seedText }: FormattedArea): Buffer {
  const start = Buffer.alloc(blockBytes);
  start.set([0xeb, 0x52, 0x90]);
  start.write("NTFS    ", 3, "latin1");
  start.writeUInt16LE(sectorBytes, 11);
  start.writeUInt8(blockBytes / sectorBytes, 13);
  start.writeUInt8(0xf8, 21);
  start.writeUInt16LE(63, 24);
  start.writeUInt16LE(255, 26);
  start.writeUInt32LE(0x00800080, 36);
  start.writeBigUInt64LE(BigInt(lengthBytes / sectorBytes - 1), 40);
  start.writeBigUInt64LE(786_432n, 48);
  start.writeBigUInt64LE(2n, 56);
  start.writeInt8(-10, 64); // records of 2^10 bytes
  start.writeInt8(1, 68);
  start.set(Buffer.from(guidFor(`${seedText} ntfs`).replaceAll("-", ""), "hex").subarray(0, 8), 72);
  start.set([0x55, 0xaa], 510);
  return start;
}

function fat32BootSector({ lengthBytes, label, seedText }: FormattedArea): Buffer {
  const start = Buffer.alloc(blockBytes);
  start.set([0xeb, 0x58, 0x90]);
  start.write("MSDOS5.0", 3, "latin1");
  start.writeUInt16LE(sectorBytes, 11);
  start.writeUInt8(8, 13);
  start.writeUInt16LE(32, 14);
  start.writeUInt8(2, 16);
  start.writeUInt8(0xf8, 21);
  start.writeUInt32LE(lengthBytes / sectorBytes, 32);
  start.writeUInt32LE(Math.ceil(lengthBytes / blockBytes / 128), 36);
  start.writeUInt32LE(2, 44);
  start.writeUInt8(0x29, 66);
  start.set(Buffer.from(guidFor(`${seedText} fat32`).replaceAll("-", ""), "hex").subarray(0, 4), 67);
  start.write(label.slice(0, 11).padEnd(11), 71, "latin1");
  start.write("FAT32   ", 82, "latin1");
  start.set([0x55, 0xaa], 510);
  return start;
}

/** Ten bytes at the end of the first page say it. */
function swapHeader({ lengthBytes, seedText }: FormattedArea): Buffer {
  const start = Buffer.alloc(blockBytes);
  start.writeUInt32LE(1, 1024);
  start.writeUInt32LE(Math.floor(lengthBytes / blockBytes) - 1, 1028);
  start.set(Buffer.from(guidFor(`${seedText} swap`).replaceAll("-", ""), "hex"), 1036);
  start.write("SWAPSPACE2", blockBytes - 10, "latin1");
  return start;
}
