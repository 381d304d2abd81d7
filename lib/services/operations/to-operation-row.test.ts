// How an operation came out is told by what its steps kept, and by nothing else.
import { expect, test } from "vitest";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { OperationRecord, StepRecord } from "#lib/operations/engine/operation-store.ts";
import { toOperationRow } from "./to-operation-row.ts";

function outcomeOf(state: OperationRecord["state"], checkpoint: StepRecord["checkpoint"]) {
  const record: OperationRecord = {
    id: "1",
    kind: "measure",
    state,
    title: "Measure",
    payload: {},
    targetKeys: [],
    percent: 100,
    progressText: "",
    doneBytes: null,
    totalBytes: null,
    attempts: 1,
    failures: 0,
    requestId: "r",
    requestedBy: testPrincipal,
    createdAt: "2026-11-22T10:00:00.000Z",
    updatedAt: "2026-11-22T10:00:00.000Z",
    steps: [{ name: "measure", title: "Measure", state: "succeeded", attempts: 1, ...(checkpoint ? { checkpoint } : {}) }],
  };
  return toOperationRow(record, testPrincipal).outcome;
}

test("one that succeeded and did nothing, or a part, says so", () => {
  expect(outcomeOf("succeeded", { result: { measured: 0, outcome: "nothing" } })).toBe("nothing");
  expect(outcomeOf("succeeded", { result: { measured: 2, outcome: "part" } })).toBe("part");
});

test("one that did all, or whose steps say nothing of it, has no such word", () => {
  expect(outcomeOf("succeeded", { result: { measured: 2 } })).toBeUndefined();
  expect(outcomeOf("succeeded", { result: null })).toBeUndefined();
  expect(outcomeOf("succeeded", { result: { outcome: "of another version" } })).toBeUndefined();
  expect(outcomeOf("succeeded", { kept: { outcome: "part" } })).toBeUndefined();
});

test("one that failed or was cancelled is told by its state", () => {
  expect(outcomeOf("failed", { result: { outcome: "part" } })).toBeUndefined();
  expect(outcomeOf("cancelled", { result: { outcome: "part" } })).toBeUndefined();
});
