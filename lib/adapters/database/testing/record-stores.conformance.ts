// What the measurement store and the access ledger must do, on whatever database.

import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { createAccessLedger } from "#lib/adapters/database/access-ledger.ts";
import { createAccessUses } from "#lib/adapters/database/access-uses.ts";
import { createMeasurementStore } from "#lib/adapters/database/measurement-store.ts";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { testPrincipal, testSight } from "#lib/domain/testing/principal-sample.ts";
import type { AccessUses, LedgerEntry } from "#lib/services/ports/access.ts";
import type { MeasurementRecord, StoredMeasurement } from "#lib/services/ports/measurements.ts";

export function measurementStoreConformance(open: () => Database): void {
  const record = (changes: Partial<MeasurementRecord> = {}): MeasurementRecord => ({
    snapshotUniqueId: randomUUID(),
    snapshotId: "/subscriptions/s/snapshots/db01-7",
    baseUniqueId: randomUUID(),
    bytes: 2 ** 46 - 512,
    clearedBytes: 512,
    writtenRanges: 2 ** 31 - 1,
    clearedRanges: 0,
    artifactKey: "diffs/a-b",
    measuredAt: "2026-11-22T10:11:12.345Z",
    ...changes,
  });
  const store = () => createMeasurementStore(open().db);

  describe("measurements", () => {
    beforeEach(() => sql`delete from measurements`.execute(open().db));

    test("come back as they went in, byte for byte", async () => {
      const one = record();
      await store().put(one);
      expect(await store().find(one.snapshotUniqueId, one.baseUniqueId)).toEqual(one);
      expect(await store().all()).toEqual([one]);
    });

    test("tell of their artifact what was learned, to who asks for one; what cannot be understood of it is not known", async () => {
      const partitions = [{ name: "root", type: "Linux", fileSystem: "ext4", startBytes: 512, lengthBytes: 2 ** 45, writtenBytes: 1024 }];
      const artifact = { lengthBytes: 2 ** 46, sizeBytes: 4096, partitions: { partitions, note: "As read." } };
      const one: StoredMeasurement = { ...record(), artifact };
      await store().put(one);
      const { artifact: _, ...bare } = one;
      expect(await store().find(one.snapshotUniqueId, one.baseUniqueId)).toEqual(one);
      expect([await store().all(), await store().of([one.snapshotUniqueId])]).toEqual([[bare], [bare]]);
      // A version before kept its hash with it.
      await sql`update measurements set artifact = artifact || '{"sha256": "5a"}', artifact_seal = null`.execute(open().db);
      expect(await store().find(one.snapshotUniqueId, one.baseUniqueId)).toEqual(one);
      await sql`update measurements set artifact = '{"size": 1}'`.execute(open().db);
      expect(await store().find(one.snapshotUniqueId, one.baseUniqueId)).toEqual(bare);
    });

    test("of a whole image have no base, and are not taken for a diff", async () => {
      const whole = record({ baseUniqueId: null });
      const diff = record({ snapshotUniqueId: whole.snapshotUniqueId });
      await store().put(whole);
      await store().put(diff);
      expect(await store().find(whole.snapshotUniqueId, null)).toEqual(whole);
      expect(await store().find(whole.snapshotUniqueId, diff.baseUniqueId)).toEqual(diff);
      expect(await store().find(whole.snapshotUniqueId, randomUUID())).toBeUndefined();
    });

    test("measured again replace the old, also from many at once", async () => {
      const one = record({ baseUniqueId: null });
      await Promise.all(Array.from({ length: 20 }, (_, i) => store().put({ ...one, bytes: i * 512 })));
      await store().put({ ...one, bytes: 42 });
      expect(await store().all()).toEqual([{ ...one, bytes: 42 }]);
    });

    test.each([
      "bytes = bytes + 1",
      "written_ranges = written_ranges - 1",
      "artifact_key = artifact_key || 'x'",
      "measured_at = '2026-11-22T10:11:12.346Z'",
      "snapshot_id = upper(snapshot_id)",
      "base_unique_id = base_unique_id || 'x'",
      "seal = repeat('0', 64)",
    ])("of which something changed (%s) are not there, which is told; measured again they are", async (change) => {
      const [one, other] = [record(), record()];
      for (const each of [one, other]) await store().put(each);
      await sql`update measurements set ${sql.raw(change)} where snapshot_unique_id = ${one.snapshotUniqueId}`.execute(open().db);
      const told: string[] = [];
      const watched = createMeasurementStore(open().db, (kind, key) => told.push(`${kind} ${key.split(" ")[0]}`));
      expect(await watched.all()).toEqual([other]);
      expect(await watched.of([one.snapshotUniqueId])).toEqual([]);
      expect(await watched.find(one.snapshotUniqueId, one.baseUniqueId)).toBeUndefined();
      expect(new Set(told)).toEqual(new Set([`measurements ${one.snapshotUniqueId}`]));
      await store().put(one);
      expect(await store().find(one.snapshotUniqueId, one.baseUniqueId)).toEqual(one);
    });

    test("that took each other's place are not there", async () => {
      const [one, other] = [record({ bytes: 512 }), record({ bytes: 1024 })];
      for (const each of [one, other]) await store().put(each);
      await sql`update measurements m set bytes = o.bytes, seal = o.seal from measurements o
        where o.snapshot_unique_id <> m.snapshot_unique_id`.execute(open().db);
      expect(await store().all()).toEqual([]);
    });

    test("whose artifact is told of in other words than were written know nothing of it", async () => {
      const one: StoredMeasurement = { ...record(), artifact: { lengthBytes: 512, sizeBytes: 4096 } };
      await store().put(one);
      await sql`update measurements set artifact = jsonb_set(artifact, '{sizeBytes}', '4097')`.execute(open().db);
      const { artifact: _, ...bare } = one;
      expect(await store().find(one.snapshotUniqueId, one.baseUniqueId)).toEqual(bare);
    });

    test("of a version before, which have no seal, are believed", async () => {
      const one = record();
      await store().put(one);
      await sql`update measurements set seal = null, artifact_seal = null, bytes = 7`.execute(open().db);
      expect(await store().all()).toEqual([{ ...one, bytes: 7 }]);
    });
  });
}

export function accessLedgerConformance(open: () => Database): void {
  const entry = (changes: Partial<LedgerEntry> = {}): LedgerEntry => ({
    id: randomUUID(),
    snapshotId: "/subscriptions/s/snapshots/db01-7",
    requestId: "request-1",
    requestedBy: testPrincipal,
    grantedAt: "2026-11-22T10:00:00.000Z",
    expiresAt: "2026-11-22T11:00:00.000Z",
    result: "open",
    ...changes,
  });
  const ledgerOf = (id: string, place: string) => createAccessLedger(open().db, { id, place });
  const ledger = () => ledgerOf("process-1", "here");

  describe("the access ledger", () => {
    beforeEach(async () => {
      await sql`delete from access_ledger`.execute(open().db);
      await sql`delete from access_owners`.execute(open().db);
    });

    test("an access is left over until it is closed, and then says how it ended", async () => {
      const [kept, revoked, failed] = [entry(), entry({ operationId: "op-1" }), entry()];
      for (const one of [kept, revoked, failed]) await ledger().open(one);
      await ledger().close(revoked.id, "revoked", "2026-11-22T10:05:00.000Z");
      await ledger().close(failed.id, "failed", "2026-11-22T10:06:00.000Z", "Azure refused");
      expect(await ledger().stillOpen()).toEqual([{ ...kept, owner: "process-1" }]);
      const byId = new Map((await ledger().newest(10, testSight)).map((one) => [one.id, one]));
      expect(byId.get(revoked.id)).toEqual({ ...revoked, owner: "process-1", result: "revoked", revokedAt: "2026-11-22T10:05:00.000Z" });
      expect(byId.get(failed.id)).toEqual({
        ...failed,
        owner: "process-1",
        result: "failed",
        revokedAt: "2026-11-22T10:06:00.000Z",
        detail: "Azure refused",
      });
    });

    test("shows the newest first, and no more than asked for; what is open oldest first", async () => {
      const entries = [3, 1, 2].map((hour) => entry({ grantedAt: `2026-11-22T0${hour}:00:00.000Z` }));
      for (const one of entries) await ledger().open(one);
      expect((await ledger().newest(2, testSight)).map((one) => one.grantedAt.slice(11, 13))).toEqual(["03", "02"]);
      expect((await ledger().stillOpen()).map((one) => one.grantedAt.slice(11, 13))).toEqual(["01", "02", "03"]);
      expect((await ledger().leftovers()).map((one) => one.grantedAt.slice(11, 13))).toEqual(["01", "02", "03"]);
    });

    test("tells what was open at a time: what still is, and what ended since then, however it ended", async () => {
      const [open, owed, late, failed, early] = [entry(), entry(), entry(), entry(), entry()];
      for (const one of [open, owed, late, failed, early]) await ledger().open(one);
      await ledger().owe(owed.id);
      await ledger().close(late.id, "revoked", "2026-11-22T10:06:00.000Z");
      await ledger().close(failed.id, "failed", "2026-11-22T10:07:00.000Z");
      await ledger().close(early.id, "revoked", "2026-11-22T10:04:59.999Z");
      const ids = (await ledger().openSince("2026-11-22T10:05:00.000Z")).map(({ id }) => id);
      expect(ids.toSorted()).toEqual([open, owed, late, failed].map(({ id }) => id).toSorted());
    });

    test("what a process elsewhere holds is open, but left over only when nothing is heard of that process any more", async () => {
      const elsewhere = ledgerOf("process-2", "elsewhere");
      await elsewhere.beat(60_000);
      const held = entry();
      await elsewhere.open(held);
      expect(await ledger().leftovers()).toEqual([]);
      expect(await ledger().stillOpen()).toEqual([{ ...held, owner: "process-2" }]);
      await elsewhere.beat(-1);
      expect((await ledger().leftovers()).map((one) => one.id)).toEqual([held.id]);
      await elsewhere.beat(60_000);
      expect(await ledger().leftovers()).toEqual([]);
      await elsewhere.depart();
      expect((await ledger().leftovers()).map((one) => one.id)).toEqual([held.id]);
    });

    test("what a predecessor in the same place left is left over at once, and what an older version wrote as well", async () => {
      const predecessor = ledgerOf("process-0", "here");
      await predecessor.beat(60_000);
      const [left, unsaid] = [entry(), entry({ grantedAt: "2026-11-22T10:30:00.000Z" })];
      await predecessor.open(left);
      await ledger().open(unsaid);
      await sql`update access_ledger set owner = null where id = ${unsaid.id}`.execute(open().db);
      expect((await ledger().leftovers()).map((one) => one.id)).toEqual([left.id, unsaid.id]);
      expect((await ledgerOf("process-2", "elsewhere").leftovers()).map((one) => one.id)).toEqual([unsaid.id]);
    });

    test("what is owed is still open, and what is closed is not owed again", async () => {
      const [owed, closed] = [entry(), entry({ grantedAt: "2026-11-22T10:30:00.000Z" })];
      for (const one of [owed, closed]) await ledger().open(one);
      await ledger().close(closed.id, "revoked", "2026-11-22T10:40:00.000Z");
      for (const one of [owed, closed]) await ledger().owe(one.id, "no answer");
      const left = { ...owed, owner: "process-1", result: "owed", detail: "no answer" };
      expect([await ledger().stillOpen(), await ledger().leftovers()]).toEqual([[left], [left]]);
    });
  });

  describe("the uses of accesses", () => {
    const usesOf = (id: string, place = id) => createAccessUses(open().db, { id, place });
    const add = (uses: AccessUses, key: string) =>
      uses.change((all, owner) => {
        const use = { id: `${owner} ${key}`, owner, snapshotKey: key, familyKey: "f", state: "held", expiresAtMs: 1 } as const;
        return { uses: [...all, use], result: all.length };
      });
    const seenBy = (uses: AccessUses) => uses.change((all) => ({ result: all.map(({ id }) => id) }));

    beforeEach(async () => {
      await sql`update access_uses set uses = '[]'`.execute(open().db);
      await sql`delete from access_owners`.execute(open().db);
    });

    test("are changed by one at a time: each change sees those before it", async () => {
      const processes = ["process-1", "process-2", "process-3"];
      for (const id of processes) await ledgerOf(id, id).beat(60_000);
      const seen = await Promise.all(processes.flatMap((id) => ["a", "b", "c"].map((key) => add(usesOf(id), key))));
      expect(seen.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      expect(await seenBy(usesOf("process-1"))).toHaveLength(9);
    });

    test("of a process that is not heard of any more, or that died in the own place, are seen no more", async () => {
      for (const id of ["dead", "gone"]) await ledgerOf(id, id).beat(60_000);
      await add(usesOf("dead"), "a");
      await add(usesOf("gone"), "b");
      expect(await seenBy(usesOf("living"))).toEqual(["dead a", "gone b"]);
      expect(await seenBy(usesOf("successor", "gone"))).toEqual(["dead a"]);
      await ledgerOf("dead", "dead").beat(-1);
      expect(await seenBy(usesOf("living"))).toEqual(["gone b"]);
    });
  });
}
