// What lies where on a disk, from the disk's own first sectors: MBR (with its extended partitions) or GPT, and the
// signature of the file system at the start of each partition. Formats: UEFI specification chapter 5; the
// signatures are those libblkid knows. Whatever does not add up is left out: this is for orientation only.
import { PAGE_BYTES } from "#lib/domain/ranges/block-range.ts";

const SECTOR_BYTES = PAGE_BYTES;
/** MBR, GPT header and the usual 128 entries. */
const TABLE_BYTES = 34 * SECTOR_BYTES;
/** Reaches the farthest signature (btrfs). */
const SIGNATURE_BYTES = 65_536 + 4096;
const MAX_PARTITIONS = 128;
const MAX_EXTENDED = 64;

export interface PartitionEntry {
  name: string;
  type: string;
  fileSystem?: string;
  startBytes: number;
  lengthBytes: number;
}

export interface PartitionTable {
  partitions: PartitionEntry[];
  note?: string;
}

export type ReadBytes = (offset: number, length: number) => Promise<Uint8Array>;

/** For disks with 512-byte sectors. */
export async function readPartitionTable(read: ReadBytes, diskBytes: number): Promise<PartitionTable> {
  const head = Buffer.from(await read(0, Math.min(TABLE_BYTES, diskBytes)));
  if (head.length < 2 * SECTOR_BYTES || head.readUInt16LE(510) !== 0xaa55) return wholeDisk(read, diskBytes);
  const found = isGpt(head) ? await readGpt(head, read) : await readMbr(head, read);
  const partitions = found
    .filter((p) => p.lengthBytes > 0 && p.startBytes + p.lengthBytes <= diskBytes)
    .toSorted((a, b) => a.startBytes - b.startBytes);
  if (partitions.length === 0) return wholeDisk(read, diskBytes);
  return {
    partitions: await Promise.all(partitions.map(async (p) => withFileSystem(p, await readSignature(read, p.startBytes, diskBytes)))),
  };
}

/** No table: a file system may still cover all of the disk. */
async function wholeDisk(read: ReadBytes, diskBytes: number): Promise<PartitionTable> {
  const fileSystem = await readSignature(read, 0, diskBytes);
  if (fileSystem === undefined) return { partitions: [], note: "The disk has no partition table." };
  return { partitions: [{ name: "whole disk", type: "no partition table", fileSystem, startBytes: 0, lengthBytes: diskBytes }] };
}

function withFileSystem(partition: PartitionEntry, fileSystem: string | undefined): PartitionEntry {
  return fileSystem === undefined ? partition : { ...partition, fileSystem };
}

function isGpt(head: Buffer): boolean {
  return head.toString("latin1", SECTOR_BYTES, SECTOR_BYTES + 8) === "EFI PART";
}

async function readGpt(head: Buffer, read: ReadBytes): Promise<PartitionEntry[]> {
  const header = head.subarray(SECTOR_BYTES);
  const entriesAt = Number(header.readBigUInt64LE(72)) * SECTOR_BYTES;
  const count = Math.min(header.readUInt32LE(80), MAX_PARTITIONS);
  const entryBytes = header.readUInt32LE(84);
  if (!Number.isSafeInteger(entriesAt) || entryBytes < 128 || entryBytes > 4096) return [];
  const length = Math.ceil((count * entryBytes) / SECTOR_BYTES) * SECTOR_BYTES;
  const isAtHand = entriesAt + length <= head.length;
  const entries = isAtHand ? head.subarray(entriesAt, entriesAt + length) : Buffer.from(await read(entriesAt, length));
  const partitions: PartitionEntry[] = [];
  for (let i = 0; i < count; i += 1) {
    const entry = entries.subarray(i * entryBytes, (i + 1) * entryBytes);
    const type = guidAt(entry, 0);
    if (type === "00000000-0000-0000-0000-000000000000") continue;
    const first = Number(entry.readBigUInt64LE(32));
    const last = Number(entry.readBigUInt64LE(40));
    const name = entry.toString("utf16le", 56, 128).replace(/\0.*$/s, "");
    partitions.push({
      name: name || `partition ${i + 1}`,
      type: GPT_TYPES[type] ?? type,
      startBytes: first * SECTOR_BYTES,
      lengthBytes: (last - first + 1) * SECTOR_BYTES,
    });
  }
  return partitions;
}

function guidAt(bytes: Buffer, at: number): string {
  const hex = (buffer: Buffer) => buffer.toString("hex");
  const parts = [
    hex(Buffer.from(bytes.subarray(at, at + 4)).reverse()),
    hex(Buffer.from(bytes.subarray(at + 4, at + 6)).reverse()),
    hex(Buffer.from(bytes.subarray(at + 6, at + 8)).reverse()),
    hex(bytes.subarray(at + 8, at + 10)),
    hex(bytes.subarray(at + 10, at + 16)),
  ];
  return parts.join("-");
}

const GPT_TYPES: Record<string, string> = {
  "c12a7328-f81f-11d2-ba4b-00a0c93ec93b": "EFI system",
  "21686148-6449-6e6f-744e-656564454649": "BIOS boot",
  "e3c9e316-0b5c-4db8-817d-f92df00215ae": "Microsoft reserved",
  "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7": "Microsoft basic data",
  "de94bba4-06d1-4d40-a16a-bfd50179d6ac": "Windows recovery",
  "0fc63daf-8483-4772-8e79-3d69d8477de4": "Linux file system",
  "4f68bce3-e8cd-4db1-96e7-fbcaf984b709": "Linux root (x86-64)",
  "bc13c2ff-59e6-4262-a352-b275fd6f7172": "Linux extended boot",
  "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f": "Linux swap",
  "e6d6d379-f507-44c2-a23c-238f2a3df928": "Linux LVM",
  "a19d880f-05fc-4d3b-a006-743f0f84911e": "Linux RAID",
};

async function readMbr(head: Buffer, read: ReadBytes): Promise<PartitionEntry[]> {
  const partitions: PartitionEntry[] = [];
  for (const [i, entry] of mbrEntries(head).entries()) {
    if (entry.type === 0) continue;
    if (EXTENDED_TYPES.has(entry.type)) partitions.push(...(await readExtended(read, entry.firstSector)));
    else partitions.push(toPartition(`partition ${i + 1}`, entry, entry.firstSector));
  }
  return partitions;
}

/** A chain of tables, each with one partition and the way to the next; all relative to the first. */
async function readExtended(read: ReadBytes, firstSector: number): Promise<PartitionEntry[]> {
  const partitions: PartitionEntry[] = [];
  let at = firstSector;
  for (let i = 0; i < MAX_EXTENDED; i += 1) {
    const table = Buffer.from(await read(at * SECTOR_BYTES, SECTOR_BYTES));
    if (table.readUInt16LE(510) !== 0xaa55) break;
    const [own, next] = mbrEntries(table);
    if (own && own.type !== 0) partitions.push(toPartition(`partition ${5 + i}`, own, at + own.firstSector));
    if (!next || !EXTENDED_TYPES.has(next.type) || firstSector + next.firstSector <= at) break;
    at = firstSector + next.firstSector;
  }
  return partitions;
}

interface MbrEntry {
  type: number;
  firstSector: number;
  sectors: number;
}

function mbrEntries(sector: Buffer): MbrEntry[] {
  return [446, 462, 478, 494].map((at) => ({
    type: sector.readUInt8(at + 4),
    firstSector: sector.readUInt32LE(at + 8),
    sectors: sector.readUInt32LE(at + 12),
  }));
}

function toPartition(name: string, entry: MbrEntry, firstSector: number): PartitionEntry {
  const type = MBR_TYPES[entry.type] ?? `type 0x${entry.type.toString(16).padStart(2, "0")}`;
  return { name, type, startBytes: firstSector * SECTOR_BYTES, lengthBytes: entry.sectors * SECTOR_BYTES };
}

const EXTENDED_TYPES = new Set([0x05, 0x0f, 0x85]);
const MBR_TYPES: Record<number, string> = {
  1: "FAT12",
  4: "FAT16",
  6: "FAT16",
  7: "NTFS or exFAT",
  11: "FAT32",
  12: "FAT32",
  14: "FAT16",
  39: "Windows recovery",
  130: "Linux swap",
  131: "Linux",
  142: "Linux LVM",
  238: "GPT protective",
  239: "EFI system",
  253: "Linux RAID",
};

async function readSignature(read: ReadBytes, startBytes: number, diskBytes: number): Promise<string | undefined> {
  const length = Math.min(SIGNATURE_BYTES, diskBytes - startBytes);
  if (length < 4096) return undefined;
  return findFileSystem(Buffer.from(await read(startBytes, length)));
}

/** By the bytes at the start of a partition; undefined when none is known. */
export function findFileSystem(start: Uint8Array): string | undefined {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  const known = SIGNATURES.find(([, offset, text]) => bytes.toString("latin1", offset, offset + text.length) === text);
  if (known) return known[0];
  return bytes.length >= 2048 && bytes.readUInt16LE(1024 + 56) === 0xef53 ? extVersion(bytes) : undefined;
}

/** ext2, 3 and 4 share their magic; journal and extents tell them apart. */
function extVersion(bytes: Buffer): string {
  const hasJournal = bytes.readUInt32LE(1024 + 92) % 8 >= 4;
  const hasExtents = Math.floor(bytes.readUInt32LE(1024 + 96) / 64) % 2 === 1;
  return hasExtents ? "ext4" : hasJournal ? "ext3" : "ext2";
}

const SIGNATURES: [name: string, offset: number, text: string][] = [
  ["BitLocker", 3, "-FVE-FS-"],
  ["NTFS", 3, "NTFS    "],
  ["exFAT", 3, "EXFAT   "],
  ["ReFS", 3, "ReFS"],
  ["XFS", 0, "XFSB"],
  ["LUKS", 0, "LUKS\xba\xbe"],
  ["FAT32", 82, "FAT32   "],
  ["FAT16", 54, "FAT16   "],
  ["FAT12", 54, "FAT12   "],
  ["LVM2", 512, "LABELONE"],
  ["swap", 4086, "SWAPSPACE2"],
  ["Btrfs", 65_600, "_BHRfS_M"],
];
