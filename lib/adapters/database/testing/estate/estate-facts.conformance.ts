import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { sampleChain, sampleDisk, sampleSnapshot, snapshotId } from "#lib/domain/testing/inventory-sample.ts";
import { areasOf, ask, createEstateLab, type EstateLab, guest, owner, rowNames } from "./estate-lab.ts";

export function estateFactsConformance(open: () => Database): void {
  const lab = () => createEstateLab(open().db);
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
      expect(await rowNames(estate)).toEqual(["s2"]);
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
      expect(await rowNames(estate)).toEqual(["rg-there"]);
      expect(await rowNames(estate, guest)).toEqual([]);
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
      await estate.read(owner, { snapshots: [{ ...one, networkAccessPolicy: "DenyAll", diskSizeBytes: 2 ** 30 }] });
      const changes = await changesOf(estate);
      expect(changes.slice(0, before.length)).toEqual(before);
      expect(changes).toEqual([
        ["s1", { present: [false, true] }],
        ["s1", { tags: [{}, { a: "b" }], sku: ["Standard_ZRS", "Standard_LRS"] }],
        ["s1", { present: [true, false] }],
        ["s1", { present: [false, true] }],
      ]);
      expect(await rowNames(estate)).toEqual(["s1"]);
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
      expect(await rowNames(estate)).toEqual(["s1", "s2", "s3"]);
    });
  });
}
