import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import type { Lease } from "#lib/operations/engine/operation-store.ts";
import { createStoreLab, minuteMs } from "./store-lab.ts";

export function attemptsConformance(open: () => Database): void {
  const { store, create, claim } = createStoreLab(open);

  describe("progress and steps", () => {
    test("progress changes what it names and leaves the rest", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      await store().saveProgress(lease, { percent: 12.5, text: "copying", doneBytes: 2 ** 45 });
      await store().saveProgress(lease, { percent: null, resultId: "/target" });
      expect(await store().get(id)).toMatchObject({ percent: null, progressText: "copying", doneBytes: 2 ** 45, resultId: "/target" });
    });

    test("a step's checkpoint survives as it was kept", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      const at = "2026-11-22T10:11:12.345Z";
      const checkpoint = { kept: { list: [1, 2 ** 46, null], text: "ä\"'\\" } };
      const step = {
        name: "start",
        title: "Start",
        state: "succeeded",
        attempts: 3,
        startedAt: at,
        finishedAt: at,
        detail: "done",
      } as const;
      expect(await store().saveStep(lease, { ...step, checkpoint })).toBe(true);
      expect((await store().get(id))?.steps).toMatchObject([
        { name: "check", state: "pending" },
        { ...step, checkpoint },
      ]);
    });

    test("what another version wrote and this one cannot read takes nothing from the rest", async () => {
      const { id } = await create();
      const set = (column: string, value: string) =>
        sql.raw(`update operations set ${column} = ${value} where id = '${id}'`).execute(open().db);
      await set("error", `'{"code":"azure-failed","text":"said otherwise"}'`);
      expect(await store().get(id)).toMatchObject({ state: "queued", error: { code: "internal", retryable: false } });
      await set("error", `'{"code":"azure-failed","message":"no","retryable":true,"hint":"a field more"}'`);
      expect((await store().get(id))?.error).toEqual({ code: "azure-failed", message: "no", retryable: true });
      await set("payload", `'[1]'`);
      await sql`update operation_steps set checkpoint = '"a text"', state = 'resting' where operation_id = ${id} and name = 'check'`.execute(
        open().db,
      );
      await set("state", "'verifying'");
      const record = await store().get(id);
      expect(record).toMatchObject({ state: "failed", payload: {}, error: { message: expect.stringContaining('"verifying"') } });
      expect(record?.steps[0]).toEqual({ name: "check", title: "Check", state: "pending", attempts: 0 });
      expect((await store().list({ limit: 100 })).items.map((one) => one.id)).toContain(id);
    });

    test("a result of null is kept apart from no checkpoint", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      await store().saveStep(lease, { name: "check", title: "Check", state: "succeeded", attempts: 1, checkpoint: { result: null } });
      const steps = (await store().get(id))?.steps;
      expect(steps?.[0]?.checkpoint).toEqual({ result: null });
      expect(steps?.[1]).not.toHaveProperty("checkpoint");
    });
  });

  describe("letting go", () => {
    test("released to run later, it is not claimable before its time", async () => {
      const { id } = await create();
      await store().release((await claim(id)).lease, {
        event: "retry-scheduled",
        error: { code: "azure-throttled", message: "slow down", retryable: true },
        runAfterMs: minuteMs,
      });
      expect(await store().claimable(10_000)).not.toContain(id);
      expect(await store().claim(id, "other", minuteMs)).toBeUndefined();
      expect(await store().get(id)).toMatchObject({ state: "queued", error: { code: "azure-throttled" } });
      await sql`update operations set run_after = now() where id = ${id}`.execute(open().db);
      expect(await store().claimable(10_000)).toContain(id);
      expect((await claim(id)).record.attempts).toBe(2);
    });

    test("failures are counted in a row: progress ends the row, an interruption is none, a retry begins anew", async () => {
      const { id } = await create();
      const failuresAfter = async (work: (lease: Lease) => Promise<unknown>, event: "retry-scheduled" | "failed" = "retry-scheduled") => {
        const { lease, record } = await claim(id);
        await work(lease);
        await store().release(lease, { event });
        return [record.failures, (await store().get(id))?.failures];
      };
      expect(await failuresAfter(async () => undefined)).toEqual([1, 1]);
      expect(await failuresAfter((lease) => store().saveProgress(lease, { text: "no further" }))).toEqual([2, 2]);
      expect(await failuresAfter((lease) => store().saveProgress(lease, { percent: 5 }))).toEqual([3, 1]);
      expect(await failuresAfter((lease) => store().saveProgress(lease, { percent: 5 }))).toEqual([2, 2]);
      const step = { name: "check", title: "Check", attempts: 1 } as const;
      expect(await failuresAfter((lease) => store().saveStep(lease, { ...step, state: "failed" }))).toEqual([3, 3]);
      expect(await failuresAfter((lease) => store().saveStep(lease, { ...step, state: "succeeded" }))).toEqual([4, 1]);
      const { lease } = await claim(id);
      await store().release(lease, { event: "lease-lost", isInterrupted: true });
      expect((await store().get(id))?.failures).toBe(1);
      expect(await failuresAfter(async () => undefined, "failed")).toEqual([2, 2]);
      await store().requestRetry(id);
      expect((await claim(id)).record.failures).toBe(1);
    });

    test("a success wipes the error of an earlier attempt", async () => {
      const { id } = await create();
      const error = { code: "azure-throttled", message: "slow down", retryable: true };
      await store().release((await claim(id)).lease, { event: "retry-scheduled", error });
      await store().release((await claim(id)).lease, { event: "succeeded" });
      expect(await store().get(id)).not.toHaveProperty("error");
    });

    test("what was cancelling when its worker let go is claimable at once", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      await store().requestCancel(id);
      await store().release(lease, { event: "lease-lost" });
      expect(await claim(id)).toMatchObject({ cancelRequested: true, record: { state: "cancelling" } });
    });
  });
}
