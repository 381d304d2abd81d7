// What every OperationStore must do, on whatever database: run by pglite.test.ts and postgres.test.ts.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { createOperationStore } from "#lib/adapters/database/operation-store.ts";
import type { Lease, NewOperation, OperationStore } from "#lib/operations/engine/operation-store.ts";

const minuteMs = 60_000;
const expired = -1;

export function newOperation(changes: Partial<NewOperation> = {}): NewOperation {
  return {
    id: randomUUID(),
    kind: "copy",
    title: "Copy db01-7 to northeurope",
    payload: { kind: "copy", snapshotId: "/subscriptions/s/snapshots/db01-7", nested: { bytes: 2 ** 46 } },
    totalBytes: 2 ** 46,
    requestId: "request-1",
    requestHash: "hash-1",
    steps: [
      { name: "check", title: "Check" },
      { name: "start", title: "Start" },
    ],
    ...changes,
  };
}

export function operationStoreConformance(open: () => Database): void {
  const store = (): OperationStore => createOperationStore(open().db);
  const create = async (changes: Partial<NewOperation> = {}) => (await store().create(newOperation(changes))).record;
  const claim = async (id: string, leaseMs = minuteMs) => {
    const claimed = await store().claim(id, "worker", leaseMs);
    if (!claimed) throw new Error("expected to get the lease");
    return claimed;
  };

  describe("creating", () => {
    test("an operation comes back as it went in, queued, with its steps in order", async () => {
      const { record, created } = await store().create(newOperation({ subjectId: "/snap", cli: "az snapshot create" }));
      expect(created).toBe(true);
      expect(record).toMatchObject({
        state: "queued",
        payload: { nested: { bytes: 2 ** 46 } },
        subjectId: "/snap",
        cli: "az snapshot create",
        totalBytes: 2 ** 46,
        percent: null,
        doneBytes: null,
        progressText: "",
        attempts: 0,
      });
      expect(record.steps.map(({ name, state, attempts }) => [name, state, attempts])).toEqual([
        ["check", "pending", 0],
        ["start", "pending", 0],
      ]);
      expect(record.startedAt ?? record.finishedAt ?? record.error ?? record.resultId).toBeUndefined();
      expect(await store().get(record.id)).toEqual(record);
    });

    test("one key asked fifty times at once makes one operation, and all get it", async () => {
      const idempotencyKey = randomUUID();
      const answers = await Promise.all(Array.from({ length: 50 }, () => store().create(newOperation({ idempotencyKey }))));
      expect(new Set(answers.map((answer) => answer.record.id)).size).toBe(1);
      expect(answers.filter((answer) => answer.created)).toHaveLength(1);
      expect(answers[0]?.record.steps).toHaveLength(2);
      expect(await store().findByKey(idempotencyKey)).toBe(answers[0]?.record.id);
    });

    test("a key used again says which request it stands for", async () => {
      const idempotencyKey = randomUUID();
      await store().create(newOperation({ idempotencyKey, requestHash: "first" }));
      expect(await store().create(newOperation({ idempotencyKey, requestHash: "second" }))).toMatchObject({
        created: false,
        requestHash: "first",
      });
    });

    test("operations without a key never stand for each other", async () => {
      const [one, two] = await Promise.all([create(), create()]);
      expect(one.id).not.toBe(two.id);
      expect(await store().findByKey("")).toBeUndefined();
    });
  });

  describe("leases", () => {
    test("of twenty workers that claim at once, one wins", async () => {
      const { id } = await create();
      const claims = await Promise.all(Array.from({ length: 20 }, (_, i) => store().claim(id, `worker-${i}`, minuteMs)));
      const won = claims.filter((one) => one !== undefined);
      expect(won).toHaveLength(1);
      expect(won[0]).toMatchObject({ record: { state: "running", attempts: 1 }, cancelRequested: false });
    });

    test("a lease that ran out is anybody's, under a higher token", async () => {
      const { id } = await create();
      const first = await claim(id, expired);
      expect(await store().claimable(10_000)).toContain(id);
      const second = await claim(id);
      expect(second.lease.token).toBeGreaterThan(first.lease.token);
      expect(second.record.attempts).toBe(2);
      expect(await store().claimable(10_000)).not.toContain(id);
    });

    test("whoever lost the lease can write nothing any more", async () => {
      const { id } = await create();
      const zombie = (await claim(id, expired)).lease;
      await claim(id);
      const before = await store().get(id);
      expect(await writeEverything(store(), zombie)).toEqual([false, false, false, false, false]);
      expect(await store().get(id)).toEqual(before);
    });

    test("a lease that was given back can write nothing any more", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      expect(await store().release(lease, { state: "queued" })).toBe(true);
      const before = await store().get(id);
      expect(await writeEverything(store(), lease)).toEqual([false, false, false, false, false]);
      expect(await store().get(id)).toEqual(before);
    });

    test("a heartbeat keeps the lease from running out", async () => {
      const { id } = await create();
      const { lease } = await claim(id, expired);
      expect(await store().heartbeat(lease, minuteMs)).toEqual({ alive: true, cancelRequested: false });
      expect(await store().claim(id, "other", minuteMs)).toBeUndefined();
    });

    test("an operation that waits for Azure is claimed as such when its worker is gone", async () => {
      const { id } = await create();
      const { lease } = await claim(id, expired);
      await store().saveState(lease, "waiting-for-azure");
      expect((await claim(id)).record.state).toBe("waiting-for-azure");
    });

    test.each(["succeeded", "failed", "cancelled"] as const)("what has %s is nobody's to claim", async (state) => {
      const { id } = await create();
      await store().release((await claim(id)).lease, { state });
      expect(await store().claimable(10_000)).not.toContain(id);
      expect(await store().claim(id, "other", minuteMs)).toBeUndefined();
      expect((await store().get(id))?.finishedAt).toBeDefined();
    });
  });

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
      expect((await store().list({ state: "all", limit: 100, offset: 0 })).items.map((one) => one.id)).toContain(id);
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
        state: "queued",
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
      const failuresAfter = async (work: (lease: Lease) => Promise<unknown>, state: "queued" | "failed" = "queued") => {
        const { lease, record } = await claim(id);
        await work(lease);
        await store().release(lease, { state });
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
      await store().release(lease, { state: "queued", isInterrupted: true });
      expect((await store().get(id))?.failures).toBe(1);
      expect(await failuresAfter(async () => undefined, "failed")).toEqual([2, 2]);
      await store().requestRetry(id, "failed");
      expect((await claim(id)).record.failures).toBe(1);
    });

    test("a success wipes the error of an earlier attempt", async () => {
      const { id } = await create();
      const error = { code: "azure-throttled", message: "slow down", retryable: true };
      await store().release((await claim(id)).lease, { state: "queued", error });
      await store().release((await claim(id)).lease, { state: "succeeded" });
      expect(await store().get(id)).not.toHaveProperty("error");
    });

    test("what was cancelling when its worker let go is claimable at once", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      await store().requestCancel(id, "running", "cancelling");
      await store().release(lease, { state: "cancelling" });
      expect(await claim(id)).toMatchObject({ cancelRequested: true, record: { state: "cancelling" } });
    });
  });

  describe("cancel and retry", () => {
    test("a queued operation is cancelled at once and never runs", async () => {
      const { id } = await create();
      expect(await store().requestCancel(id, "queued", "cancelled")).toBe(true);
      expect(await store().claim(id, "worker", minuteMs)).toBeUndefined();
      expect(await store().get(id)).toMatchObject({ state: "cancelled", finishedAt: expect.any(String) });
    });

    test("a cancel that expects another state changes nothing", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      expect(await store().requestCancel(id, "queued", "cancelled")).toBe(false);
      expect((await store().heartbeat(lease, minuteMs)).cancelRequested).toBe(false);
      expect((await store().get(id))?.state).toBe("running");
    });

    test("the worker hears of a cancel at its next heartbeat, and cannot hide it", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      expect(await store().requestCancel(id, "running", "cancelling")).toBe(true);
      await store().saveState(lease, "waiting-for-azure");
      expect((await store().get(id))?.state).toBe("cancelling");
      expect(await store().heartbeat(lease, minuteMs)).toEqual({ alive: true, cancelRequested: true });
    });

    test("a retry queues it again without its error or its cancel, and keeps finished steps", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      await store().saveStep(lease, { name: "check", title: "Check", state: "succeeded", attempts: 1, checkpoint: { result: 7 } });
      await store().requestCancel(id, "running", "cancelling");
      await store().release(lease, { state: "cancelled", error: { code: "internal", message: "x", retryable: false } });
      expect(await store().requestRetry(id, "failed")).toBe(false);
      expect(await store().requestRetry(id, "cancelled")).toBe(true);
      const again = await claim(id);
      expect(again.cancelRequested).toBe(false);
      expect(again.record).toMatchObject({ state: "running", steps: [{ state: "succeeded", checkpoint: { result: 7 } }, {}] });
      expect(again.record.error ?? again.record.finishedAt).toBeUndefined();
    });

    test("of twenty retries at once, one takes place", async () => {
      const { id } = await create();
      await store().release((await claim(id)).lease, { state: "failed" });
      const moves = await Promise.all(Array.from({ length: 20 }, () => store().requestRetry(id, "failed")));
      expect(moves.filter(Boolean)).toHaveLength(1);
    });
  });

  describe("lists", () => {
    test("show newest first, by state and kind, page by page, with the total of the filter", async () => {
      await sql`delete from operations`.execute(open().db);
      const ids: string[] = [];
      for (let i = 0; i < 7; i += 1) {
        const { id } = await create({ kind: i % 2 === 0 ? "copy" : "restore" });
        await sql`update operations set created_at = ${new Date(Date.UTC(2026, 0, 1 + i))} where id = ${id}`.execute(open().db);
        ids.unshift(id);
      }
      for (const id of ids.slice(0, 2)) await store().release((await claim(id)).lease, { state: "succeeded" });
      const idsOf = async (filter: Parameters<OperationStore["list"]>[0]) => {
        const { items, total } = await store().list(filter);
        return [items.map((item) => ids.indexOf(item.id)), total];
      };
      expect(await idsOf({ state: "all", limit: 100, offset: 0 })).toEqual([[0, 1, 2, 3, 4, 5, 6], 7]);
      expect(await idsOf({ state: "all", limit: 3, offset: 2 })).toEqual([[2, 3, 4], 7]);
      expect(await idsOf({ state: "finished", limit: 100, offset: 0 })).toEqual([[0, 1], 2]);
      expect(await idsOf({ state: "active", kind: "copy", limit: 2, offset: 0 })).toEqual([[2, 4], 3]);
      expect(await idsOf({ state: "all", limit: 5, offset: 50 })).toEqual([[], 7]);
      const { items } = await store().list({ state: "active", limit: 1, offset: 0 });
      expect(items[0]?.steps.map((step) => step.name)).toEqual(["check", "start"]);
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

async function writeEverything(store: OperationStore, lease: Lease): Promise<boolean[]> {
  return [
    (await store.heartbeat(lease, minuteMs)).alive,
    await store.saveProgress(lease, { percent: 99, text: "zombie" }),
    await store.saveState(lease, "waiting-for-azure"),
    await store.saveStep(lease, { name: "check", title: "Check", state: "failed", attempts: 9, checkpoint: { kept: "zombie" } }),
    await store.release(lease, { state: "succeeded" }),
  ];
}
