// What the store of holds must do, and who sees them, on whatever database.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createHoldStore } from "#lib/adapters/database/hold-store.ts";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { type HoldState, isHeldBy } from "#lib/domain/holds/hold.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { sampleChain, snapshotId } from "#lib/domain/testing/inventory-sample.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { NewHold } from "#lib/services/ports/holds.ts";
import { areasOf, ask, createEstateLab, guest, owner } from "./estate/estate-lab.ts";

const other = { identity: "other", kind: "person", name: "Ada" } as const;

export function holdStoreConformance(open: () => Database): void {
  const store = () => createHoldStore(open().db);
  /** Snapshots of this test alone. */
  const fresh = (count: number): Snapshot[] => {
    const mark = randomUUID();
    return sampleChain(count).map((one) => ({ ...one, id: snapshotId(`${one.name}-${mark}`), uniqueId: `${one.name}-${mark}` }));
  };
  const newHold = ({ id, uniqueId }: Pick<Snapshot, "id" | "uniqueId">, given: Partial<NewHold> = {}): NewHold => ({
    id: randomUUID(),
    snapshotId: id,
    uniqueId,
    reason: "audit",
    owner: "Ada",
    setBy: testPrincipal,
    ...given,
  });

  describe("holds", () => {
    test("are told of the snapshots they are on, as they were set, in whatever case an id is written", async () => {
      const [a, b, c] = fresh(3) as [Snapshot, Snapshot, Snapshot];
      const [one, two] = [newHold(a, { until: "2099-01-01T00:00:00.000Z" }), newHold(b)];
      await store().set([one, two]);
      const found = await store().on([{ id: a.id.toUpperCase(), uniqueId: a.uniqueId.toUpperCase() }, c]);
      expect(found).toEqual([{ ...one, setAt: expect.any(String) }]);
      expect(Math.abs(Date.parse(found[0]?.setAt ?? "") - Date.now())).toBeLessThan(60_000);
      expect((await store().on([a, b, c])).map(({ id }) => id).toSorted()).toEqual([one.id, two.id].toSorted());
      expect(await store().on([])).toEqual([]);
    });

    test("hold no longer than to their end, by the database's clock", async () => {
      const [a] = fresh(1) as [Snapshot];
      await store().set([newHold(a, { until: "2020-01-01T00:00:00.000Z" })]);
      expect(await store().on([a])).toEqual([]);
    });

    test("are lifted once, with who and when, and another one may take the place in the same moment", async () => {
      const [a] = fresh(1) as [Snapshot];
      const first = newHold(a);
      await store().set([first]);
      const next = newHold(a, { until: "2099-01-01T00:00:00.000Z", replaces: first.id });
      expect(await store().lift(first.id, other, next)).toBe(true);
      expect(await store().lift(first.id, testPrincipal, newHold(a))).toBe(false);
      expect((await store().on([a])).map(({ id, replaces }) => [id, replaces])).toEqual([[next.id, first.id]]);
      expect(await store().lift(randomUUID(), other)).toBe(false);
    });

    test("are kept: the database itself refuses to change or delete one, but to lift it", async () => {
      const [a] = fresh(1) as [Snapshot];
      const hold = newHold(a);
      await store().set([hold]);
      const refused = async (statement: ReturnType<typeof sql>) => expect(statement.execute(open().db)).rejects.toThrow(/hold/);
      await refused(sql`delete from holds where id = ${hold.id}`);
      await refused(sql`update holds set until = now() where id = ${hold.id}`);
      await store().lift(hold.id, other);
      await refused(sql`update holds set lifted_at = null, lifted_by = null where id = ${hold.id}`);
    });

    test("are seen by who sees the place of the snapshot, and by nobody else", async () => {
      const lab = createEstateLab(open().db);
      const [a, b] = fresh(2) as [Snapshot, Snapshot];
      const hidden = { ...b, id: b.id.replace("rg-db", "rg-other"), resourceGroup: "rg-other" };
      await lab.read(owner, { snapshots: [a, hidden] });
      await lab.read(guest, { snapshots: [a], areas: areasOf("rg-db") });
      const [seen, unseen] = [newHold(a, { setBy: guest.principal }), newHold(hidden, { setBy: guest.principal })];
      await store().set([seen, unseen]);
      const idsOf = async (context: typeof owner, state?: HoldState) =>
        (await lab.estate.holds.list(context, { state, limit: 1000 })).items.map(({ id }) => id).toSorted();
      expect([await idsOf(owner), await idsOf(guest)]).toEqual([[seen.id, unseen.id].toSorted(), [seen.id]]);
      expect((await lab.estate.holds.list(guest, { limit: 1000 })).total).toBe(1);
      expect([await lab.estate.holds.find(guest, unseen.id), (await lab.estate.holds.find(guest, seen.id))?.id]).toEqual([
        undefined,
        seen.id,
      ]);
      await store().lift(seen.id, other);
      expect(await idsOf(guest, "in-force")).toEqual([]);
      expect((await lab.estate.holds.list(guest, { state: "lifted", snapshot: a.id.toUpperCase(), limit: 9 })).items).toMatchObject([
        { id: seen.id, liftedBy: other, liftedAt: expect.any(String) },
      ]);
      // What is gone is still told of.
      await lab.read(owner, { snapshots: [] });
      expect(await idsOf(owner)).toHaveLength(2);
    });

    test("filter the list of snapshots as the rule says that they hold", async () => {
      const lab = createEstateLab(open().db);
      const [a, b, c, d, e] = fresh(5) as [Snapshot, Snapshot, Snapshot, Snapshot, Snapshot];
      // Azure told no unique id of the third; another one has the name of the fourth's by now.
      const listed = [a, b, { ...c, uniqueId: c.id.toLowerCase() }, d, e];
      await lab.read(owner, { snapshots: listed });
      const holds = [newHold(a), newHold(c), newHold(d, { uniqueId: "another" }), newHold(e, { until: "2020-01-01T00:00:00.000Z" })];
      await store().set(holds);
      const names = async (...held: ("yes" | "no")[]) =>
        (await lab.estate.snapshots.rows(owner, { ...ask({ order: "asc" }), held })).map(({ name }) => name);
      expect(await names("yes")).toEqual([a.name, c.name]);
      expect(await names("no")).toEqual([b.name, d.name, e.name]);
      expect(await names("no", "yes")).toHaveLength(5);
      expect(listed.filter((one) => holds.slice(0, 3).some((hold) => isHeldBy(hold, one))).map(({ name }) => name)).toEqual(
        await names("yes"),
      );
    });
  });
}
