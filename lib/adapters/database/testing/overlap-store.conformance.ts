// What the store of overlaps must do, on whatever database.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { createMeasurementStore } from "#lib/adapters/database/measurement-store.ts";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { createOverlapStore } from "#lib/adapters/database/overlap-store.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";
import type { OverlapRecord } from "#lib/services/ports/overlaps.ts";

export function overlapStoreConformance(open: () => Database): void {
  const damaged: string[] = [];
  const store = () => createOverlapStore(open().db, (kind, key) => damaged.push(`${kind} ${key}`));
  const overlap = (changes: Partial<OverlapRecord> = {}): OverlapRecord => ({
    snapshotUniqueId: randomUUID(),
    baseUniqueId: randomUUID(),
    nextUniqueId: randomUUID(),
    bytes: 2 ** 46 - 512,
    ...changes,
  });

  describe("overlaps", () => {
    beforeEach(async () => {
      damaged.length = 0;
      await sql`delete from measurements`.execute(open().db);
      await sql`delete from diff_overlaps`.execute(open().db);
    });

    test("come back as they went in, by snapshot, base and next one", async () => {
      const one = overlap();
      const ofAll = overlap({ snapshotUniqueId: one.snapshotUniqueId, baseUniqueId: null });
      const other = overlap();
      for (const each of [one, ofAll, other]) await store().put(each);
      await store().put({ ...one, bytes: 512 });
      const found = await store().of([one.snapshotUniqueId]);
      expect(found.toSorted((a, b) => a.bytes - b.bytes)).toEqual([{ ...one, bytes: 512 }, ofAll]);
      expect(await store().all()).toHaveLength(3);
      expect(await store().of([])).toEqual([]);
    });

    test("of which something changed are not there, which is told", async () => {
      const one = overlap();
      await store().put(one);
      await sql`update diff_overlaps set bytes = bytes + 512`.execute(open().db);
      expect(await store().of([one.snapshotUniqueId])).toEqual([]);
      expect(damaged).toEqual([`diff_overlaps ${one.snapshotUniqueId} ${one.nextUniqueId}`]);
    });

    test("are missing where two neighbours are measured, and their ranges are there", async () => {
      const measurements = createMeasurementStore(open().db);
      const record = (snapshotUniqueId: string, baseUniqueId: string | null): MeasurementRecord => ({
        snapshotUniqueId,
        snapshotId: `/subscriptions/s/snapshots/${snapshotUniqueId}`,
        baseUniqueId,
        bytes: 1024,
        clearedBytes: 0,
        writtenRanges: 1,
        clearedRanges: 0,
        artifactKey: `ranges/${baseUniqueId}/${snapshotUniqueId}`,
        measuredAt: "2026-11-22T10:11:12.345Z",
      });
      const [a, b, c] = [record("a", null), record("b", "a"), record("c", "b")];
      for (const one of [a, b, c]) await measurements.put(one);
      const missing = async (...of: string[]) =>
        (await store().missing(of.length > 0 ? of : undefined)).map(({ older, newer }) => [older, newer]);
      expect((await missing()).toSorted()).toEqual([
        [a, b],
        [b, c],
      ]);
      expect(await missing("c")).toEqual([[b, c]]);
      await store().put({ snapshotUniqueId: "b", baseUniqueId: "a", nextUniqueId: "c", bytes: 512 });
      expect(await missing()).toEqual([[a, b]]);
      await measurements.collected(a);
      expect(await missing()).toEqual([]);
      expect(await store().missing([])).toEqual([]);
    });
  });
}
