import fc from "fast-check";
import { expect, test } from "vitest";
import { placePartitions } from "./partition-places.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

test("a small partition beside a large one is not under it", () => {
  const places = placePartitions(
    [
      { startBytes: MIB, lengthBytes: 100 * MIB },
      { startBytes: 101 * MIB, lengthBytes: 16 * MIB },
      { startBytes: 117 * MIB, lengthBytes: 126 * GIB },
      { startBytes: 127.5 * GIB, lengthBytes: 500 * MIB },
    ],
    { lengthBytes: 128 * GIB, widthPx: 1000, leastPx: 24 },
  );
  expect(places.map(({ leftPx }) => Math.round(leftPx))).toEqual([0, 24, 48, 976]);
  expect(places.map(({ widthPx }) => Math.round(widthPx))).toEqual([24, 24, 928, 24]);
});

test("what is large enough stands true to scale", () => {
  const halves = [
    { startBytes: 0, lengthBytes: 64 * GIB },
    { startBytes: 64 * GIB, lengthBytes: 32 * GIB },
  ];
  expect(placePartitions(halves, { lengthBytes: 128 * GIB, widthPx: 800, leastPx: 24 })).toEqual([
    { leftPx: 0, widthPx: 400 },
    { leftPx: 400, widthPx: 200 },
  ]);
});

test("none overlaps another or leaves the bar, each has its least width", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 40, max: 2000 }), (lengths, widthPx) => {
      let at = 0;
      const partitions = lengths.map((lengthBytes) => {
        const one = { startBytes: at, lengthBytes };
        at += lengthBytes;
        return one;
      });
      const places = placePartitions(partitions, { lengthBytes: at, widthPx, leastPx: 24 });
      const least = Math.min(24, widthPx / lengths.length);
      let end = 0;
      for (const place of places) {
        expect(place.leftPx).toBeGreaterThanOrEqual(end - 1e-6);
        expect(place.widthPx).toBeGreaterThanOrEqual(least - 1e-6);
        end = place.leftPx + place.widthPx;
      }
      expect(end).toBeLessThanOrEqual(widthPx + 1e-6);
    }),
  );
});
