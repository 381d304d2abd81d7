// What the estate must do, on whatever database: facts and their history, one view for each that looks, and lists that are
// what a plain filter and sort over all rows gives.
import fc from "fast-check";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { createStoredHistory } from "#lib/adapters/database/stored-history.ts";
import { createMemoryArtifacts } from "#lib/adapters/testing/local-estate.ts";
import { chainQuery } from "#lib/contract/chains.ts";
import { diskQuery, type SnapshotQuery, type SnapshotRow, snapshotQuery } from "#lib/contract/inventory.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import { sampleChain, sampleCopy, sampleDisk, sampleSnapshot, snapshotId } from "#lib/domain/testing/inventory-sample.ts";
import { collectArtifacts } from "#lib/services/diff/collect-artifacts.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";
import type { StoredRelation } from "#lib/services/ports/stored-history.ts";
import { areasOf, asked, createEstateLab, type EstateLab, subscriptionId } from "./estate-lab.ts";

const owner = asked("owner");
const guest = asked("guest");
const ask = (query: Record<string, unknown> = {}) => snapshotQuery.parse(query) as SnapshotQuery;
const GIB = 2 ** 30;

export function estateConformance(open: () => Database): void {
  const lab = () => createEstateLab(open().db);
  const names = async ({ estate }: EstateLab, context = owner, query: Record<string, unknown> = {}) =>
    (await estate.snapshots.rows(context, ask({ sort: "name", order: "asc", ...query }))).map((row) => row.name);
  const changesOf = async ({ scope }: EstateLab) => {
    const { rows } = await sql<{ resource_key: string; change: Record<string, unknown> }>`
      select resource_key, change from estate_changes where scope = ${scope} order by id`.execute(open().db);
    return rows.map((row) => [row.resource_key.split("/").at(-1), row.change]);
  };
  /** Which transaction wrote each row: the same for all means that nothing was written. */
  const versions = async ({ scope }: EstateLab, ...tables: string[]) => {
    const found: string[] = [];
    for (const table of tables) {
      const { rows } = await sql<{ at: string }>`select t.ctid::text || ' ' || t.xmin::text as at from ${sql.table(table)} t
        where t.scope = ${scope} order by 1`.execute(open().db);
      found.push(...rows.map(({ at }) => `${table} ${at}`));
    }
    return found;
  };

  describe("facts", () => {
    test("that went are kept with their times, and shown no more", async () => {
      const estate = lab();
      const [first, second] = sampleChain(2);
      await estate.read(owner, { snapshots: sampleChain(2) });
      await estate.read(owner, { snapshots: sampleChain(2).slice(1) });
      expect(await names(estate)).toEqual(["s2"]);
      const { rows } = await sql<object>`select unique_id, first_seen_at, last_seen_at, gone_at from estate_snapshots
        where scope = ${estate.scope} order by unique_id`.execute(open().db);
      const [one, two] = ["2026-11-22T12:01:00.000Z", "2026-11-22T12:02:00.000Z"];
      expect(rows).toEqual([
        { unique_id: first?.uniqueId, first_seen_at: one, last_seen_at: one, gone_at: two },
        { unique_id: second?.uniqueId, first_seen_at: one, last_seen_at: one, gone_at: null },
      ]);
      expect(await estate.store.allFacts()).toMatchObject({ snapshots: [second], goneUniqueIds: [first?.uniqueId] });
    });

    test("outside of what a reading covers stay as they are", async () => {
      const estate = lab();
      const [here, there] = ["rg-here", "rg-there"].map((group) =>
        sampleSnapshot({ name: group, id: snapshotId(group, group), resourceGroup: group }),
      ) as [Snapshot, Snapshot];
      await estate.read(owner, { snapshots: [here, there] });
      await estate.read(guest, { snapshots: [], areas: areasOf("rg-here") });
      await estate.reader.current(owner);
      expect(await names(estate)).toEqual(["rg-there"]);
      expect(await names(estate, guest)).toEqual([]);
    });

    test("and what follows from them are not written where nothing changed", async () => {
      const estate = lab();
      const inventory = { snapshots: sampleChain(3), disks: [sampleDisk({ name: "db01" })] };
      await estate.read(owner, inventory);
      const written = ["estate_snapshots", "estate_disks", "estate_changes", "estate_subscriptions", "estate_views", "estate_areas"];
      const derived = ["view_snapshots", "view_chains", "view_disks"];
      const before = await versions(estate, ...written, ...derived);
      expect(before.length).toBeGreaterThan(12);
      const shouted = inventory.snapshots.map((one) => ({
        ...one,
        resourceGroup: one.resourceGroup.toUpperCase(),
        id: one.id.toUpperCase(),
      }));
      await estate.read(owner, inventory);
      await estate.read(owner, { ...inventory, snapshots: shouted });
      expect(await versions(estate, ...written, ...derived)).toEqual(before);
      expect((await estate.reader.current(owner)).asOf).toBe("2026-11-22T12:03:00.000Z");
      const [first, ...others] = inventory.snapshots as [Snapshot, ...Snapshot[]];
      await estate.read(owner, { ...inventory, snapshots: [{ ...first, tags: { a: "b" } }, ...others] });
      const after = new Set(await versions(estate, ...derived));
      expect(before.filter((one) => one.startsWith("view_") && !after.has(one))).toHaveLength(1);
    });

    test("leave a line for each change that matters, and lines are only added", async () => {
      const estate = lab();
      const [one] = sampleChain(1) as [Snapshot];
      await estate.read(owner, { snapshots: [one] });
      await estate.read(owner, { snapshots: [{ ...one, tags: { a: "b" }, sku: "Standard_LRS", diskState: "ActiveSAS" }] });
      const before = await changesOf(estate);
      await estate.read(owner, { snapshots: [] });
      await estate.read(owner, { snapshots: [{ ...one, networkAccessPolicy: "DenyAll", diskSizeBytes: GIB }] });
      const changes = await changesOf(estate);
      expect(changes.slice(0, before.length)).toEqual(before);
      expect(changes).toEqual([
        ["s1", { present: [false, true] }],
        ["s1", { tags: [{}, { a: "b" }], sku: ["Standard_ZRS", "Standard_LRS"] }],
        ["s1", { present: [true, false] }],
        ["s1", { present: [false, true] }],
      ]);
      expect(await names(estate)).toEqual(["s1"]);
    });

    test("of an older reading that comes late do not undo a newer one", async () => {
      const estate = lab();
      const [one, two] = sampleChain(2) as [Snapshot, Snapshot];
      await estate.read(owner, { snapshots: [{ ...one, tags: { new: "yes" } }, two] });
      await estate.read(guest, { snapshots: [{ ...one, tags: { new: "no" } }], readAt: "2026-11-22T12:00:30.000Z" });
      await estate.reader.current(owner);
      expect((await estate.estate.snapshots.rows(owner, ask({ order: "asc" }))).map((row) => [row.name, row.tags])).toEqual([
        ["s1", { new: "yes" }],
        ["s2", {}],
      ]);
    });

    test("that another version wrote are derived anew at the first look", async () => {
      const estate = lab();
      await estate.read(owner, { snapshots: sampleChain(2) });
      await sql`update estate_views set derivation = 'older' where scope = ${estate.scope}`.execute(open().db);
      await sql`update view_snapshots set row = row - 'chainLength', row_hash = '' where scope = ${estate.scope}`.execute(open().db);
      await estate.reader.current(owner);
      expect((await estate.estate.snapshots.rows(owner, ask())).map((row) => row.chainLength)).toEqual([2, 2]);
    });

    test("half derived when the process ended are derived again", async () => {
      const estate = lab();
      await estate.read(owner, { snapshots: sampleChain(3) });
      await sql`delete from view_snapshots where scope = ${estate.scope} and position = 2`.execute(open().db);
      await sql`update estate_views set derived_generation = null where scope = ${estate.scope}`.execute(open().db);
      await estate.reader.current(owner);
      expect(await names(estate)).toEqual(["s1", "s2", "s3"]);
    });
  });

  describe("a view", () => {
    const shared = () => {
      const [s1, s2, s3] = sampleChain(3) as [Snapshot, Snapshot, Snapshot];
      const elsewhere = { ...s1, id: snapshotId("s1", "rg-other"), resourceGroup: "rg-other" };
      return { all: [elsewhere, s2, s3], seen: [s2, s3], disk: sampleDisk({ name: "db01" }) };
    };

    test("has its own positions, neighbours, sums and counts", async () => {
      const estate = lab();
      const { all, seen, disk } = shared();
      await estate.read(owner, { snapshots: all, disks: [disk] });
      await estate.read(guest, { snapshots: seen, disks: [disk], areas: areasOf("rg-db") });
      const rowsOf = async (context: typeof owner) =>
        (await estate.estate.snapshots.rows(context, ask({ order: "asc" }))).map((row) => [row.name, row.positionInChain, row.chainLength]);
      expect(await rowsOf(owner)).toEqual([
        ["s1", 1, 3],
        ["s2", 2, 3],
        ["s3", 3, 3],
      ]);
      expect(await rowsOf(guest)).toEqual([
        ["s2", 1, 2],
        ["s3", 2, 2],
      ]);
      const { estate: port } = estate;
      expect([(await port.snapshots.sums(owner, {})).count, (await port.snapshots.sums(guest, {})).count]).toEqual([3, 2]);
      expect((await port.disks.rows(guest, diskQuery.parse({}))).map((row) => row.snapshotCount)).toEqual([2]);
      const hidden = all[0]?.id ?? "";
      expect([await port.snapshots.find(guest, hidden), (await port.snapshots.find(owner, hidden))?.snapshot.name]).toEqual([
        undefined,
        "s1",
      ]);
    });

    test("does not call a disk deleted where it may not look", async () => {
      const estate = lab();
      const { seen } = shared();
      await estate.read(guest, { snapshots: seen, areas: areasOf("rg-db").filter(({ list }) => list === "snapshots") });
      expect((await estate.estate.chains.rows(guest, chainQuery.parse({}))).map((row) => row.sourceState)).toEqual(["unknown"]);
      await estate.read(owner, { snapshots: seen });
      expect((await estate.estate.chains.rows(owner, chainQuery.parse({}))).map((row) => row.sourceState)).toEqual(["deleted"]);
    });

    test("is shared by those who see the same, and goes with the last of them", async () => {
      const estate = lab();
      const views = async () =>
        (await sql<{ view: string }>`select distinct view from view_snapshots where scope = ${estate.scope}`.execute(open().db)).rows
          .length;
      const { seen } = shared();
      await estate.read(owner, { snapshots: seen });
      await estate.read(guest, { snapshots: seen });
      expect(await views()).toBe(1);
      await estate.read(guest, { snapshots: seen, areas: areasOf("rg-db") });
      expect(await views()).toBe(2);
      await estate.read(guest, { snapshots: seen });
      expect(await views()).toBe(1);
    });

    test("of one who never read has nothing in it", async () => {
      const estate = lab();
      await estate.read(owner, { snapshots: sampleChain(2), disks: [sampleDisk({ name: "db01" })] });
      expect(await names(estate, asked("nobody"))).toEqual([]);
      expect(await estate.estate.chains.all(asked("nobody"), {})).toEqual([]);
      expect(await estate.estate.disks.find(asked("nobody"), sampleDisk({ name: "db01" }).id)).toBeUndefined();
      expect(await estate.estate.places.regionsInUse(asked("nobody"))).toEqual([]);
    });
  });

  describe("a chain", () => {
    test("comes back as it was derived, copies and all", async () => {
      const estate = lab();
      const [s1, s2] = sampleChain(2) as [Snapshot, Snapshot];
      const copy = sampleCopy(s1, { name: "c1" });
      await estate.read(owner, { snapshots: [s1, s2, copy], disks: [sampleDisk({ name: "db01" })] });
      const found = await estate.estate.snapshots.find(owner, s2.id.toUpperCase());
      expect(found?.chain).toMatchObject({ sourceState: "live", snapshots: [s1, s2], copies: [{ sourceSnapshotId: s1.id, copy }] });
      expect(found?.chain.snapshots).toContain(found?.snapshot);
      const detail = await estate.estate.chains.detail(owner, found?.chain.key ?? "");
      expect(detail?.snapshots.map((row) => row.name)).toEqual(["s1", "s2"]);
      expect(detail?.copies.map(({ snapshot, region }) => [snapshot.name, region])).toEqual([["c1", "northeurope"]]);
    });

    test("shows what a measurement says of it, in every view, and no longer when the base is gone", async () => {
      const estate = lab();
      const [s1, s2] = uniqueChain(2) as [Snapshot, Snapshot];
      await estate.read(owner, { snapshots: [s1, s2] });
      await estate.read(guest, { snapshots: [s1, s2], areas: areasOf("rg-db") });
      await estate.measurements.put(recordOf(s2, s1.uniqueId, 512));
      for (const context of [owner, guest]) {
        await estate.reader.current(context);
        expect(await estate.estate.snapshots.sums(context, {})).toMatchObject({ storedBytes: 512, measuredCount: 1 });
        expect((await estate.estate.chains.rows(context, chainQuery.parse({}))).map((row) => row.storedBytes)).toEqual([512]);
      }
      await estate.read(owner, { snapshots: [s2] });
      expect(await estate.estate.snapshots.sums(owner, {})).toMatchObject({ storedBytes: 0, measuredCount: 0 });
    });

    test("has a tombstone for each snapshot that is gone, for those who could see it", async () => {
      const estate = lab();
      const [s1, s2, s3] = uniqueChain(3) as [Snapshot, Snapshot, Snapshot];
      await estate.read(owner, { snapshots: [s1, s2, s3] });
      await estate.read(guest, { snapshots: [], areas: areasOf("rg-other") });
      await estate.measurements.put(recordOf(s1, null, 4096));
      await estate.reader.current(owner);
      await estate.read(owner, { snapshots: [s3] });
      const [chain] = await estate.estate.chains.all(owner, {});
      const ask = (context: CallContext, key = chain?.key ?? "", limit = 9) => estate.estate.chains.tombstones(context, key, limit);
      const tombstones = await ask(owner);
      expect(tombstones.items.map(({ name, storedBytes, goneAt }) => [name, storedBytes, goneAt.slice(11, 16)])).toEqual([
        ["s1", 4096, "12:03"],
        ["s2", null, "12:03"],
      ]);
      const newest = await ask(owner, undefined, 1);
      expect([newest.total, newest.items.map(({ name }) => name)]).toEqual([2, ["s2"]]);
      expect(await ask(guest)).toEqual({ items: [], total: 0 });
      expect(await ask(owner, "no such chain")).toEqual({ items: [], total: 0 });
    });
  });

  describe("what a period costs", () => {
    const relation = (snapshot: Snapshot, base: Snapshot | null): StoredRelation => ({
      snapshotUniqueId: snapshot.uniqueId,
      subscriptionId: snapshot.subscriptionId,
      resourceGroup: snapshot.resourceGroup.toUpperCase(),
      location: snapshot.location,
      createdAt: snapshot.timeCreated,
      baseUniqueId: base?.uniqueId ?? null,
    });
    const period = { from: "2026-11-22T00:00:00.000Z", to: "2026-11-23T00:00:00.000Z" };

    test("counts a snapshot once, also between the reading that misses it and what follows from it", async () => {
      const estate = lab();
      const [s1] = uniqueChain(1) as [Snapshot];
      await estate.read(owner, { snapshots: [s1] });
      await createStoredHistory(open().db, estate.scope).relate("2026-11-22T12:01:00.000Z", [relation(s1, null)], []);
      await estate.record(owner, { snapshots: [] });
      expect((await estate.estate.snapshots.costSubjects(owner, {}, period)).map(({ name, spans }) => [name, spans.length])).toEqual([
        ["s1", 1],
      ]);
    });

    test("counts a snapshot that was moved to another group once, and shows no tombstone of it", async () => {
      const estate = lab();
      const [s1, s2] = uniqueChain(2) as [Snapshot, Snapshot];
      await estate.read(owner, { snapshots: [s1, s2] });
      const history = createStoredHistory(open().db, estate.scope);
      await history.relate("2026-11-22T12:01:00.000Z", [relation(s1, null), relation(s2, s1)], []);
      const moved = { ...s2, resourceGroup: "rg-new", id: s2.id.replace(/resourceGroups\/[^/]+/i, "resourceGroups/rg-new") };
      await estate.read(owner, { snapshots: [s1, moved] });
      const subjects = await estate.estate.snapshots.costSubjects(owner, {}, period);
      expect(subjects.map(({ name, goneAt, spans }) => [name, goneAt, spans.length])).toEqual([
        ["s1", undefined, 1],
        ["s2", undefined, 1],
      ]);
      const [chain] = await estate.estate.chains.all(owner, {});
      expect((await estate.estate.chains.tombstones(owner, chain?.key ?? "", 9)).total).toBe(0);
    });

    test("is of those that were there in it, gone ones too, with what each stored when, for those who may see it", async () => {
      const estate = lab();
      const [s1, s2, s3] = uniqueChain(3) as [Snapshot, Snapshot, Snapshot];
      await estate.read(owner, { snapshots: [s1, s2, s3] });
      await estate.read(guest, { snapshots: [], areas: areasOf("rg-other") });
      const history = createStoredHistory(open().db, estate.scope);
      await history.relate("2026-11-22T12:01:00.000Z", [relation(s1, null), relation(s2, s1)], []);
      await history.measured(s1.uniqueId, null, 4096);
      await estate.read(owner, { snapshots: [s2, s3] });
      await history.relate("2026-11-22T12:03:00.000Z", [relation(s2, null)], [s1.uniqueId]);
      const ask = (context: CallContext, from: string, to: string, filter = {}) =>
        estate.estate.snapshots.costSubjects(context, filter, { from, to });

      const now = await ask(owner, "2026-11-22T00:00:00.000Z", "2026-11-23T00:00:00.000Z");
      expect(now.map(({ name, goneAt, spans }) => [name, goneAt?.slice(11, 16), spans.map(({ bytes }) => bytes)])).toEqual([
        ["s2", undefined, [null, null]],
        // Nobody told its history yet: it is taken to have stored always what it stores.
        ["s3", undefined, [null]],
        ["s1", "12:03", [4096]],
      ]);
      expect(now.find(({ name }) => name === "s1")).toMatchObject({ isChainThere: true, storedBytes: null });
      const later = await ask(owner, "2026-11-23T00:00:00.000Z", "2026-11-24T00:00:00.000Z");
      expect(later.map(({ name, spans }) => [name, spans.length])).toEqual([
        ["s2", 1],
        ["s3", 1],
      ]);
      expect(await ask(owner, "2020-01-01T00:00:00.000Z", "2020-02-01T00:00:00.000Z")).toEqual([]);
      expect((await ask(owner, "2026-11-22T00:00:00.000Z", "2026-11-23T00:00:00.000Z", { region: ["mars"] })).length).toBe(0);
      const chain = now[0]?.chainKey;
      expect((await ask(owner, "2026-11-22T00:00:00.000Z", "2026-11-23T00:00:00.000Z", { chain })).length).toBe(3);
      expect(await ask(guest, "2026-11-22T00:00:00.000Z", "2026-11-23T00:00:00.000Z")).toEqual([]);
    });
  });

  describe("artifacts of what is gone", () => {
    // Other tests leave gone ones behind.
    beforeEach(async () => void (await collectArtifacts({ artifacts: createMemoryArtifacts(), ...lab() })));
    const keysOf = (artifacts: ReturnType<typeof createMemoryArtifacts>) => [...artifacts.stored.keys()].toSorted();

    test("are collected once it is gone, with those of what counted against it; what was measured is remembered", async () => {
      const estate = lab();
      const artifacts = createMemoryArtifacts();
      const [s1, s2, s3] = uniqueChain(3) as [Snapshot, Snapshot, Snapshot];
      await estate.read(owner, { snapshots: [s1, s2, s3] });
      const records = [recordOf(s1, null, 4096), recordOf(s2, s1.uniqueId, 512), recordOf(s3, s2.uniqueId, 512)];
      const kept = recordOf(s3, null, 8192);
      for (const record of [...records, kept]) {
        await artifacts.put(record.artifactKey, Uint8Array.of(1));
        await estate.measurements.put(record);
      }
      for (const { uniqueId } of [s1, s2, s3]) await artifacts.put(`partitions/${uniqueId}`, Uint8Array.of(1));
      const before = keysOf(artifacts);
      expect(await collectArtifacts({ artifacts, ...estate })).toBe(0);
      expect(keysOf(artifacts)).toEqual(before);

      await estate.read(owner, { snapshots: [s1, s3] });
      expect(await collectArtifacts({ artifacts, ...estate })).toBe(2);
      expect(keysOf(artifacts)).toEqual(
        [records[0]?.artifactKey, kept.artifactKey, `partitions/${s1.uniqueId}`, `partitions/${s3.uniqueId}`].toSorted(),
      );
      expect(await collectArtifacts({ artifacts, ...estate })).toBe(0);
      const ofAll = await estate.measurements.of([s1, s2, s3].map(({ uniqueId }) => uniqueId));
      expect(ofAll.map(({ bytes }) => bytes).toSorted((a, b) => a - b)).toEqual([512, 512, 4096, 8192]);
    });

    test("that could not be deleted are tried again, and what is measured meanwhile is collected too", async () => {
      const estate = lab();
      const artifacts = createMemoryArtifacts();
      const [s1, s2] = uniqueChain(2) as [Snapshot, Snapshot];
      await estate.read(owner, { snapshots: [s1, s2] });
      await estate.measurements.put(recordOf(s1, null, 4096));
      await estate.read(owner, { snapshots: [s2] });
      const broken = { delete: async () => Promise.reject(new Error("disk full")) };
      await expect(collectArtifacts({ artifacts: broken, ...estate })).rejects.toThrow("disk full");
      expect(await collectArtifacts({ artifacts, ...estate })).toBe(1);
      await estate.measurements.put({ ...recordOf(s1, null, 4096), measuredAt: "2026-11-22T13:00:00.000Z" });
      expect(await collectArtifacts({ artifacts, ...estate })).toBe(1);
    });
  });

  describe("lists", () => {
    test("are what a plain filter and sort over all rows gives, page by page", async () => {
      await fc.assert(
        fc.asyncProperty(estates, fc.array(queries, { minLength: 4, maxLength: 8 }), async (snapshots, asks) => {
          const estate = lab();
          for (const [i, one] of snapshots.entries()) if (i % 3 === 1) await estate.measurements.put(recordOf(one, null, i * 512));
          await estate.read(owner, { snapshots });
          const all = await estate.estate.snapshots.rows(owner, ask());
          expect(all).toHaveLength(snapshots.length);
          for (const query of asks) {
            const expected = naive(all, query).map((row) => row.id);
            const shown: string[] = [];
            let cursor: string | undefined;
            do {
              const page = await estate.estate.snapshots.page(owner, { ...query, cursor });
              expect([page.total, page.totalUnfiltered]).toEqual([expected.length, all.length]);
              shown.push(...page.items.map((row) => row.id));
              cursor = page.nextCursor;
            } while (cursor);
            expect(shown).toEqual(expected);
          }
        }),
        { numRuns: 12 },
      );
    });

    test("lose and repeat no row when others come and go between two pages", async () => {
      for (const order of ["asc", "desc"] as const) {
        const estate = lab();
        const chain = sampleChain(12);
        await estate.read(owner, { snapshots: chain.slice(2, 10) });
        const first = await estate.estate.snapshots.page(owner, ask({ limit: 3, order }));
        const shown = new Set(first.items.map((row) => row.name));
        const last = first.items.at(-1)?.name;
        // All that was shown goes but the last; at both ends new ones have come.
        const left = chain.filter(({ name }) => !shown.has(name) || name === last);
        await estate.read(owner, { snapshots: left });
        const rest = await estate.estate.snapshots.page(owner, ask({ limit: 100, order, cursor: first.nextCursor }));
        const between = chain
          .slice(2, 10)
          .map(({ name }) => name)
          .filter((name) => !shown.has(name));
        const next = rest.items.map((row) => row.name);
        expect(next.filter((name) => between.includes(name))).toEqual(order === "asc" ? between : between.toReversed());
        expect(next.some((name) => shown.has(name))).toBe(false);
      }
    });

    test("go on as far as they were when the last row of a page is gone", async () => {
      const estate = lab();
      await estate.read(owner, { snapshots: sampleChain(6) });
      const page = await estate.estate.snapshots.page(owner, ask({ limit: 3, order: "asc" }));
      await estate.read(owner, { snapshots: sampleChain(6).filter(({ name }) => name !== "s3") });
      const rest = await estate.estate.snapshots.page(owner, ask({ limit: 3, order: "asc", cursor: page.nextCursor }));
      expect(rest.items.map((row) => row.name)).toEqual(["s5", "s6"]);
    });

    test("of chains and disks page in their order and search without regard to case", async () => {
      const estate = lab();
      const disks = ["b", "A", "c"].map((name) => sampleDisk({ name, tags: { Owner: `Team-${name}` } }));
      const snapshots = disks.flatMap((disk, i) =>
        Array.from({ length: i + 1 }, (_, n) =>
          sampleSnapshot({ name: `${disk.name}${n}`, sourceResourceId: disk.id, sourceUniqueId: disk.uniqueId }),
        ),
      );
      await estate.read(owner, { snapshots, disks });
      const { chains, disks: port } = estate.estate;
      expect((await port.rows(owner, diskQuery.parse({}))).map((row) => row.name)).toEqual(["A", "b", "c"]);
      expect((await port.rows(owner, diskQuery.parse({ q: "TEAM-B" }))).map((row) => row.name)).toEqual(["b"]);
      const page = await chains.page(owner, chainQuery.parse({ sort: "snapshots", order: "desc", limit: 2 }));
      const rest = await chains.page(owner, chainQuery.parse({ sort: "snapshots", order: "desc", limit: 2, cursor: page.nextCursor }));
      expect([...page.items, ...rest.items].map((row) => [row.sourceDiskName, row.snapshotCount])).toEqual([
        ["c", 3],
        ["A", 2],
        ["b", 1],
      ]);
    });
  });
}

/** With unique ids of their own: measurements are of no scope. */
function uniqueChain(count: number): Snapshot[] {
  return sampleChain(count).map((one) => ({ ...one, uniqueId: crypto.randomUUID() }));
}

function recordOf(snapshot: Snapshot, baseUniqueId: string | null, bytes: number): MeasurementRecord {
  return {
    snapshotUniqueId: snapshot.uniqueId,
    snapshotId: snapshot.id,
    baseUniqueId,
    bytes,
    clearedBytes: 0,
    writtenRanges: 1,
    clearedRanges: 0,
    artifactKey: `ranges/${baseUniqueId ?? "all"}/${snapshot.uniqueId}`,
    measuredAt: "2026-11-22T12:00:00.000Z",
  };
}

const word = fc.constantFrom("a", "B", "ab", "Ab", "aB", "b-1", "Ä", "z.9", "%", "_");
const tags = fc.dictionary(fc.constantFrom("Env", "env", "owner", "A b"), fc.constantFrom("prod", "Prod", "a=b", "", "ü"), { maxKeys: 2 });

const estates = fc
  .array(
    fc.record({
      name: word,
      disk: word,
      region: fc.constantFrom("westeurope", "northeurope"),
      incremental: fc.boolean(),
      sku: fc.constantFrom("Standard_ZRS", "Standard_LRS"),
      tags,
      gib: fc.integer({ min: 1, max: 3 }),
      time: fc.constantFrom(
        "2026-11-01T00:00:00.1234561Z",
        "2026-11-01T00:00:00.1234562Z",
        "2026-11-01T00:00:00.123Z",
        "2026-11-01T00:00:00Z",
        "2026-11-01T00:00:00+00:00",
        "2026-11-01T01:00:00.1+01:00",
      ),
      provisioningState: fc.constantFrom("Succeeded", "Creating", "Failed"),
    }),
    { maxLength: 14 },
  )
  .map((all) =>
    all.map(({ name, disk, region, gib, time, ...rest }, i) =>
      sampleSnapshot({
        ...rest,
        name: `${name}${i}`,
        uniqueId: crypto.randomUUID(),
        location: region,
        diskSizeBytes: gib * GIB,
        timeCreated: time,
        sourceResourceId: `/subscriptions/${subscriptionId}/resourceGroups/rg-db/providers/Microsoft.Compute/disks/${disk}`,
        sourceUniqueId: `unique-${disk}`,
      }),
    ),
  );

const sorts = ["name", "disk", "region", "kind", "redundancy", "provisioned", "delta", "created", "state", "subscription"];

const queries = fc
  .record(
    {
      q: fc.constantFrom("a", "AB prod", "ä", "%", "_", " b ", "env=prod"),
      region: fc.constantFrom("westeurope", "WestEurope,northeurope"),
      kind: fc.constantFrom("full", "incremental"),
      redundancy: fc.constant("LRS"),
      state: fc.constantFrom("ready", "creating,failed"),
      tag: fc.constantFrom("env=prod", "ENV", "!env", "owner=a=b", "!Env=Prod", "a B="),
      disk: fc.constantFrom("AB", "ä"),
      sort: fc.constantFrom(...sorts),
      order: fc.constantFrom("asc", "desc"),
      limit: fc.integer({ min: 1, max: 6 }),
    },
    { requiredKeys: ["sort", "order", "limit"] },
  )
  .map(ask);

/** What the list is, said as plainly as it can be. */
function naive(rows: SnapshotRow[], query: SnapshotQuery): SnapshotRow[] {
  const among = (value: string, wanted: string[] | undefined) => !wanted?.length || wanted.some((one) => same(one, value));
  const found = rows.filter(
    (row) =>
      among(row.region, query.region) &&
      among(row.kind, query.kind) &&
      among(row.redundancy, query.redundancy) &&
      among(row.state, query.state) &&
      (query.disk === undefined || same(row.sourceDiskName, query.disk)) &&
      (query.tag ?? []).every((tag) => hasTag(row.tags, tag)) &&
      (query.q ?? "")
        .toLowerCase()
        .split(/\s+/)
        .every((one) => haystackOf(row).includes(one)),
  );
  const sorted = found.toSorted((a, b) => compare(query.sort, a, b) || compareTimes(a.createdAt, b.createdAt) || byText(a.id, b.id));
  return query.order === "desc" ? sorted.reverse() : sorted;
}

function hasTag(given: Record<string, string>, text: string): boolean {
  const isNegated = text.startsWith("!");
  const [name = "", ...rest] = (isNegated ? text.slice(1) : text).split("=");
  const isThere = Object.entries(given).some(([key, value]) => same(key, name) && (rest.length === 0 || value === rest.join("=")));
  return isThere !== isNegated;
}

function haystackOf(row: SnapshotRow): string {
  const pairs = Object.entries(row.tags).map((pair) => pair.join("="));
  return [row.name, row.sourceDiskName, row.resourceGroup, row.subscriptionName, row.region, ...pairs].join("\n").toLowerCase();
}

function compare(sort: SnapshotQuery["sort"], a: SnapshotRow, b: SnapshotRow): number {
  const delta = ({ delta: one }: SnapshotRow) => (one.state !== "measured" ? [0, -1] : [one.basis === "diff" ? 2 : 1, one.bytes]);
  switch (sort) {
    case "provisioned":
      return a.provisionedBytes - b.provisionedBytes;
    case "created":
      return compareTimes(a.createdAt, b.createdAt);
    case "delta":
      return (delta(a)[0] ?? 0) - (delta(b)[0] ?? 0) || (delta(a)[1] ?? 0) - (delta(b)[1] ?? 0);
    default:
      return byText(textOf(sort, a), textOf(sort, b));
  }
}

function textOf(sort: SnapshotQuery["sort"], row: SnapshotRow): string {
  const texts: Partial<Record<SnapshotQuery["sort"], string>> = {
    name: row.name,
    disk: row.sourceDiskName,
    region: row.region,
    kind: row.kind,
    redundancy: row.redundancy,
    state: row.state,
    subscription: row.subscriptionName,
  };
  return texts[sort] ?? "";
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function byText(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left === right ? 0 : left < right ? -1 : 1;
}
