// Passes over operations in memory, with an Azure that is asked to delete and answers when it is let.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { OperationState } from "#lib/domain/operations/operation-state.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { OperationRecord, StepRecord } from "#lib/operations/engine/operation-store.ts";
import { createLeftBehindPasses } from "./left-behind-passes.ts";

const everyMs = 600_000;
const group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/g/providers/Microsoft.Compute";
const checked = { name: "s", uniqueId: "u", region: "westeurope", tags: {}, sizeGib: 4 };

const step = (name: string, state: StepRecord["state"], result?: unknown): StepRecord => ({
  name,
  title: name,
  state,
  attempts: 1,
  checkpoint: { result },
});

function failed(id: string): OperationRecord {
  const at = "2026-11-28T12:00:00.000Z";
  return {
    id,
    kind: "rehearse",
    state: "failed",
    title: id,
    payload: { kind: "rehearse", snapshotId: `${group}/snapshots/s`, targetResourceGroup: "g", diskName: `${id}-try` },
    targetKeys: [],
    percent: null,
    progressText: "",
    doneBytes: null,
    totalBytes: null,
    attempts: 8,
    failures: 8,
    requestId: "r",
    requestedBy: testPrincipal,
    createdAt: at,
    updatedAt: at,
    finishedAt: at,
    steps: [step("check", "succeeded", checked), step("create", "failed"), step("delete", "pending")],
  };
}

function openEstate(...ids: string[]) {
  const records = new Map(ids.map((id) => [id, failed(id)]));
  const asked: string[] = [];
  const errors: unknown[] = [];
  let answer = async (_id: string, _signal?: AbortSignal): Promise<void> => undefined;
  const change = (id: string, state: OperationState, finishedAt?: string) => {
    const record = records.get(id);
    if (record) records.set(id, { ...record, state, finishedAt });
  };
  const passes = createLeftBehindPasses({
    operations: {
      list: async ({ states }) => {
        const items = [...records.values()].filter(({ state }) => states?.includes(state));
        return { items, total: items.length };
      },
      get: async (id) => records.get(id),
    },
    writer: {
      deleteDisk: async ({ operationId }, { signal }) => {
        asked.push(operationId);
        await answer(operationId, signal);
      },
    },
    onFailed: (error) => errors.push(error),
    everyMs,
  });
  return {
    passes,
    asked,
    errors,
    change,
    answers(by: typeof answer) {
      answer = by;
    },
  };
}

describe("Passes over what rehearsals left", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("leave alone what is tried again since the list was read", async () => {
    const { passes, asked, change, answers } = openEstate("first", "second");
    answers(async () => change("second", "queued"));
    passes.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(["first"]);
    await passes.stop();
  });

  test("ask again where Azure did not answer, and not about what is gone until it was tried again", async () => {
    const { passes, asked, errors, change, answers } = openEstate("one");
    answers(() => Promise.reject(new Error("away")));
    passes.start();
    await vi.advanceTimersByTimeAsync(0);
    answers(async () => undefined);
    await vi.advanceTimersByTimeAsync(everyMs);
    expect([asked.length, errors.length]).toEqual([2, 1]);
    await vi.advanceTimersByTimeAsync(2 * everyMs);
    expect(asked).toHaveLength(2);
    change("one", "cancelled", "2026-11-28T13:00:00.000Z");
    await vi.advanceTimersByTimeAsync(everyMs);
    expect(asked).toHaveLength(3);
    await passes.stop();
  });

  test("never overlap, and a stop breaks off the one under way and begins no other", async () => {
    const { passes, asked, errors, answers } = openEstate("one", "two");
    answers((_, signal) => new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason))));
    passes.start();
    await vi.advanceTimersByTimeAsync(3 * everyMs);
    expect(asked).toEqual(["one"]);
    await passes.stop();
    await vi.advanceTimersByTimeAsync(3 * everyMs);
    expect([asked, errors]).toEqual([["one"], []]);
  });
});
