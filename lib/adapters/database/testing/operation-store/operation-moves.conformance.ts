import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import {
  isFinal,
  nextState,
  OPERATION_EVENTS,
  OPERATION_STATES,
  type OperationEvent,
  type OperationState,
} from "#lib/domain/operations/operation-state.ts";
import type { Lease, ReleaseEvent } from "#lib/operations/engine/operation-store.ts";
import { createStoreLab, minuteMs } from "./store-lab.ts";

export function operationMovesConformance(open: () => Database): void {
  const { store, create, claim } = createStoreLab(open);

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
}
