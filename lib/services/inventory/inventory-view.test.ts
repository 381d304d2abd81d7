import { describe, expect, it } from "vitest";
import { createMemoryInventoryStore, createMemoryMeasurements } from "#lib/adapters/testing/local-estate.ts";
import { AppError } from "#lib/domain/app-error.ts";
import type { Disk } from "#lib/domain/inventory/inventory.ts";
import type { AzureInventory, Inventory } from "#lib/services/ports/inventory.ts";
import { createInventoryView } from "./inventory-view.ts";

const context = { requestId: "r" };
const START_MS = Date.parse("2026-11-22T12:00:00Z");

function inventoryAt(ms: number, more: Partial<Inventory> = {}): Inventory {
  return {
    subscriptions: [{ subscriptionId: "s1", displayName: "One", state: "ok" }],
    resourceGroups: [],
    disks: [],
    snapshots: [],
    readAt: new Date(ms).toISOString(),
    ...more,
  };
}

function setUp() {
  const state = { nowMs: START_MS, reads: 0, finish: [] as (() => void)[], answer: () => inventoryAt(state.nowMs), held: false };
  const azure: AzureInventory = {
    async read() {
      state.reads += 1;
      if (state.held) await new Promise<void>((resolve) => state.finish.push(resolve));
      return state.answer();
    },
    getSnapshot: async () => undefined,
    getDisk: async () => undefined,
  };
  const failures: unknown[] = [];
  const store = createMemoryInventoryStore();
  const view = createInventoryView({
    azure,
    store,
    measurements: createMemoryMeasurementsOnce(),
    clock: { nowMs: () => state.nowMs },
    onRefreshFailed: (e) => failures.push(e),
  });
  return { state, store, view, failures };
}

function createMemoryMeasurementsOnce() {
  const records: never[] = [];
  return { ...createMemoryMeasurements(), all: async () => records };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("the inventory view", () => {
  it("reads Azure once for many who ask at the same time", async () => {
    const { state, view } = setUp();
    const estates = await Promise.all([view.current(context), view.current(context), view.current(context)]);
    expect(state.reads).toBe(1);
    expect(new Set(estates.map((e) => e.asOf))).toHaveLength(1);
  });

  it("shows after a refresh what was there when it was asked for, whatever reading was under way", async () => {
    const { state, view } = setUp();
    state.held = true;
    const before = view.refresh(context);
    await settle();
    const groupOf = (name: string) => ({ subscriptionId: "s1", name, region: "westeurope" });
    const old = inventoryAt(state.nowMs);
    state.answer = () => (state.reads === 1 ? old : inventoryAt(state.nowMs, { resourceGroups: [groupOf("made meanwhile")] }));
    const after = [view.refresh(context), view.refresh(context)];
    state.held = false;
    for (const finish of state.finish) finish();
    expect((await before).inventory.resourceGroups).toEqual([]);
    for (const estate of await Promise.all(after)) expect(estate.inventory.resourceGroups).toEqual([groupOf("made meanwhile")]);
    expect(state.reads).toBe(2);
  });

  it("reads again after a reading under way that fails", async () => {
    const { state, view } = setUp();
    state.held = true;
    const before = view.refresh(context);
    await settle();
    state.answer = () => {
      if (state.reads === 1) throw new AppError("azure-unavailable", "away");
      return inventoryAt(state.nowMs);
    };
    const after = view.refresh(context);
    state.held = false;
    for (const finish of state.finish) finish();
    await expect(before).rejects.toMatchObject({ code: "azure-unavailable" });
    expect((await after).asOf).toBe("2026-11-22T12:00:00.000Z");
  });

  it("goes on reading for the others when the one who asked first goes away, and lets that one go at once", async () => {
    const { state, view } = setUp();
    state.held = true;
    const leaving = new AbortController();
    const first = view.current({ ...context, signal: leaving.signal });
    const second = view.current(context);
    await settle();
    leaving.abort(new Error("gone"));
    await expect(first).rejects.toThrow("gone");
    for (const finish of state.finish) finish();
    expect((await second).asOf).toBe("2026-11-22T12:00:00.000Z");
    expect(state.reads).toBe(1);
  });

  it("gives what is stored at once, with its age, and reads behind the answer when it is old", async () => {
    const { state, store, view } = setUp();
    await store.save(inventoryAt(START_MS - 3_600_000));
    state.held = true;
    const first = await view.current(context);
    expect(first.asOf).toBe("2026-11-22T11:00:00.000Z");
    expect(state.reads).toBe(1);
    expect((await view.current(context)).asOf).toBe(first.asOf);
    for (const finish of state.finish) finish();
    await settle();
    await settle();
    expect((await view.current(context)).asOf).toBe("2026-11-22T12:00:00.000Z");
    expect((await store.load())?.readAt).toBe("2026-11-22T12:00:00.000Z");
    expect(state.reads).toBe(1);
  });

  it("keeps one estate while nothing changes", async () => {
    const { view } = setUp();
    expect(await view.current(context)).toBe(await view.current(context));
  });

  it("keeps what was known while Azure does not answer, and says so", async () => {
    const { state, store, view, failures } = setUp();
    await store.save(inventoryAt(START_MS - 3_600_000));
    state.answer = () => {
      throw new AppError("azure-unavailable", "away");
    };
    expect((await view.current(context)).asOf).toBe("2026-11-22T11:00:00.000Z");
    await settle();
    expect(failures).toHaveLength(1);
    await expect(view.refresh(context)).rejects.toMatchObject({ code: "azure-unavailable" });
    expect((await view.current(context)).asOf).toBe("2026-11-22T11:00:00.000Z");
  });

  it("keeps what was known of a list that failed just now, and takes the others as they are", async () => {
    const { state, view } = setUp();
    const group = { subscriptionId: "s1", name: "g", region: "westeurope" };
    const diskOf = (name: string) => ({ subscriptionId: "s1", name, id: `/d/${name}` }) as Disk;
    state.answer = () => inventoryAt(state.nowMs, { resourceGroups: [group], disks: [diskOf("before")] });
    await view.refresh(context);
    const failing = { subscriptionId: "s1", displayName: "One", state: "failed", message: "500", unread: ["resourceGroups"] } as const;
    state.answer = () =>
      inventoryAt(state.nowMs, { subscriptions: [{ ...failing, unread: [...failing.unread] }], disks: [diskOf("after")] });
    const estate = await view.refresh(context);
    expect(estate.inventory.resourceGroups).toEqual([group]);
    expect(estate.inventory.disks).toEqual([diskOf("after")]);
    expect(estate.sources[0]).toMatchObject({ state: "failed", message: "500" });
  });

  it("forgets a subscription it may no longer read", async () => {
    const { state, view } = setUp();
    state.answer = () => inventoryAt(state.nowMs, { resourceGroups: [{ subscriptionId: "s1", name: "g", region: "westeurope" }] });
    await view.refresh(context);
    state.answer = () => inventoryAt(state.nowMs, { subscriptions: [{ subscriptionId: "s1", displayName: "One", state: "forbidden" }] });
    expect((await view.refresh(context)).inventory.resourceGroups).toEqual([]);
  });
});
