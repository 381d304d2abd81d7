import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { chainQuery } from "#lib/contract/chains.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { sampleChain, sampleCopy, sampleDisk, snapshotId } from "#lib/domain/testing/inventory-sample.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { areasOf, createEstateLab, guest, owner, recordOf, uniqueChain } from "./estate-lab.ts";

export function estateChainsConformance(open: () => Database): void {
  const lab = () => createEstateLab(open().db);

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

    test("has the tombstones as the view told that saw the most of it, whose sources tell which copies are of one chain", async () => {
      const estate = lab();
      const sources = uniqueChain(2);
      const [c1, c2] = sources.map((source, i) => {
        const name = `c${i + 1}`;
        return sampleCopy(source, { name, id: snapshotId(name, "rg-dr"), resourceGroup: "rg-dr", uniqueId: crypto.randomUUID() });
      }) as [Snapshot, Snapshot];
      await estate.read(owner, { snapshots: [...sources, c1, c2] });
      await estate.read(guest, { snapshots: [c1, c2], areas: areasOf("rg-dr") });
      // Known where nothing before it is seen, so of a chain of its own; in the whole chain it is not measured.
      await estate.measurements.put(recordOf(c2, null, 4096));
      await estate.reader.current(owner);
      await estate.read(guest, { snapshots: [c1], areas: areasOf("rg-dr") });
      await estate.reader.current(owner);
      const chain = (await estate.estate.snapshots.find(owner, c1.id))?.chain.key ?? "";
      const { items } = await estate.estate.chains.tombstones(owner, chain, 9);
      expect(items.map(({ name, storedBytes }) => [name, storedBytes])).toEqual([["c2", null]]);
    });

    test("has with its tombstones what they stored last, not what a view shows that nobody looked at since", async () => {
      const estate = lab();
      const [s1, s2, s3] = uniqueChain(3) as [Snapshot, Snapshot, Snapshot];
      await estate.read(owner, { snapshots: [s1, s2, s3] });
      await estate.measurements.put(recordOf(s2, s1.uniqueId, 512));
      await estate.read(guest, { snapshots: [s1, s2, s3], areas: areasOf("rg-db") });
      await estate.read(owner, { snapshots: [s2, s3] });
      await estate.measurements.put(recordOf(s2, null, 4608));
      await estate.reader.current(owner);
      await estate.read(owner, { snapshots: [s3] });
      const chain = (await estate.estate.snapshots.find(owner, s3.id))?.chain.key ?? "";
      const { items } = await estate.estate.chains.tombstones(owner, chain, 9);
      expect(items.map(({ name, storedBytes }) => [name, storedBytes])).toEqual([
        ["s1", null],
        ["s2", 4608],
      ]);
    });
  });
}
