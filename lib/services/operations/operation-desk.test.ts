import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AppError } from "#lib/domain/app-error.ts";
import type { Sight } from "#lib/domain/inventory/sight.ts";
import { isFinal, type OperationState } from "#lib/domain/operations/operation-state.ts";
import type { Plan } from "#lib/domain/plans/plan.ts";
import { planFingerprint } from "#lib/domain/plans/plan-fingerprint.ts";
import { testPrincipal, testSight } from "#lib/domain/testing/principal-sample.ts";
import type { OperationStore, ReleaseEvent } from "#lib/operations/engine/operation-store.ts";
import type { KindWords } from "#lib/operations/kinds/kind-words.ts";
import type { MeasureRequest } from "#lib/operations/kinds/measure/request.ts";
import { measureWords } from "#lib/operations/kinds/measure/words.ts";
import type { OpenKind } from "#lib/operations/kinds/operation-kind.ts";
import { handlerOf, openTestEngine, type TestEngine } from "#lib/operations/testing/test-engine.ts";
import { createOperationDesk } from "./operation-desk.ts";

const request = { kind: "measure", chainIds: ["b", "a"] };
const context = { requestId: "request-1", principal: testPrincipal };
const ids = { uuid: () => randomUUID() };
const plan = { possible: true, problems: [], summary: "Measure 3 of 4 snapshots.", transferBytes: 0, cli: "az" } as unknown as Plan;

let engine: TestEngine;
let submitted: string[];
let cancelled: string[];
beforeAll(async () => {
  engine = await openTestEngine();
});
afterAll(() => engine.close());
beforeEach(() => {
  submitted = [];
  cancelled = [];
});

interface DeskChanges {
  makePlan?(): Promise<Plan>;
  store?: OperationStore;
  words?: KindWords<MeasureRequest>;
  sight?: Sight;
}

function openDesk({ makePlan = async () => plan, store = engine.store, words = measureWords, sight = testSight }: DeskChanges = {}) {
  const runner = { submitted: async (id: string) => void submitted.push(id), cancelled: (id: string) => void cancelled.push(id) };
  const kind: OpenKind = { words, plan: makePlan, handler: { ...handlerOf(async () => undefined), kind: "measure" } };
  return createOperationDesk({
    turns: { places: async () => new Map() },
    store,
    runner,
    kinds: [kind],
    sightOf: async () => sight,
    changed: () => undefined,
    ids,
  });
}

/** Brings a new operation into the state. */
async function operationIn(state: OperationState): Promise<string> {
  const { id } = await engine.create({ kind: "measure" });
  if (state === "queued") return id;
  const claimed = await engine.store.claim(id, "worker", 60_000);
  if (!claimed) throw new Error("expected to get the lease");
  if (state === "waiting-for-azure") await engine.store.move(claimed.lease, "wait-started");
  else if (state === "cancelling" || state === "cancelled") await engine.store.requestCancel(id);
  if (isFinal(state)) await engine.store.release(claimed.lease, { event: state as ReleaseEvent });
  return id;
}

describe("handing in", () => {
  test("of a kind that is not here is refused", async () => {
    await expect(openDesk().submit({ kind: "verify" }, undefined, context)).rejects.toMatchObject({ code: "not-implemented" });
  });

  test("stores the operation under its title and wakes a worker", async () => {
    const row = await openDesk().submit(request, undefined, context);
    expect(row).toMatchObject({ state: "queued", title: "Measure 3 of 4 snapshots", request, cli: "az", totalBytes: 0 });
    expect(row.steps.every((step) => !("checkpoint" in step))).toBe(true);
    expect(submitted).toEqual([row.id]);
  });

  test("refuses what the plan says is not possible, with the field and the reason, and stores nothing", async () => {
    const problems = [{ field: "chainIds", rule: "unknown-chain", message: "There is no chain b." }];
    const before = await engine.store.list({ limit: 1 });
    const refused = openDesk({ makePlan: async () => ({ ...plan, possible: false, problems }) }).submit(request, undefined, context);
    await expect(refused).rejects.toMatchObject({
      code: "not-possible",
      message: "There is no chain b.",
      details: { field: "chainIds", problems },
    });
    expect((await engine.store.list({ limit: 1 })).total).toBe(before.total);
  });

  test("with the plan that was looked at runs only that one: another is refused with what changed, and stores nothing", async () => {
    const shown: Plan = { ...plan, problems: [], costs: [], warnings: [], steps: [] };
    const seen = planFingerprint(shown);
    const before = await engine.store.list({ limit: 1 });
    const dearer = { ...shown, costs: [{ title: "Transfer", usd: "1", per: "once" as const, formula: "" }], warnings: ["Mind."] };
    await expect(openDesk({ makePlan: async () => dearer }).submit(request, undefined, context, seen)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("what it costs, its warnings"),
      details: { rule: "plan-changed", changed: [{ part: "costs" }, { part: "warnings" }], fingerprint: planFingerprint(dearer) },
    });
    expect((await engine.store.list({ limit: 1 })).total).toBe(before.total);
    expect(await openDesk({ makePlan: async () => shown }).submit(request, undefined, context, seen)).toMatchObject({ state: "queued" });
  });

  test("the same key and request fifty times at once is one operation and one wake-up", async () => {
    const key = randomUUID();
    const rows = await Promise.all(Array.from({ length: 50 }, () => openDesk().submit(request, key, context)));
    expect(new Set(rows.map((row) => row.id)).size).toBe(1);
    expect(submitted).toHaveLength(1);
  });

  test("the order of a request's fields does not make it another request", async () => {
    const key = randomUUID();
    const first = await openDesk().submit(request, key, context);
    const second = await openDesk().submit({ chainIds: ["b", "a"], kind: "measure" }, key, context);
    expect(second.id).toBe(first.id);
  });

  test("the same key with another request is refused, and names the operation it stands for", async () => {
    const key = randomUUID();
    const first = await openDesk().submit(request, key, context);
    const other = openDesk().submit({ kind: "measure", chainIds: ["a", "b"] }, key, context);
    await expect(other).rejects.toMatchObject({
      code: "idempotency-mismatch",
      details: { field: "Idempotency-Key", operationId: first.id },
    });
    expect(submitted).toEqual([first.id]);
  });

  test("a repeat is answered although the first has made the plan impossible by now", async () => {
    const key = randomUUID();
    const first = await openDesk().submit(request, key, context);
    const blocked = openDesk({
      makePlan: async () => ({ ...plan, possible: false, problems: [{ rule: "name-taken", message: "The name is taken." }] }),
    });
    expect((await blocked.submit(request, key, context)).id).toBe(first.id);
  });

  test("also when the first began while the repeat was being planned", async () => {
    const key = randomUUID();
    let firstId = "";
    const slow = openDesk({
      async makePlan() {
        firstId = (await openDesk().submit(request, key, context)).id;
        return { ...plan, possible: false, problems: [{ rule: "name-taken", message: "The name is taken." }] };
      },
    });
    expect((await slow.submit(request, key, context)).id).toBe(firstId);
  });
});

describe("a target", () => {
  const target = { targetId: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/back", field: "diskName" };
  const words = { ...measureWords, reserves: () => [target] };

  test("another operation has is refused with its name, its id and the field, also when the plan knew nothing of it", async () => {
    const desk = openDesk({ words });
    const holder = await desk.submit(request, undefined, context);
    const refused = { code: "conflict", details: { ...target, operationId: holder.id } };
    await expect(desk.submit(request, undefined, context)).rejects.toMatchObject(refused);
    await expect(desk.submit(request, undefined, context)).rejects.toThrow(`"${holder.title}" (queued)`);
    const impossible = { ...plan, possible: false, problems: [{ field: "diskName", rule: "name-taken", message: "It is there." }] };
    const planned = openDesk({ words, makePlan: async () => impossible });
    await expect(planned.submit(request, undefined, context)).rejects.toMatchObject(refused);
    // Who may not see the other one learns nothing more of it.
    const blind = openDesk({ words, sight: { identity: "somebody else", beginnings: [] } });
    const error = await blind.submit(request, undefined, context).catch((thrown: unknown) => thrown as AppError);
    expect(error).toMatchObject({ code: "conflict", message: expect.not.stringContaining(holder.title) });
    expect((error as AppError).details).toEqual(target);
    await desk.cancel(holder.id, context);
    expect((await desk.submit(request, undefined, context)).state).toBe("queued");
  });
});

describe("looking up", () => {
  test.each([
    ["unknown", "none"],
    ["empty", ""],
    ["a zero byte", "\u0000"],
    ["SQL", "'; drop table operations; --"],
    ["long", "x".repeat(5000)],
  ])("an id that is %s is not found", async (_what, id) => {
    await expect(openDesk().get(id, context)).rejects.toMatchObject({ code: "not-found" });
    await expect(openDesk().cancel(id, context)).rejects.toMatchObject({ code: "not-found" });
    await expect(openDesk().retry(id, context)).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("cancel", () => {
  test.each([
    ["queued", "cancelled"],
    ["running", "cancelling"],
    ["waiting-for-azure", "cancelling"],
  ] as const)("of what is %s makes it %s and tells the worker", async (state, next) => {
    const id = await operationIn(state);
    expect((await openDesk().cancel(id, context)).state).toBe(next);
    expect(cancelled).toEqual([id]);
  });

  test.each(["cancelling", "cancelled", "failed", "succeeded"] as const)("of what is %s is a conflict", async (state) => {
    const id = await operationIn(state);
    await expect(openDesk().cancel(id, context)).rejects.toMatchObject({ code: "conflict", details: { state } });
    expect(cancelled).toEqual([]);
  });

  test("takes hold although the operation moves on at that moment", async () => {
    const id = await operationIn("running");
    const store = {
      ...engine.store,
      async requestCancel(...args: Parameters<OperationStore["requestCancel"]>) {
        await engine.store.move({ operationId: id, token: 1 }, "wait-started");
        return engine.store.requestCancel(...args);
      },
    };
    expect((await openDesk({ store }).cancel(id, context)).state).toBe("cancelling");
  });
});

describe("retry", () => {
  test.each(["failed", "cancelled"] as const)("of what has %s queues it again and wakes a worker", async (state) => {
    const id = await operationIn(state);
    expect(await openDesk().retry(id, context)).toMatchObject({ state: "queued", cancellable: true, retryable: false });
    expect(submitted).toEqual([id]);
  });

  test.each(["queued", "running", "waiting-for-azure", "cancelling", "succeeded"] as const)(
    "of what is %s is a conflict",
    async (state) => {
      const id = await operationIn(state);
      await expect(openDesk().retry(id, context)).rejects.toMatchObject({ code: "conflict", details: { state } });
      expect(submitted).toEqual([]);
    },
  );

  test.each(["failed", "cancelled"] as const)("of what has %s is for the one who asked for it alone", async (state) => {
    const id = await operationIn(state);
    const other = { ...context, principal: { ...testPrincipal, identity: "somebody-else", name: "Somebody else" } };
    const desk = openDesk({ sight: { identity: testPrincipal.identity, beginnings: [] } });
    expect(await desk.get(id, other)).toMatchObject({ state, retryable: false });
    await expect(desk.retry(id, other)).rejects.toMatchObject({ code: "forbidden", message: expect.stringContaining("Only Test") });
    expect([submitted, (await desk.get(id, context)).state]).toEqual([[], state]);
    expect((await desk.get(id, context)).retryable).toBe(true);
  });
});
