import { describe, expect, it } from "vitest";
import type { OperationRow } from "#lib/contract/operations.ts";
import { estimateProgress } from "./progress-estimate.ts";

const START = Date.parse("2026-11-05T10:00:00Z");

function operation(fields: Partial<OperationRow>): OperationRow {
  return {
    requestedBy: "Test",
    id: "1",
    kind: "copy",
    state: "running",
    title: "",
    percent: null,
    progressText: "",
    doneBytes: null,
    totalBytes: null,
    createdAt: "2026-11-05T09:00:00Z",
    startedAt: "2026-11-05T10:00:00Z",
    updatedAt: "2026-11-05T10:00:00Z",
    attempts: 1,
    cancellable: true,
    retryable: false,
    request: {},
    steps: [],
    ...fields,
  };
}

describe("progress of an operation", () => {
  it("gives the time left from the percentage and counts from its start, not its order", () => {
    expect(estimateProgress(operation({ percent: 25, updatedAt: "2026-11-05T10:01:00Z" }), START + 60_000)).toEqual({
      elapsedMs: 60_000,
      doneBytes: undefined,
      bytesPerSecond: undefined,
      remainingMs: 180_000,
    });
  });

  it("gives a rate from bytes", () => {
    const estimate = estimateProgress(
      operation({ doneBytes: 5000, totalBytes: 10_000, updatedAt: "2026-11-05T10:00:10Z" }),
      START + 10_000,
    );
    expect(estimate).toMatchObject({ bytesPerSecond: 500, remainingMs: 10_000 });
  });

  it("reckons bytes and rate from Azure's percentage of what was planned", () => {
    const copied = operation({ percent: 25, totalBytes: 40_000, updatedAt: "2026-11-05T10:00:10Z" });
    expect(estimateProgress(copied, START + 10_000)).toMatchObject({ doneBytes: 10_000, bytesPerSecond: 1000, remainingMs: 30_000 });
    expect(estimateProgress(operation({ totalBytes: 40_000 }), START + 10_000).doneBytes).toBeUndefined();
  });

  it("says nothing of what is to come while the server is away", () => {
    const copied = operation({ percent: 25, totalBytes: 40_000, updatedAt: "2026-11-05T10:00:10Z" });
    expect(estimateProgress(copied, START + 11_000, false)).toMatchObject({
      elapsedMs: 11_000,
      doneBytes: 10_000,
      bytesPerSecond: undefined,
      remainingMs: undefined,
    });
  });

  it("counts down while nothing is heard, and then says nothing", () => {
    const heard = operation({ percent: 50, updatedAt: "2026-11-05T10:01:00Z" });
    expect(estimateProgress(heard, START + 60_000).remainingMs).toBe(60_000);
    expect(estimateProgress(heard, START + 90_000).remainingMs).toBe(30_000);
    expect(estimateProgress(heard, START + 200_000).remainingMs).toBeUndefined();
  });

  it("says nothing about the time left when nothing is known, too early, or over", () => {
    expect(estimateProgress(operation({}), START + 60_000).remainingMs).toBeUndefined();
    expect(estimateProgress(operation({ percent: 1 }), START + 60_000).remainingMs).toBeUndefined();
    expect(estimateProgress(operation({ percent: 50 }), START + 1000).remainingMs).toBeUndefined();
    expect(estimateProgress(operation({ percent: 50, state: "cancelling" }), START + 60_000).remainingMs).toBeUndefined();
    const done = operation({ percent: 100, state: "succeeded", finishedAt: "2026-11-05T10:00:30Z" });
    expect(estimateProgress(done, START + 9_000_000)).toMatchObject({ elapsedMs: 30_000, remainingMs: undefined });
  });
});
