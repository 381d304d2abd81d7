import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createEstate } from "#lib/adapters/database/estate/estate.ts";
import { createEstateStore } from "#lib/adapters/database/estate/estate-store.ts";
import { estateDatabase } from "#lib/adapters/testing/estate-database.ts";
import { createMemoryHistory, createTestMeasurements } from "#lib/adapters/testing/local-services.ts";
import { diskQuery } from "#lib/contract/inventory.ts";
import { AppError } from "#lib/domain/app-error.ts";
import type { Area } from "#lib/domain/inventory/area.ts";
import { sampleChain, sampleDisk } from "#lib/domain/testing/inventory-sample.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { AzureInventory, Inventory } from "#lib/services/ports/inventory.ts";
import { createEstateReader } from "./estate-reader.ts";

const context = { requestId: "r", principal: testPrincipal };
const START_MS = Date.parse("2026-11-22T12:00:00Z");
const HOUR_MS = 3_600_000;
const { subscriptionId } = sampleDisk({ name: "any" });
const areas: Area[] = [
  { list: "disks", subscriptionId },
  { list: "snapshots", subscriptionId },
];
const group = { subscriptionId, name: "g", region: "westeurope" };

function inventoryAt(ms: number, more: Partial<Inventory> = {}): Inventory {
  return {
    subscriptions: [{ subscriptionId, displayName: "One", state: "ok" }],
    resourceGroups: [],
    disks: [],
    snapshots: [],
    areas,
    unread: [],
    readAt: new Date(ms).toISOString(),
    ...more,
  };
}

function setUp() {
  const state = {
    nowMs: START_MS,
    reads: 0,
    finish: [] as (() => void)[],
    answer: () => inventoryAt(state.nowMs),
    held: false,
    rested: [] as string[][],
  };
  /** Something that happened behind an answer. */
  const happenings: { happened: () => void; when: (done: number) => boolean }[] = [];
  let done = 0;
  const azure: AzureInventory = {
    async read(_context, { resting = [] } = {}) {
      state.reads += 1;
      state.rested.push(resting.map((one) => one.subscriptionId));
      const began = state.answer;
      if (state.held) await new Promise<void>((resolve) => state.finish.push(resolve));
      return (state.held ? began : state.answer)();
    },
    getSnapshot: async () => undefined,
    getDisk: async () => undefined,
  };
  const failures: unknown[] = [];
  const [db, scope] = [estateDatabase(), randomUUID()];
  const kept = createEstateStore(db, scope);
  const count = () => {
    done += 1;
    for (const { happened, when } of happenings) if (when(done)) happened();
  };
  const store: typeof kept = {
    ...kept,
    async record(...given) {
      const recorded = await kept.record(...given);
      count();
      return recorded;
    },
  };
  const estate = createEstate(db, scope);
  const history = createMemoryHistory();
  const onRefreshFailed = (e: unknown) => {
    failures.push(e);
    count();
  };
  const deps = {
    azure,
    store,
    estate,
    history,
    measurements: createTestMeasurements(),
    overlaps: noOverlaps,
    clock: { nowMs: () => state.nowMs },
    onRefreshFailed,
  };
  const names = async () => (await estate.disks.rows(context, diskQuery.parse({}))).map((row) => row.name);
  /** Readings recorded and failed so far reach that number. */
  const until = (number: number) =>
    new Promise<void>((resolve) => (done >= number ? resolve() : happenings.push({ happened: resolve, when: (n) => n >= number })));
  return { state, store, estate, view: createEstateReader(deps), another: () => createEstateReader(deps), failures, history, names, until };
}

const noOverlaps = { all: async () => [], of: async () => [] };

/** Until the reading under way stands in Azure's door. */
async function asked(state: { finish: unknown[] }, reads: number): Promise<void> {
  while (state.finish.length < reads) await new Promise((resolve) => setImmediate(resolve));
}

describe("the reader of the estate", () => {
  it("reads Azure once for many who ask at the same time", async () => {
    const { state, view } = setUp();
    const seen = await Promise.all([view.current(context), view.current(context), view.current(context)]);
    expect(state.reads).toBe(1);
    expect(new Set(seen.map((e) => e.asOf))).toHaveLength(1);
  });

  it("reads for each identity by itself", async () => {
    const { state, view } = setUp();
    const other = { ...context, principal: { ...testPrincipal, identity: "local:guest" } };
    await Promise.all([view.current(context), view.current(other)]);
    expect(state.reads).toBe(2);
  });

  it("shows after a refresh what was there when it was asked for, whatever reading was under way", async () => {
    const { state, view, names } = setUp();
    state.held = true;
    const before = view.refresh(context);
    await asked(state, 1);
    state.answer = () => inventoryAt(state.nowMs, { disks: [sampleDisk({ name: "made-meanwhile" })] });
    const after = [view.refresh(context), view.refresh(context)];
    state.finish[0]?.();
    await before;
    expect(await names()).toEqual([]);
    await asked(state, 2);
    state.finish[1]?.();
    await Promise.all(after);
    expect(await names()).toEqual(["made-meanwhile"]);
    expect(state.reads).toBe(2);
  });

  it("reads again after a reading under way that fails", async () => {
    const { state, view } = setUp();
    state.held = true;
    state.answer = () => {
      throw new AppError("azure-unavailable", "away");
    };
    const before = view.refresh(context);
    await asked(state, 1);
    state.answer = () => inventoryAt(state.nowMs);
    const after = view.refresh(context);
    state.finish[0]?.();
    await expect(before).rejects.toMatchObject({ code: "azure-unavailable" });
    await asked(state, 2);
    state.finish[1]?.();
    expect((await after).asOf).toBe("2026-11-22T12:00:00.000Z");
  });

  it("gives what is stored at once, with its age, and reads behind the answer when it is old", async () => {
    const { state, store, view, until } = setUp();
    await store.record(context, inventoryAt(START_MS - HOUR_MS));
    state.held = true;
    const first = await view.current(context);
    expect(first.asOf).toBe("2026-11-22T11:00:00.000Z");
    await asked(state, 1);
    expect((await view.current(context)).asOf).toBe(first.asOf);
    state.finish[0]?.();
    await until(2);
    expect((await view.current(context)).asOf).toBe("2026-11-22T12:00:00.000Z");
    expect(state.reads).toBe(1);
  });

  it("keeps what was known while Azure does not answer, and says so", async () => {
    const { state, store, view, failures, names, until } = setUp();
    await store.record(context, inventoryAt(START_MS - HOUR_MS, { disks: [sampleDisk({ name: "known" })] }));
    state.answer = () => {
      throw new AppError("azure-unavailable", "away");
    };
    expect((await view.current(context)).asOf).toBe("2026-11-22T11:00:00.000Z");
    await until(2);
    expect(failures).toHaveLength(1);
    await expect(view.refresh(context)).rejects.toMatchObject({ code: "azure-unavailable" });
    expect((await view.current(context)).asOf).toBe("2026-11-22T11:00:00.000Z");
    expect(await names()).toEqual(["known"]);
  });

  it("keeps what was known of a list that failed just now, and takes the others as they are", async () => {
    const { state, view, estate, names } = setUp();
    const diskOf = (name: string) => sampleDisk({ name });
    state.answer = () => inventoryAt(state.nowMs, { resourceGroups: [group], disks: [diskOf("before")], snapshots: sampleChain(1) });
    await view.refresh(context);
    const subscriptions = [{ subscriptionId, displayName: "One", state: "failed" as const, message: "500" }];
    const unread: Area[] = [
      { list: "resourceGroups", subscriptionId },
      { list: "snapshots", subscriptionId },
    ];
    state.answer = () => inventoryAt(state.nowMs, { subscriptions, areas: areas.slice(0, 1), unread, disks: [diskOf("after")] });
    const seen = await view.refresh(context);
    expect(await estate.places.groups(context)).toEqual([group]);
    expect((await estate.snapshots.sums(context, {})).count).toBe(1);
    expect(await names()).toEqual(["after"]);
    expect(seen.sources[0]).toMatchObject({ state: "failed", message: "500" });
  });

  it("leaves a throttled subscription alone until its time, unless a person insists", async () => {
    const { state, view, until } = setUp();
    const throttledUntil = new Date(START_MS + HOUR_MS).toISOString();
    const subscriptions = [{ subscriptionId, displayName: "One", state: "throttled" as const, throttledUntil }];
    state.answer = () => inventoryAt(state.nowMs, { subscriptions, areas: [], unread: areas });
    await view.current(context);
    state.nowMs += HOUR_MS / 2;
    const seen = await view.current(context);
    expect(seen.sources).toMatchObject([{ state: "throttled", throttledUntil }]);
    await until(2);
    await view.refresh(context);
    await view.refresh(context, { isInsisted: true });
    state.nowMs += HOUR_MS;
    await view.refresh(context);
    expect(state.rested).toEqual([[], [subscriptionId], [subscriptionId], [], []]);
  });

  it("tells what is known without waiting for a reading, and begins none", async () => {
    const { state, view } = setUp();
    expect(await view.known(context)).toBeUndefined();
    expect(state.reads).toBe(0);
    await view.current(context);
    expect(await view.known(context)).toMatchObject({ asOf: new Date(START_MS).toISOString() });
    expect(state.reads).toBe(1);
  });

  it("forgets a subscription it may no longer read", async () => {
    const { state, view, estate, names } = setUp();
    state.answer = () => inventoryAt(state.nowMs, { resourceGroups: [group], disks: [sampleDisk({ name: "before" })] });
    await view.refresh(context);
    const subscriptions = [{ subscriptionId, displayName: "One", state: "forbidden" as const }];
    state.answer = () => inventoryAt(state.nowMs, { subscriptions, areas: [] });
    await view.refresh(context);
    expect([await estate.places.groups(context), await names()]).toEqual([[], []]);
  });

  it("shows nothing of before to one who lost every right, and looks again each time", async () => {
    const { state, view, names } = setUp();
    state.answer = () => inventoryAt(state.nowMs, { disks: [sampleDisk({ name: "before" })] });
    await view.refresh(context);
    state.answer = () => inventoryAt(state.nowMs, { subscriptions: [], areas: [] });
    await expect(view.refresh(context)).rejects.toMatchObject({ code: "forbidden" });
    await expect(view.current(context)).rejects.toMatchObject({ code: "forbidden" });
    expect(await names()).toEqual([]);
    state.answer = () => inventoryAt(state.nowMs, { disks: [sampleDisk({ name: "before" })] });
    await view.current(context);
    expect(await names()).toEqual(["before"]);
  });

  it("tells the history what is there after each reading that changed something, and all of it once after a start", async () => {
    const { state, view, another, history } = setUp();
    const [first, second] = sampleChain(2);
    state.answer = () => inventoryAt(state.nowMs, { snapshots: sampleChain(2) });
    await view.refresh(context);
    await view.refresh(context);
    state.nowMs += HOUR_MS;
    state.answer = () => inventoryAt(state.nowMs, { snapshots: sampleChain(2).slice(1) });
    await view.refresh(context);
    const told = history.told.related.map(([at, present, gone]) => [at.slice(11, 13), present.map((one) => one.baseUniqueId), gone]);
    expect(told).toEqual([
      ["12", [null, first?.uniqueId], []],
      ["13", [null], [first?.uniqueId]],
    ]);
    expect(history.told.related[0]?.[1][1]).toMatchObject({
      snapshotUniqueId: second?.uniqueId,
      location: "westeurope",
    });
    await another().refresh(context);
    expect(history.told.related[2]?.[2]).toEqual([first?.uniqueId]);
  });

  it("ends a reading when its last asker has been away for a while, and not before", async () => {
    const { store, estate, history } = setUp();
    const asked = Promise.withResolvers<AbortSignal | undefined>();
    const azure: AzureInventory = {
      read({ signal }) {
        asked.resolve(signal);
        return new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
      },
      getSnapshot: async () => undefined,
      getDisk: async () => undefined,
    };
    const clock = { nowMs: () => START_MS };
    const view = createEstateReader({
      azure,
      store,
      estate,
      history,
      clock,
      measurements: createTestMeasurements(),
      overlaps: noOverlaps,
      unaskedMs: 1,
    });
    const [leaving, staying] = [new AbortController(), new AbortController()];
    const first = view.current({ ...context, signal: leaving.signal });
    const second = view.current({ ...context, signal: staying.signal });
    const reading = await asked.promise;
    leaving.abort(new Error("gone"));
    await expect(first).rejects.toThrow("gone");
    expect(reading?.aborted).toBe(false);
    const ended = new Promise((resolve) => reading?.addEventListener("abort", resolve));
    staying.abort(new Error("gone too"));
    await expect(second).rejects.toThrow("gone too");
    await ended;
    expect(reading?.reason).toMatchObject({ code: "azure-unavailable" });
  });
});
