// A protective MBR and a GPT with both copies and right checksums, as UEFI 2.10 chapter 5 lays them out:
//
//   sector 0        1          2 … 33        …        n-33 … n-2    n-1
//          | MBR  | GPT head | entries     | parts  | entries     | GPT head |
//
// (of 512 bytes; with sectors of 4096 the entries take four). Fields are little-endian.

import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { ImageId, PageStore } from "../pages/page-store.ts";

export interface Partition {
  kind: keyof typeof typeGuids;
  name: string;
  offsetBytes: number;
  lengthBytes: number;
}

const typeGuids = {
  efi: "c12a7328-f81f-11d2-ba4b-00a0c93ec93b",
  microsoftReserved: "e3c9e316-0b5c-4db8-817d-f92df00215ae",
  microsoftData: "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7",
  linux: "0fc63daf-8483-4772-8e79-3d69d8477de4",
  linuxSwap: "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f",
};

const entryCount = 128;
const entryBytes = 128;
const headBytes = 92;

export interface PartitionedDisk {
  pages: PageStore;
  image: ImageId;
  sectorBytes: number;
  /** The disk's name: its guids are made from it. */
  name: string;
}

export function writePartitionTable({ pages, image, sectorBytes, name }: PartitionedDisk, partitions: readonly Partition[]): void {
  const sectors = pages.lengthOf(image) / sectorBytes;
  const entries = entriesOf(partitions, { sectorBytes, name });
  const entrySectors = Math.ceil(entries.length / sectorBytes);
  const head = (at: { ownSector: number; otherSector: number; entriesSector: number }) =>
    headOf({ ...at, sectors, entrySectors, entries, sectorBytes, name });
  const last = sectors - 1;
  const put = (sector: number, bytes: Uint8Array) => pages.write(image, sector * sectorBytes, padded(bytes, sectorBytes));
  put(0, protectiveMbr(sectors));
  put(1, head({ ownSector: 1, otherSector: last, entriesSector: 2 }));
  put(2, entries);
  put(last - entrySectors, entries);
  put(last, head({ ownSector: last, otherSector: 1, entriesSector: last - entrySectors }));
}

/** Bytes at the end of a disk that the second copy takes. */
export function backupTableBytes(sectorBytes: number): number {
  return (1 + Math.ceil((entryCount * entryBytes) / sectorBytes)) * sectorBytes;
}

function protectiveMbr(sectors: number): Buffer {
  const mbr = Buffer.alloc(512);
  mbr.set([0x00, 0x00, 0x02, 0x00, 0xee, 0xff, 0xff, 0xff], 446);
  mbr.writeUInt32LE(1, 454);
  mbr.writeUInt32LE(Math.min(sectors - 1, 0xffffffff), 458);
  mbr.set([0x55, 0xaa], 510);
  return mbr;
}

function entriesOf(partitions: readonly Partition[], { sectorBytes, name }: { sectorBytes: number; name: string }): Buffer {
  const entries = Buffer.alloc(entryCount * entryBytes);
  partitions.forEach((partition, i) => {
    const at = i * entryBytes;
    entries.set(guidBytes(typeGuids[partition.kind]), at);
    entries.set(guidBytes(guidFor(`${name} partition ${i}`)), at + 16);
    entries.writeBigUInt64LE(BigInt(partition.offsetBytes / sectorBytes), at + 32);
    entries.writeBigUInt64LE(BigInt((partition.offsetBytes + partition.lengthBytes) / sectorBytes - 1), at + 40);
    entries.write(partition.name.slice(0, 36), at + 56, "utf16le");
  });
  return entries;
}

interface Head {
  ownSector: number;
  otherSector: number;
  entriesSector: number;
  sectors: number;
  entrySectors: number;
  entries: Buffer;
  sectorBytes: number;
  name: string;
}

function headOf({ ownSector, otherSector, entriesSector, sectors, entrySectors, entries, name }: Head): Buffer {
  const head = Buffer.alloc(512);
  head.write("EFI PART", 0, "latin1");
  head.writeUInt32LE(0x00010000, 8);
  head.writeUInt32LE(headBytes, 12);
  head.writeBigUInt64LE(BigInt(ownSector), 24);
  head.writeBigUInt64LE(BigInt(otherSector), 32);
  head.writeBigUInt64LE(BigInt(2 + entrySectors), 40);
  head.writeBigUInt64LE(BigInt(sectors - 2 - entrySectors), 48);
  head.set(guidBytes(guidFor(`${name} disk`)), 56);
  head.writeBigUInt64LE(BigInt(entriesSector), 72);
  head.writeUInt32LE(entryCount, 80);
  head.writeUInt32LE(entryBytes, 84);
  head.writeUInt32LE(crc32(entries), 88);
  head.writeUInt32LE(crc32(head.subarray(0, headBytes)), 16);
  return head;
}

export function guidFor(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The first three groups of a guid are stored little-endian. */
export function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll("-", ""), "hex");
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

function padded(bytes: Uint8Array, sectorBytes: number): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / sectorBytes) * sectorBytes);
  whole.set(bytes);
  return whole;
}
