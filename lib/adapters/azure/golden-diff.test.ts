// The golden test of offsets: a disk on which every 512-byte page holds its own page number. What was changed is
// known, so a diff that is off by one byte, or one that reads every range from the start of the disk (as a widely
// copied sample does), cannot pass.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { type DiffRange, fromRanges, PAGE_BYTES, toRanges } from "#lib/domain/ranges/block-range.ts";

const MIB = 2 ** 20;
const TIB = 2 ** 40;
const SIZE_GIB = 8 * 1024;
const END = SIZE_GIB * 2 ** 30;

const written = [
  { offset: 0, length: PAGE_BYTES },
  { offset: 1024, length: PAGE_BYTES },
  { offset: 4 * MIB - PAGE_BYTES, length: 2 * PAGE_BYTES },
  { offset: 2 * TIB - 4096, length: 8192 },
  { offset: 4 * TIB - PAGE_BYTES, length: PAGE_BYTES },
  { offset: 4 * TIB + 4096, length: 5 * MIB },
  { offset: END - PAGE_BYTES, length: PAGE_BYTES },
];
const cleared = [
  { offset: 512, length: PAGE_BYTES },
  { offset: 3 * TIB, length: MIB },
];

let estate: LocalEstate;
let snapshots: Snapshot[] = [];

beforeAll(async () => {
  estate = await startLocalEstate();
  const { azure } = estate;
  const disk = makeDisk(azure, "golden", SIZE_GIB);
  for (const range of cleared) fill(azure, disk, range.offset, range.length);
  fill(azure, disk, TIB, MIB);
  takeSnapshot(azure, disk, "golden-1");
  for (const range of written) fill(azure, disk, range.offset, range.length);
  for (const range of cleared) azure.world.pages.clear(disk.imageId, range.offset, range.length);
  takeSnapshot(azure, disk, "golden-2");
  snapshots = (await estate.inventory.read(estate.context)).snapshots;
});
afterAll(() => estate.stop());

describe("the golden diff", () => {
  it("names exactly the changed pages, and each holds its own number", async () => {
    await estate.access.withReadAccess(snapshots, estate.context, async ([base, target]) => {
      if (!base || !target) throw new Error("two accesses");
      const list = await estate.reader.readDiff(base, target, END, estate.context);
      const expected: DiffRange[] = [...written.map((r) => ({ ...r, cleared: false })), ...cleared.map((r) => ({ ...r, cleared: true }))];
      expect(toRanges(list)).toEqual(toRanges(fromRanges(expected)));
      for (const { offset, length, cleared: isCleared } of toRanges(list)) {
        const bytes = Buffer.from(await estate.reader.readBytes(target, offset, length, estate.context));
        for (let at = 0; at < length; at += PAGE_BYTES) {
          expect(Number(bytes.readBigUInt64LE(at))).toBe(isCleared ? 0 : (offset + at) / PAGE_BYTES);
        }
      }
    });
  });

  it("reads all data of the older one, cleared pages included", async () => {
    await estate.access.withReadAccess(snapshots.slice(0, 1), estate.context, async ([access]) => {
      if (!access) throw new Error("an access");
      const list = await estate.reader.readAllocated(access, END, estate.context);
      expect(toRanges(list)).toEqual(toRanges(fromRanges([...cleared, { offset: TIB, length: MIB }])));
    });
  });
});
