import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { chainQuery } from "#lib/contract/chains.ts";
import { diskQuery } from "#lib/contract/inventory.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { sampleChain, sampleDisk, snapshotId } from "#lib/domain/testing/inventory-sample.ts";
import { areasOf, ask, asked, createEstateLab, guest, owner, rowNames } from "./estate-lab.ts";

export function estateViewsConformance(open: () => Database): void {
  const lab = () => createEstateLab(open().db);

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
      expect(await rowNames(estate, asked("nobody"))).toEqual([]);
      expect(await estate.estate.chains.all(asked("nobody"), {})).toEqual([]);
      expect(await estate.estate.disks.find(asked("nobody"), sampleDisk({ name: "db01" }).id)).toBeUndefined();
      expect(await estate.estate.places.regionsInUse(asked("nobody"))).toEqual([]);
    });
  });
}
