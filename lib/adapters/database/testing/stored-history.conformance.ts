// What the history of stored bytes must do, on whatever database.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { createMeasurementStore } from "#lib/adapters/database/measurement-store.ts";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { createStoredHistory } from "#lib/adapters/database/stored-history.ts";
import type { StoredRelation } from "#lib/services/ports/stored-history.ts";
import { type StoredSpan, storedSpans } from "./stored-spans.ts";

const time = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();
const subscriptionId = randomUUID();

const snapshot = (_name: string, day: number, base: StoredRelation | null): StoredRelation => ({
  snapshotUniqueId: randomUUID(),
  subscriptionId,
  resourceGroup: "rg-databases",
  location: "westeurope",
  createdAt: time(day),
  baseUniqueId: base?.snapshotUniqueId ?? null,
});

export function storedHistoryConformance(open: () => Database): void {
  const history = (scope = "a scope") => createStoredHistory(open().db, scope);
  const all = (scope = "a scope") => storedSpans(open().db, scope);
  const of = async ({ snapshotUniqueId }: StoredRelation) =>
    (await all()).filter((span) => span.snapshotUniqueId === snapshotUniqueId).map(inShort);
  const inShort = ({ since, until, bytes, seenSince, baseUniqueId }: StoredSpan) => ({ since, until, bytes, seenSince, baseUniqueId });
  /** Which version of which row is there: any write shows. */
  const versions = async () => (await sql`select ctid::text, xmin::text from stored_spans order by 1`.execute(open().db)).rows;

  describe("the history of stored bytes", () => {
    beforeEach(() => sql`delete from stored_spans`.execute(open().db));

    test("comes back as it was told, assumed from the snapshot's making until it was first seen", async () => {
      const one = snapshot("one", 1, null);
      await history().relate(time(3), [one], []);
      const { createdAt, ...span } = one;
      expect(await all()).toEqual([{ ...span, since: createdAt, seenSince: time(3), bytes: null }]);
    });

    test("a base that goes ends the span of what counted against it, and the next begins unmeasured", async () => {
      const [one, two] = [snapshot("one", 1, null), snapshot("two", 2, null)];
      const onOne = { ...two, baseUniqueId: one.snapshotUniqueId };
      await history().relate(time(3), [one, onOne], []);
      await history().measured(two.snapshotUniqueId, one.snapshotUniqueId, 512);
      await history().relate(time(5), [two], [one.snapshotUniqueId]);
      expect(await of(one)).toEqual([{ since: time(1), until: time(5), bytes: null, seenSince: time(3), baseUniqueId: null }]);
      expect(await of(two)).toEqual([
        { since: time(2), until: time(5), bytes: 512, seenSince: time(3), baseUniqueId: one.snapshotUniqueId },
        { since: time(5), until: undefined, bytes: null, seenSince: time(5), baseUniqueId: null },
      ]);
    });

    test("a measurement fills its span back to where it began, also when that has ended meanwhile", async () => {
      const [one, two] = [snapshot("one", 1, null), snapshot("two", 2, null)];
      await history().relate(time(3), [one, { ...two, baseUniqueId: one.snapshotUniqueId }], []);
      await history().relate(time(5), [two], [one.snapshotUniqueId]);
      await history().measured(two.snapshotUniqueId, one.snapshotUniqueId, 512);
      await history().measured(two.snapshotUniqueId, null, 2 ** 46 - 512);
      expect((await of(two)).map(({ since, bytes }) => [since, bytes])).toEqual([
        [time(2), 512],
        [time(5), 2 ** 46 - 512],
      ]);
    });

    const measure = ({ snapshotUniqueId, baseUniqueId }: StoredRelation) =>
      createMeasurementStore(open().db).put({
        snapshotUniqueId,
        snapshotId: "/an/id",
        baseUniqueId,
        bytes: 4096,
        clearedBytes: 0,
        writtenRanges: 1,
        clearedRanges: 0,
        artifactKey: "diffs/a-b",
        measuredAt: time(2),
      });

    test("takes no bytes from a measurement that is not what was written", async () => {
      const [one, two] = [snapshot("one", 1, null), snapshot("two", 2, null)];
      await history().relate(time(3), [one], []);
      for (const each of [one, two]) await measure(each);
      await sql`update measurements set bytes = 7 where snapshot_unique_id in (${one.snapshotUniqueId}, ${two.snapshotUniqueId})`.execute(
        open().db,
      );
      await history().relate(time(4), [one, two], []);
      expect([...(await of(one)), ...(await of(two))].map(({ bytes }) => bytes)).toEqual([null, null]);
    });

    test("what was measured before it was kept as history is not measured again", async () => {
      const one = snapshot("one", 1, null);
      await measure(one);
      await history().relate(time(3), [one], []);
      expect(await of(one)).toMatchObject([{ since: time(1), bytes: 4096 }]);
    });

    test("a measurement that the server died before telling is made good when all is told anew", async () => {
      const one = snapshot("one", 1, null);
      await history().relate(time(3), [one], []);
      await measure(one);
      expect(await of(one)).toMatchObject([{ bytes: null }]);
      await history().relate(time(4), [one], []);
      expect(await of(one)).toMatchObject([{ since: time(1), bytes: 4096, seenSince: time(3) }]);
    });

    test("so are those of spans that ended before the server was back", async () => {
      const [one, two] = [snapshot("one", 1, null), snapshot("two", 2, null)];
      const onOne = { ...two, baseUniqueId: one.snapshotUniqueId };
      await history().relate(time(3), [one, onOne], []);
      for (const relation of [one, onOne]) await measure(relation);
      await history().relate(time(5), [two], [one.snapshotUniqueId]);
      expect((await of(one)).map(({ bytes }) => bytes)).toEqual([4096]);
      expect((await of(two)).map(({ bytes }) => bytes)).toEqual([4096, null]);
    });

    test("a snapshot that was moved to another group takes its past with it", async () => {
      const one = snapshot("one", 1, null);
      await history().relate(time(3), [one], []);
      await history().relate(time(4), [{ ...one, resourceGroup: "rg-new" }], []);
      expect(await all()).toMatchObject([{ since: time(1), resourceGroup: "rg-new" }]);
    });

    test("told again, or nothing new, writes nothing", async () => {
      const one = snapshot("one", 1, null);
      const two = snapshot("two", 2, one);
      await history().relate(time(3), [one, two], []);
      await history().measured(one.snapshotUniqueId, null, 512);
      await history().relate(time(4), [{ ...two, baseUniqueId: null }], [one.snapshotUniqueId]);
      const before = await versions();
      await history().measured(one.snapshotUniqueId, null, 512);
      await history().relate(time(4), [{ ...two, baseUniqueId: null }], [one.snapshotUniqueId]);
      await history().relate(time(5), [{ ...two, baseUniqueId: null }], [one.snapshotUniqueId]);
      expect(await versions()).toEqual(before);
    });

    test("what a reading tells neither as present nor as gone stays as it was", async () => {
      const [one, other] = [snapshot("one", 1, null), snapshot("other", 1, null)];
      await history().relate(time(3), [one, other], []);
      const before = await of(other);
      await history().relate(time(4), [], [one.snapshotUniqueId]);
      expect(await of(other)).toEqual(before);
    });

    test("an older reading that comes late changes nothing", async () => {
      const [one, two] = [snapshot("one", 1, null), snapshot("two", 2, null)];
      await history().relate(time(3), [one, { ...two, baseUniqueId: one.snapshotUniqueId }], []);
      await history().relate(time(6), [two], [one.snapshotUniqueId]);
      const before = await all();
      await history().relate(time(5), [one, { ...two, baseUniqueId: one.snapshotUniqueId }], []);
      expect(await all()).toEqual(before);
    });

    test("readings of several servers at once leave one span that holds", async () => {
      const [one, two] = [snapshot("one", 1, null), snapshot("two", 2, null)];
      await history().relate(time(3), [one, { ...two, baseUniqueId: one.snapshotUniqueId }], []);
      await Promise.all(Array.from({ length: 8 }, (_, i) => history().relate(time(5 + i), [two], [one.snapshotUniqueId])));
      expect((await of(two)).map(({ until }) => until === undefined)).toEqual([false, true]);
    });

    test("each scope has its own", async () => {
      const one = snapshot("one", 1, null);
      await history().relate(time(3), [one], []);
      await history("another").relate(time(4), [], [one.snapshotUniqueId]);
      expect(await of(one)).toMatchObject([{ until: undefined }]);
      expect(await all("another")).toEqual([]);
    });

    test("a year of 100,000 snapshots, one taken and one deleted of each thirty every day, stays under 2 GiB", async () => {
      const [chains, kept, days] = [40, 30, 60];
      const size = async () => {
        await sql`vacuum full stored_spans`.execute(open().db);
        return Number((await sql<{ n: string }>`select pg_total_relation_size('stored_spans')::text n`.execute(open().db)).rows[0]?.n);
      };
      const held = Array.from({ length: chains }, (): StoredRelation[] => []);
      const pass = async (day: number) => {
        const gone: string[] = [];
        for (const [chain, members] of held.entries()) {
          members.push(snapshot(`database-disk-${chain}-day-${day}`, day, members.at(-1) ?? null));
          const dropped = members.length > kept ? members.shift() : undefined;
          if (dropped) gone.push(dropped.snapshotUniqueId);
          const [oldest] = members;
          if (oldest) members[0] = { ...oldest, baseUniqueId: null };
        }
        await history().relate(time(day), held.flat(), gone);
      };
      for (let day = 1; day <= kept; day += 1) await pass(day);
      const start = await size();
      for (let day = kept + 1; day <= days; day += 1) await pass(day);
      const growth = (await size()) - start;
      const ofAll = 100_000 / (chains * kept);
      const year = (start + (growth / (days - kept)) * 365) * ofAll;
      expect(year).toBeGreaterThan(0);
      expect(year).toBeLessThan(2 * 2 ** 30);
    });
  });
}
