// What every OperationStore must do, on whatever database: run by pglite.test.ts and postgres.test.ts.

import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { createOperationStore } from "#lib/adapters/database/operation-store.ts";
import {
  ACTIVE_STATES,
  FINAL_STATES,
  isFinal,
  nextState,
  OPERATION_EVENTS,
  OPERATION_STATES,
  type OperationEvent,
  type OperationState,
} from "#lib/domain/operations/operation-state.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { Lease, NewOperation, OperationStore, ReleaseEvent } from "#lib/operations/engine/operation-store.ts";

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
    requestedBy: testPrincipal,
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
  const handIn = async (changes: Partial<NewOperation> = {}) => {
    const stored = await store().create(newOperation(changes));
    if (!stored) throw new Error("expected its target to be free");
    return stored;
  };
  const create = async (changes: Partial<NewOperation> = {}) => (await handIn(changes)).record;
  const claim = async (id: string, leaseMs = minuteMs) => {
    const claimed = await store().claim(id, "worker", leaseMs);
    if (!claimed) throw new Error("expected to get the lease");
    return claimed;
  };

  describe("what was stored of an operation and changed since", () => {
    const watched = () => {
      const told: string[] = [];
      return { told, store: createOperationStore(open().db, (kind, key) => told.push(`${kind} ${key}`)) };
    };

    test.each(["payload = jsonb_set(payload, '{snapshotId}', '\"/other\"')", "kind = 'restore'", "subject_id = '/other'"])(
      "is not what is run: its request (%s)",
      async (change) => {
        const { id } = await create();
        await sql`update operations set ${sql.raw(change)} where id = ${id}`.execute(open().db);
        const { told, store } = watched();
        expect((await store.get(id))?.payload).toEqual({});
        expect((await store.claim(id, "worker", minuteMs))?.record.payload).toEqual({});
        expect(told).toContain(`operations ${id}`);
      },
    );

    test("is done again: a step", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      const result = { snapshotId: "/made" };
      await store().saveStep(lease, { name: "check", title: "Check", state: "succeeded", attempts: 1, checkpoint: { result } });
      expect((await store().get(id))?.steps[0]).toMatchObject({ state: "succeeded", checkpoint: { result } });
      await sql`update operation_steps set checkpoint = '{"result": {"snapshotId": "/other"}}' where operation_id = ${id} and name = 'check'`.execute(
        open().db,
      );
      const { told, store: reader } = watched();
      const [step] = (await reader.get(id))?.steps ?? [];
      expect([step?.state, step?.checkpoint, told]).toEqual(["pending", undefined, [`operation_steps ${id} check`]]);
    });
  });

  describe("creating", () => {
    test("an operation comes back as it went in, queued, with its steps in order", async () => {
      const { record, created } = await handIn({ subjectId: "/snap", cli: "az snapshot create" });
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
      const answers = await Promise.all(Array.from({ length: 50 }, () => handIn({ idempotencyKey, targetId: `/disks/${idempotencyKey}` })));
      expect(new Set(answers.map((answer) => answer.record.id)).size).toBe(1);
      expect(answers.filter((answer) => answer.created)).toHaveLength(1);
      expect(answers[0]?.record.steps).toHaveLength(2);
      expect(await store().findByKey(idempotencyKey)).toBe(answers[0]?.record.id);
    });

    test("a key used again says which request it stands for", async () => {
      const idempotencyKey = randomUUID();
      await handIn({ idempotencyKey, requestHash: "first" });
      expect(await handIn({ idempotencyKey, requestHash: "second" })).toMatchObject({
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

  describe("targets", () => {
    const disk = () => `/subscriptions/S/resourceGroups/g/providers/Microsoft.Compute/disks/${randomUUID()}`;

    test("fifty operations of one target at once are one, whatever the case and the kind, and the others store nothing", async () => {
      const targetId = disk();
      const asked = Array.from({ length: 50 }, (_, i) => {
        const kind = i % 2 ? "copy" : "restore";
        return store().create(newOperation({ kind, targetId: i % 3 ? targetId : targetId.toUpperCase() }));
      });
      const made = (await Promise.all(asked)).filter((answer) => answer !== undefined);
      expect(made.map(({ created }) => created)).toEqual([true]);
      expect((await store().findHolder(targetId.toUpperCase()))?.id).toBe(made[0]?.record.id);
    });

    test.each(OPERATION_STATES)("an operation that is %s holds its target exactly while it is under way", async (state) => {
      const targetId = disk();
      const { id } = await create({ targetId });
      await sql`update operations set state = ${state} where id = ${id}`.execute(open().db);
      expect((await store().findHolder(targetId))?.id).toBe(isFinal(state) ? undefined : id);
      expect((await store().create(newOperation({ targetId })))?.created).toBe(isFinal(state) ? true : undefined);
    });

    test("a retry takes the target again, or is refused while another operation has it, also when both are asked at once", async () => {
      const targetId = disk();
      const failed: string[] = [];
      for (let i = 0; i < 5; i += 1) {
        const { id } = await create({ targetId });
        const { lease } = await claim(id);
        await store().release(lease, { event: "failed" });
        failed.push(id);
      }
      const answers = await Promise.all(failed.map((id) => store().requestRetry(id)));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect((await store().findHolder(targetId))?.id).toBe(failed[answers.indexOf(true)]);
      expect(await store().create(newOperation({ targetId }))).toBeUndefined();
    });

    test("operations without a target stand in nobody's way", async () => {
      expect((await Promise.all([create(), create()])).map(({ targetKey }) => targetKey)).toEqual([undefined, undefined]);
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
      expect(await writeEverything(store(), zombie)).toEqual([false, false, false, false, undefined]);
      expect(await store().get(id)).toEqual(before);
    });

    test("a lease that was given back can write nothing any more", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      expect(await store().release(lease, { event: "lease-lost" })).toBe("queued");
      const before = await store().get(id);
      expect(await writeEverything(store(), lease)).toEqual([false, false, false, false, undefined]);
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
      await store().move(lease, "wait-started");
      expect((await claim(id)).record.state).toBe("waiting-for-azure");
    });

    test.each(["succeeded", "failed"] as const)("what has %s is nobody's to claim", async (event) => {
      const { id } = await create();
      await store().release((await claim(id)).lease, { event });
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

  describe("the state machine", () => {
    /** What each event is called in the store, on an operation whose lease is held. */
    const moves: Record<OperationEvent, (lease: Lease) => Promise<boolean>> = {
      claimed: async ({ operationId }) => {
        await sql`update operations set lease_until = now() - interval '1 second' where id = ${operationId}`.execute(open().db);
        return (await store().claim(operationId, "other", minuteMs)) !== undefined;
      },
      "wait-started": (lease) => store().move(lease, "wait-started"),
      "wait-ended": (lease) => store().move(lease, "wait-ended"),
      "lease-lost": (lease) => isReleased(lease, "lease-lost"),
      "retry-scheduled": (lease) => isReleased(lease, "retry-scheduled"),
      succeeded: (lease) => isReleased(lease, "succeeded"),
      failed: (lease) => isReleased(lease, "failed"),
      cancelled: (lease) => isReleased(lease, "cancelled"),
      "cancel-requested": ({ operationId }) => store().requestCancel(operationId),
      "retry-requested": ({ operationId }) => store().requestRetry(operationId),
    };

    async function isReleased(lease: Lease, event: ReleaseEvent): Promise<boolean> {
      const state = await store().release(lease, { event });
      expect(state).toBe(state && (await store().get(lease.operationId))?.state);
      return state !== undefined;
    }

    async function leaseOfOneIn(state: OperationState): Promise<Lease> {
      const { lease } = await claim((await create()).id);
      await sql`update operations set state = ${state} where id = ${lease.operationId}`.execute(open().db);
      return lease;
    }

    test.each(OPERATION_STATES.flatMap((state) => OPERATION_EVENTS.map((event) => ({ state, event }))))(
      "makes of $event in $state what the moves say, or nothing",
      async ({ state, event }) => {
        const lease = await leaseOfOneIn(state);
        const next = nextState(state, event);
        expect(await moves[event](lease)).toBe(next !== undefined);
        const after = await store().get(lease.operationId);
        expect(after?.state).toBe(next ?? state);
        if (next) expect(after?.finishedAt !== undefined).toBe(isFinal(next));
      },
    );

    test("leaves to claim exactly what takes a claim", async () => {
      for (const state of OPERATION_STATES) {
        const { operationId } = await leaseOfOneIn(state);
        await sql`update operations set lease_owner = null, lease_until = null where id = ${operationId}`.execute(open().db);
        expect((await store().claimable(10_000)).includes(operationId), state).toBe(nextState(state, "claimed") !== undefined);
      }
    });
  });

  describe("cancel and retry", () => {
    test("a queued operation is cancelled at once and never runs", async () => {
      const { id } = await create();
      expect(await store().requestCancel(id)).toBe(true);
      expect(await store().claim(id, "worker", minuteMs)).toBeUndefined();
      expect(await store().get(id)).toMatchObject({ state: "cancelled", finishedAt: expect.any(String) });
    });

    test("the worker hears of a cancel at its next heartbeat, and cannot hide it", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      expect(await store().requestCancel(id)).toBe(true);
      await store().move(lease, "wait-started");
      expect((await store().get(id))?.state).toBe("cancelling");
      expect(await store().heartbeat(lease, minuteMs)).toEqual({ alive: true, cancelRequested: true });
    });

    test("a retry queues it again without its error or its cancel, and keeps finished steps", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      await store().saveStep(lease, { name: "check", title: "Check", state: "succeeded", attempts: 1, checkpoint: { result: 7 } });
      await store().requestCancel(id);
      await store().release(lease, { event: "cancelled", error: { code: "internal", message: "x", retryable: false } });
      expect(await store().requestRetry(id)).toBe(true);
      const again = await claim(id);
      expect(again.cancelRequested).toBe(false);
      expect(again.record).toMatchObject({ state: "running", steps: [{ state: "succeeded", checkpoint: { result: 7 } }, {}] });
      expect(again.record.error ?? again.record.finishedAt).toBeUndefined();
    });

    test("of twenty retries at once, one takes place", async () => {
      const { id } = await create();
      await store().release((await claim(id)).lease, { event: "failed" });
      const moves = await Promise.all(Array.from({ length: 20 }, () => store().requestRetry(id)));
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

async function writeEverything(store: OperationStore, lease: Lease): Promise<unknown[]> {
  return [
    (await store.heartbeat(lease, minuteMs)).alive,
    await store.saveProgress(lease, { percent: 99, text: "zombie" }),
    await store.move(lease, "wait-started"),
    await store.saveStep(lease, { name: "check", title: "Check", state: "failed", attempts: 9, checkpoint: { kept: "zombie" } }),
    await store.release(lease, { event: "succeeded" }),
  ];
}
