// An operation that waits before it begins, so that it can be undone.
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { testSight } from "#lib/domain/testing/principal-sample.ts";
import { createStoreLab } from "./store-lab.ts";

const hourMs = 3_600_000;

export function delaysConformance(open: () => Database): void {
  const { store, create, claim } = createStoreLab(open);
  const isDue = (id: string) => sql`update operations set run_after = now() where id = ${id}`.execute(open().db);
  const waitsMs = async (id: string) => Date.parse((await store().get(id))?.notBefore ?? "") - Date.now();

  describe("a delay", () => {
    test("is waited for by nobody: no worker gets it before its time, and it says when that is", async () => {
      const { id } = await create({ delayMs: 24 * hourMs });
      expect(await store().claimable(1000)).not.toContain(id);
      expect(await store().claim(id, "worker", 1000)).toBeUndefined();
      expect(await waitsMs(id)).toBeGreaterThan(23.9 * hourMs);
      await isDue(id);
      expect(await store().claimable(1000)).toContain(id);
      await claim(id);
      expect((await store().get(id))?.notBefore).toBeUndefined();
    });

    test("is undone by a cancel; asked for again it waits as long as the first time, once begun no more", async () => {
      const { id } = await create({ delayMs: 2 * hourMs });
      expect(await store().requestCancel(id)).toBe(true);
      expect(await store().get(id)).toMatchObject({ state: "cancelled" });
      await isDue(id);
      expect(await store().requestRetry(id)).toBe(true);
      expect(await waitsMs(id)).toBeGreaterThan(1.9 * hourMs);
      await isDue(id);
      await store().release((await claim(id)).lease, { event: "failed", error: { code: "x", message: "x", retryable: false } });
      await store().requestRetry(id);
      expect(await store().claimable(1000)).toContain(id);
    });

    test("none: it is due at once", async () => {
      const { id, notBefore } = await create();
      expect(await store().claimable(1000)).toContain(id);
      expect(notBefore).toBeUndefined();
    });
  });

  describe("what came of each of several things", () => {
    test("is kept with the progress, and stays when other progress is told", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      const rows = [
        { id: "/s/a", state: "done" as const },
        { id: "/s/b", state: "refused" as const, detail: "A lock." },
      ];
      await store().saveProgress(lease, { rows });
      await store().saveProgress(lease, { percent: 50 });
      expect((await store().get(id))?.rows).toEqual(rows);
    });
  });

  describe("an operation about several things", () => {
    test("is seen by who may read all of them, and by who asked", async () => {
      await sql`delete from operations`.execute(open().db);
      const { id } = await create({ targetIds: ["/subscriptions/s/resourceGroups/A/x/1", "/subscriptions/s/resourceGroups/b/x/2"] });
      const none = await create();
      const seenBy = async (...groups: string[]) => {
        const beginnings = groups.map((group) => `/subscriptions/s/resourcegroups/${group}/`);
        return (await store().list({ sight: { identity: "other", beginnings }, limit: 10 })).items.map((item) => item.id);
      };
      expect([await seenBy("a"), await seenBy("b"), await seenBy()]).toEqual([[], [], []]);
      expect(await seenBy("a", "b")).toEqual([id]);
      expect((await store().list({ sight: testSight, limit: 10 })).items.map((item) => item.id)).toContain(none.id);
    });
  });
}
