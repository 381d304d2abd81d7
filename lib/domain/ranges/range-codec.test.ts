import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRanges, PAGE_BYTES, type RangeList, RangeListBuilder, toRanges } from "./block-range.ts";
import { decodeRanges, encodeRanges } from "./range-codec.ts";

const DISK_BYTES = 2 ** 46;
const step = fc.record({
  gap: fc.oneof(fc.nat(3), fc.nat(2 ** 30)),
  pages: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 24 })),
  cleared: fc.boolean(),
});
const anyList = fc.array(step, { maxLength: 40 }).map((steps) => {
  let page = 0;
  return fromRanges(
    steps.map(({ gap, pages, cleared }) => {
      const offset = (page + gap) * PAGE_BYTES;
      page += gap + pages;
      return { offset, length: pages * PAGE_BYTES, cleared };
    }),
  );
});

/** Random 4–64 KiB writes spread over a 32 TiB disk: the workload of the size target. */
function randomWrites(count: number, seed: number): RangeList {
  let state = seed;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const meanGapPages = 2 ** 36 / count;
  const builder = new RangeListBuilder(count);
  let page = 0;
  for (let i = 0; i < count; i += 1) {
    page += 1 + Math.floor(-Math.log(1 - random()) * meanGapPages * 0.99);
    const pages = 8 + Math.floor(random() * 121);
    builder.append(page * PAGE_BYTES, pages * PAGE_BYTES, false);
    page += pages;
  }
  return builder.finish();
}

describe("range codec", () => {
  it("gives back every list and the disk length", () => {
    fc.assert(
      fc.property(anyList, (list) => {
        const decoded = decodeRanges(encodeRanges(list, DISK_BYTES));
        expect(decoded).toEqual({ list, lengthBytes: DISK_BYTES });
      }),
      { numRuns: 1000 },
    );
  });

  it("needs at most five bytes a range for random 4 to 64 KiB writes, beside a header of at most 32", () => {
    for (const count of [1_000, 100_000]) {
      const bytes = encodeRanges(randomWrites(count, 7), DISK_BYTES);
      expect((bytes.length - 32) / count).toBeLessThanOrEqual(5);
    }
  });

  it("is written the same way for ever: version 1, byte by byte", () => {
    const list = fromRanges([
      { offset: 512, length: 1024 },
      { offset: 1536, length: 512, cleared: true },
      { offset: 2 ** 17, length: 2 ** 16 },
    ]);
    const hex = Array.from(encodeRanges(list, 2 ** 20), (byte) => byte.toString(16).padStart(2, "0")).join("");
    expect(hex).toBe("534e5052" + "01" + "8004" + "8010" + "03" + "03" + "010101" + "0101" + "0000" + "fc01" + "7f");
  });

  it("refuses every truncation and every added byte", () => {
    fc.assert(
      fc.property(anyList, fc.nat(), (list, cut) => {
        const bytes = encodeRanges(list, DISK_BYTES);
        expect(() => decodeRanges(bytes.slice(0, cut % bytes.length))).toThrow(RangeError);
        expect(() => decodeRanges(new Uint8Array([...bytes, 0]))).toThrow(RangeError);
      }),
    );
  });

  it("never gives a list that is out of order, off the pages or off the disk, whatever the bytes", () => {
    fc.assert(
      fc.property(anyList, fc.nat(), fc.nat(255), (list, position, value) => {
        const bytes = encodeRanges(list, DISK_BYTES);
        bytes[position % bytes.length] = value;
        let decoded: ReturnType<typeof decodeRanges>;
        try {
          decoded = decodeRanges(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        expect(encodeRanges(decoded.list, decoded.lengthBytes)).toEqual(bytes);
        expect(fromRanges(toRanges(decoded.list))).toEqual(decoded.list);
      }),
      { numRuns: 3000 },
    );
  });

  it("refuses a foreign file, another version and another granularity", () => {
    const bytes = encodeRanges(fromRanges([]), 1024);
    expect(() => decodeRanges(new Uint8Array([0x50, 0x4b, 3, 4, 1]))).toThrow("not a range list");
    expect(() => decodeRanges(bytes.with(4, 2))).toThrow("version 2");
    expect(() => decodeRanges(bytes.with(6, 8))).toThrow("counts in 1024 bytes");
  });

  it("refuses a count that the bytes cannot hold before it allocates for it", () => {
    const claim = new Uint8Array([0x53, 0x4e, 0x50, 0x52, 1, 0x80, 4, 0x80, 0x10, 0xff, 0xff, 0xff, 0xff, 0x7f]);
    expect(() => decodeRanges(claim)).toThrow("shorter than its count");
  });

  it("refuses a range beyond the disk and a range that was cut in two", () => {
    const header = [0x53, 0x4e, 0x50, 0x52, 1, 0x80, 4];
    const twoPages = [0, 0, 0, 0];
    expect(toRanges(decodeRanges(new Uint8Array([...header, 2, 1, 1, 1, 1, 0])).list)).toEqual([
      { offset: 512, length: 512, cleared: false },
    ]);
    expect(() => decodeRanges(new Uint8Array([...header, 2, 1, 1, 1, 2, 0]))).toThrow("leaves the disk");
    expect(() => decodeRanges(new Uint8Array([...header, 2, 1, 1, 1, 1, 1]))).toThrow("leaves the disk");
    expect(() => decodeRanges(new Uint8Array([...header, 2, 2, 1, 2, ...twoPages]))).toThrow("splits one range");
    expect(toRanges(decodeRanges(new Uint8Array([...header, 2, 2, 2, 1, 1, ...twoPages])).list)).toHaveLength(2);
  });

  it("refuses runs of nothing", () => {
    const header = [0x53, 0x4e, 0x50, 0x52, 1, 0x80, 4, 2];
    expect(decodeRanges(new Uint8Array([...header, 0, 0])).list.offsets).toHaveLength(0);
    expect(() => decodeRanges(new Uint8Array([...header, 0, 1, 0]))).toThrow("more runs");
    expect(() => decodeRanges(new Uint8Array([...header, 1, 2, 1, 0, 0, 0]))).toThrow("broken run");
  });

  it("refuses to write a list that leaves the disk or is out of order", () => {
    const list = fromRanges([{ offset: 512, length: 1024 }]);
    expect(() => encodeRanges(list, 1024)).toThrow(/leaves the disk/);
    expect(() => encodeRanges(list, 1025)).toThrow(/whole pages/);
    const disorder: RangeList = { offsets: Float64Array.of(1024, 0), lengths: Float64Array.of(512, 512), cleared: Uint8Array.of(0, 0) };
    expect(() => encodeRanges(disorder, 4096)).toThrow(/canonical/);
  });
});
