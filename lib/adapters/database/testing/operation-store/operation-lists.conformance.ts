import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { ACTIVE_STATES, FINAL_STATES } from "#lib/domain/operations/operation-state.ts";
import type { OperationStore } from "#lib/operations/engine/operation-store.ts";
import { createStoreLab } from "./store-lab.ts";

export function operationListsConformance(open: () => Database): void {
  const { store, create, claim } = createStoreLab(open);

  describe("lists", () => {
    test("show newest first, by state and kind, page by page, with the total of the filter", async () => {
      await sql`delete from operations`.execute(open().db);
      const ids: string[] = [];
      for (let i = 0; i < 7; i += 1) {
        const { id } = await create({ kind: i % 2 === 0 ? "copy" : "restore" });
        await sql`update operations set created_at = ${new Date(Date.UTC(2026, 0, 1 + i))} where id = ${id}`.execute(open().db);
        ids.unshift(id);
      }
      for (const id of ids.slice(0, 2)) await store().release((await claim(id)).lease, { event: "succeeded" });
      const idsOf = async (filter: Parameters<OperationStore["list"]>[0]) => {
        const { items, total } = await store().list(filter);
        return [items.map((item) => ids.indexOf(item.id)), total];
      };
      expect(await idsOf({ limit: 100 })).toEqual([[0, 1, 2, 3, 4, 5, 6], 7]);
      expect(await idsOf({ limit: 3, after: ids[1] })).toEqual([[2, 3, 4], 7]);
      expect(await idsOf({ states: FINAL_STATES, limit: 100 })).toEqual([[0, 1], 2]);
      expect(await idsOf({ states: ["failed"], limit: 100 })).toEqual([[], 0]);
      expect(await idsOf({ states: ACTIVE_STATES, kind: "copy", limit: 2 })).toEqual([[2, 4], 3]);
      expect(await idsOf({ limit: 5, after: ids[6] })).toEqual([[], 7]);
      expect(await idsOf({ limit: 5, after: "none" })).toEqual([[], 7]);
      const { items } = await store().list({ states: ACTIVE_STATES, limit: 1 });
      expect(items[0]?.steps.map((step) => step.name)).toEqual(["check", "start"]);
    });

    test("know what ended since a time", async () => {
      await sql`delete from operations`.execute(open().db);
      const [old, young] = [await create(), await create(), await create()];
      for (const { id } of [old, young]) await store().release((await claim(id)).lease, { event: "failed" });
      await sql`update operations set finished_at = now() - interval '8 days' where id = ${old.id}`.execute(open().db);
      const finishedSince = new Date(Date.now() - 7 * 86_400_000).toISOString();
      const { items, total } = await store().list({ finishedSince, limit: 10 });
      expect([items.map(({ id }) => id), total]).toEqual([[young.id], 1]);
    });

    test("page through operations of one instant, each of them once", async () => {
      await sql`delete from operations`.execute(open().db);
      const all = await Promise.all(Array.from({ length: 5 }, () => create()));
      await sql`update operations set created_at = now()`.execute(open().db);
      const seen: string[] = [];
      for (;;) {
        const { items } = await store().list({ limit: 2, ...(seen.length > 0 ? { after: seen.at(-1) } : {}) });
        if (items.length === 0) break;
        seen.push(...items.map(({ id }) => id));
      }
      expect(seen).toEqual(all.map(({ id }) => id).toSorted());
    });

    test("the oldest that is due comes first to a worker", async () => {
      await sql`delete from operations`.execute(open().db);
      const [first, second, third] = [await create(), await create(), await create()];
      await sql`update operations set created_at = now() - interval '1 hour' where id = ${second.id}`.execute(open().db);
      expect(await store().claimable(2)).toEqual([second.id, first.id]);
      expect(await store().claimable(10)).toContain(third.id);
    });
  });
}
