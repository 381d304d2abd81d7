import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { createStoredHistory } from "#lib/adapters/database/stored-history.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { StoredRelation } from "#lib/services/ports/stored-history.ts";
import { areasOf, createEstateLab, guest, owner, uniqueChain } from "./estate-lab.ts";

export function costSubjectsConformance(open: () => Database): void {
  const lab = () => createEstateLab(open().db);

  describe("what a period costs", () => {
    const relation = (snapshot: Snapshot, base: Snapshot | null): StoredRelation => ({
      snapshotUniqueId: snapshot.uniqueId,
      subscriptionId: snapshot.subscriptionId,
      resourceGroup: snapshot.resourceGroup.toUpperCase(),
      location: snapshot.location,
      createdAt: snapshot.timeCreated ?? "",
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
}
