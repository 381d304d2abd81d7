import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Disk, DiskSku } from "../model/records/disk.ts";
import type { ResourceGroup } from "../model/records/resource-group.ts";
import type { SeededWorld } from "../testing/seeded-world.ts";
import { seedWorldAt } from "../testing/seeded-world.ts";
import { extendVolume, formatDisk } from "./disk-layout.ts";

const gib = 2 ** 30;
let seeded: SeededWorld;
let group: ResourceGroup;

beforeAll(async () => {
  seeded = await seedWorldAt("2026-11-23T12:00:00Z", async (world) => {
    const { subscriptionId } = world.addSubscription({ subscriptionId: "s", displayName: "S" });
    group = world.addGroup({ subscriptionId, name: "g", location: "westeurope" });
  });
});

afterAll(() => seeded.close());

function emptyDisk(name: string, sku: DiskSku = "Premium_LRS", sizeGib = 64): Disk {
  return seeded.world.createEmptyDisk({ name, group, sku, sizeGib });
}

function read(disk: Disk, offset: number, length: number): Buffer {
  return Buffer.from(seeded.world.pages.read(disk.imageId, offset, length));
}

interface Table {
  sectors: number;
  ownSector: number;
  otherSector: number;
  partitions: { type: string; name: string; offset: number; length: number }[];
}

/** Reads one copy of the table as a machine would: refuses it when a checksum is wrong. */
function readTable(disk: Disk, sector: number, sectorBytes: number): Table {
  const head = read(disk, sector * sectorBytes, sectorBytes);
  expect(head.toString("latin1", 0, 8)).toBe("EFI PART");
  const checked = Buffer.from(head.subarray(0, head.readUInt32LE(12)));
  const headSum = checked.readUInt32LE(16);
  checked.writeUInt32LE(0, 16);
  expect(crc32(checked)).toBe(headSum);
  const entries = read(disk, Number(head.readBigUInt64LE(72)) * sectorBytes, head.readUInt32LE(80) * head.readUInt32LE(84));
  expect(crc32(entries)).toBe(head.readUInt32LE(88));
  const partitions = [];
  for (let at = 0; at < entries.length && entries.readUInt32LE(at) !== 0; at += 128) {
    const [first, last] = [Number(entries.readBigUInt64LE(at + 32)), Number(entries.readBigUInt64LE(at + 40))];
    const name = entries.toString("utf16le", at + 56, at + 128).replace(/\0+$/, "");
    partitions.push({
      type: entries.toString("hex", at, at + 4),
      name,
      offset: first * sectorBytes,
      length: (last + 1 - first) * sectorBytes,
    });
  }
  return {
    sectors: disk.diskSizeBytes / sectorBytes,
    ownSector: Number(head.readBigUInt64LE(24)),
    otherSector: Number(head.readBigUInt64LE(32)),
    partitions,
  };
}

describe("a formatted disk", () => {
  it.each([
    ["512", "Premium_LRS", 512],
    ["4096", "PremiumV2_LRS", 4096],
  ] as const)("has a protective MBR and two sound copies of one GPT, with sectors of %s bytes", (name, sku, sectorBytes) => {
    const disk = emptyDisk(`gpt-${name}`, sku);
    formatDisk(seeded.world.pages, disk, "linuxOs");
    const mbr = read(disk, 0, 512);
    expect([mbr[450], mbr[510], mbr[511]]).toEqual([0xee, 0x55, 0xaa]);
    const first = readTable(disk, 1, sectorBytes);
    const second = readTable(disk, first.otherSector, sectorBytes);
    expect(first.otherSector).toBe(first.sectors - 1);
    expect(second.otherSector).toBe(first.ownSector);
    expect(second.partitions).toEqual(first.partitions);
    expect(first.partitions.map((p) => p.name)).toEqual(["EFI System", "root", "swap"]);
    for (const [i, partition] of first.partitions.entries()) {
      expect(partition.offset).toBeGreaterThanOrEqual(i === 0 ? 2 ** 20 : end(first.partitions[i - 1]));
      expect(end(partition)).toBeLessThanOrEqual(disk.diskSizeBytes - 2 ** 20);
    }
  });

  it("carries the signatures of its file systems where they belong", () => {
    const linux = emptyDisk("linux");
    formatDisk(seeded.world.pages, linux, "linuxOs");
    const [efi, root, swap] = readTable(linux, 1, 512).partitions;
    expect(read(linux, efi?.offset ?? 0, 512).toString("latin1", 82, 90)).toBe("FAT32   ");
    expect(read(linux, root?.offset ?? 0, 4096).readUInt16LE(1080)).toBe(0xef53);
    expect(read(linux, swap?.offset ?? 0, 4096).toString("latin1", 4086)).toBe("SWAPSPACE2");
    const windows = emptyDisk("windows");
    formatDisk(seeded.world.pages, windows, "windowsOs");
    const [, reserved, ntfs] = readTable(windows, 1, 512).partitions;
    expect(reserved?.type).toBe("16e3c9e3");
    const boot = read(windows, ntfs?.offset ?? 0, 512);
    expect([boot.toString("latin1", 3, 11), boot[510], boot[511]]).toEqual(["NTFS    ", 0x55, 0xaa]);
    expect(Number(boot.readBigUInt64LE(40))).toBe((ntfs?.length ?? 0) / 512 - 1);
  });

  it("keeps its signatures whatever is written to its volume", () => {
    const disk = emptyDisk("written");
    const volume = formatDisk(seeded.world.pages, disk, "linuxData");
    volume.fill(0, volume.lengthBytes, "noise");
    volume.fill(volume.lengthBytes - 100, 2 ** 20, "noise");
    const table = readTable(disk, 1, 512);
    expect(readTable(disk, table.otherSector, 512).partitions).toEqual(table.partitions);
    expect(read(disk, table.partitions[0]?.offset ?? 0, 4096).readUInt16LE(1080)).toBe(0xef53);
    volume.clear(0, volume.lengthBytes);
    expect(read(disk, table.partitions[0]?.offset ?? 0, 4096).readUInt16LE(1080)).toBe(0xef53);
  });

  it("that grows has its second copy at the new end, none at the old one, and a longer volume", () => {
    const disk = emptyDisk("grown");
    const volume = formatDisk(seeded.world.pages, disk, "windowsData");
    const lengthBytes = volume.lengthBytes;
    const oldSizeBytes = disk.diskSizeBytes;
    seeded.world.growDisk(disk, 128);
    extendVolume(seeded.world.pages, disk, volume, "windowsData", oldSizeBytes);
    expect(volume.lengthBytes).toBe(lengthBytes + 64 * gib);
    expect(read(disk, oldSizeBytes - 512, 512).every((byte) => byte === 0)).toBe(true);
    const table = readTable(disk, 1, 512);
    expect(readTable(disk, table.otherSector, 512).partitions).toEqual(table.partitions);
    expect(table.otherSector).toBe(table.sectors - 1);
  });
});

function end(partition: { offset: number; length: number } | undefined): number {
  return partition === undefined ? 0 : partition.offset + partition.length;
}
