import fc from "fast-check";
import { expect, test } from "vitest";
import { commonMoments } from "./common-moment.ts";

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();
const disk = (diskId: string, ...minutes: number[]) => ({
  diskId,
  snapshots: minutes.map((m) => ({ id: `${diskId}@${m}`, timeCreated: at(m) })),
});

test("each moment of the first disk goes with the nearest snapshot of every other one, the newest first, and says how far apart", () => {
  expect(commonMoments([disk("os", 0, 60), disk("data", 2, 59), disk("log", 1)])).toEqual([
    { at: at(60), spreadMs: 59 * 60_000, snapshotIds: ["os@60", "data@59", "log@1"] },
    { at: at(0), spreadMs: 2 * 60_000, snapshotIds: ["os@0", "data@2", "log@1"] },
  ]);
});

test("of two as near it is the earlier; a disk without snapshots has no moment with others", () => {
  expect(commonMoments([disk("os", 10), disk("data", 12, 8)])[0]?.snapshotIds).toEqual(["os@10", "data@8"]);
  expect(commonMoments([disk("os", 10), disk("data")])).toEqual([]);
  expect(commonMoments([])).toEqual([]);
});

test("no snapshot of a disk is nearer than the chosen one", () => {
  const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(minutes, minutes, (os, data) => {
      for (const moment of commonMoments([disk("os", ...os), disk("data", ...data)])) {
        const [anchor = 0, chosen = 0] = moment.snapshotIds.map((id) => Number(id.split("@")[1]));
        for (const other of data) expect(Math.abs(other - anchor)).toBeGreaterThanOrEqual(Math.abs(chosen - anchor));
        expect(moment.spreadMs).toBe(Math.abs(anchor - chosen) * 60_000);
      }
    }),
  );
});
