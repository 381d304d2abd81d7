import { describe, expect, it } from "vitest";
import { findFileSystem, readPartitionTable } from "./partition-table.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

class Disk {
  readonly bytes = new Map<number, Buffer>();
  readonly length: number;
  constructor(length: number) {
    this.length = length;
  }
  put(offset: number, data: Buffer): void {
    this.bytes.set(offset, data);
  }
  read = async (offset: number, length: number): Promise<Uint8Array> => {
    expect(offset + length).toBeLessThanOrEqual(this.length);
    const out = Buffer.alloc(length);
    for (const [at, data] of this.bytes) {
      if (at + data.length <= offset || at >= offset + length) continue;
      data.copy(out, Math.max(0, at - offset), Math.max(0, offset - at));
    }
    return out;
  };
}

function mbr(entries: [type: number, first: number, sectors: number][]): Buffer {
  const sector = Buffer.alloc(512);
  entries.forEach(([type, first, sectors], i) => {
    sector.writeUInt8(type, 446 + i * 16 + 4);
    sector.writeUInt32LE(first, 446 + i * 16 + 8);
    sector.writeUInt32LE(sectors, 446 + i * 16 + 12);
  });
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

function guid(text: string): Buffer {
  const [a = "", b = "", c = "", d = "", e = ""] = text.split("-");
  const back = (hex: string) => Buffer.from(hex, "hex").reverse();
  return Buffer.concat([back(a), back(b), back(c), Buffer.from(d + e, "hex")]);
}

function gpt(entries: { type: string; first: number; last: number; name: string }[]): Buffer {
  const table = Buffer.alloc(34 * 512);
  mbr([[0xee, 1, 0xffffffff]]).copy(table);
  table.write("EFI PART", 512, "latin1");
  table.writeBigUInt64LE(2n, 512 + 72);
  table.writeUInt32LE(128, 512 + 80);
  table.writeUInt32LE(128, 512 + 84);
  entries.forEach((entry, i) => {
    const at = 1024 + i * 128;
    guid(entry.type).copy(table, at);
    table.writeBigUInt64LE(BigInt(entry.first), at + 32);
    table.writeBigUInt64LE(BigInt(entry.last), at + 40);
    table.write(entry.name, at + 56, "utf16le");
  });
  return table;
}

function ext4(): Buffer {
  const start = Buffer.alloc(4096);
  start.writeUInt16LE(0xef53, 1024 + 56);
  start.writeUInt32LE(4, 1024 + 92);
  start.writeUInt32LE(0x40, 1024 + 96);
  return start;
}

describe("the partition table", () => {
  it("reads a GPT with names, types and file systems", async () => {
    const disk = new Disk(30 * GIB);
    disk.put(
      0,
      gpt([
        { type: "0fc63daf-8483-4772-8e79-3d69d8477de4", first: 227_328, last: 62_914_526, name: "root" },
        { type: "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", first: 10_240, last: 227_327, name: "" },
      ]),
    );
    disk.put(227_328 * 512, ext4());
    const vfat = Buffer.alloc(512);
    vfat.write("FAT32   ", 82, "latin1");
    disk.put(10_240 * 512, vfat);
    expect((await readPartitionTable(disk.read, disk.length)).partitions).toEqual([
      { name: "partition 2", type: "EFI system", fileSystem: "FAT32", startBytes: 10_240 * 512, lengthBytes: (227_328 - 10_240) * 512 },
      { name: "root", type: "Linux file system", fileSystem: "ext4", startBytes: 227_328 * 512, lengthBytes: (62_914_527 - 227_328) * 512 },
    ]);
  });

  it("reads an MBR with logical partitions in an extended one", async () => {
    const disk = new Disk(GIB);
    disk.put(
      0,
      mbr([
        [0x07, 2048, 204_800],
        [0x05, 300_000, 1_000_000],
      ]),
    );
    disk.put(
      300_000 * 512,
      mbr([
        [0x83, 2048, 100_000],
        [0x05, 200_000, 100_000],
      ]),
    );
    disk.put(500_000 * 512, mbr([[0x82, 2048, 50_000]]));
    const ntfs = Buffer.alloc(512);
    ntfs.write("NTFS    ", 3, "latin1");
    disk.put(MIB, ntfs);
    const { partitions } = await readPartitionTable(disk.read, disk.length);
    expect(partitions.map((p) => [p.name, p.type, p.fileSystem, p.startBytes / 512])).toEqual([
      ["partition 1", "NTFS or exFAT", "NTFS", 2048],
      ["partition 5", "Linux", undefined, 302_048],
      ["partition 6", "Linux swap", undefined, 502_048],
    ]);
  });

  it("shows a file system that covers the whole disk, and says when there is nothing", async () => {
    const disk = new Disk(GIB);
    expect(await readPartitionTable(disk.read, disk.length)).toEqual({ partitions: [], note: "The disk has no partition table." });
    disk.put(0, Buffer.from("XFSB"));
    expect((await readPartitionTable(disk.read, disk.length)).partitions).toMatchObject([{ fileSystem: "XFS", lengthBytes: GIB }]);
  });

  it("leaves out partitions that reach beyond the disk, and ends a circle of extended ones", async () => {
    const disk = new Disk(GIB);
    disk.put(
      0,
      mbr([
        [0x83, 2048, 4_000_000_000],
        [0x83, 4096, 8192],
        [0x0f, 100_000, 10_000],
      ]),
    );
    disk.put(
      100_000 * 512,
      mbr([
        [0x83, 8, 100],
        [0x05, 0, 100],
      ]),
    );
    expect((await readPartitionTable(disk.read, disk.length)).partitions.map((p) => p.startBytes / 512)).toEqual([4096, 100_008]);
  });

  it("knows file systems by their signatures", () => {
    const at = (offset: number, text: string) => {
      const bytes = Buffer.alloc(70_000);
      bytes.write(text, offset, "latin1");
      return findFileSystem(bytes);
    };
    expect([
      at(4086, "SWAPSPACE2"),
      at(65_600, "_BHRfS_M"),
      at(3, "-FVE-FS-"),
      at(54, "FAT16   "),
      at(512, "LABELONE"),
      at(0, "nothing"),
    ]).toEqual(["swap", "Btrfs", "BitLocker", "FAT16", "LVM2", undefined]);
    expect(findFileSystem(ext4())).toBe("ext4");
  });
});
