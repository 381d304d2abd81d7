import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isCancellable,
  isFinal,
  isRetryable,
  nextState,
  OPERATION_STATES,
  type OperationEvent,
  type OperationState,
  stateLabel,
  transition,
} from "./operation-state.ts";

const EVENTS = [
  "claimed",
  "wait-started",
  "wait-ended",
  "lease-lost",
  "retry-scheduled",
  "succeeded",
  "failed",
  "cancel-requested",
  "cancelled",
  "retry-requested",
] as const satisfies OperationEvent["type"][];
const stateAfter = (...events: OperationEvent["type"][]) =>
  events.reduce<OperationState>((state, type) => transition(state, { type }), "queued");

describe("an operation", () => {
  it("runs, waits for Azure and succeeds", () => {
    expect(stateAfter("claimed", "wait-started", "wait-ended", "succeeded")).toBe("succeeded");
    expect(stateAfter("claimed", "wait-started", "succeeded")).toBe("succeeded");
  });

  it("goes back to the queue when its worker vanishes or an attempt fails in passing", () => {
    expect(stateAfter("claimed", "lease-lost")).toBe("queued");
    expect(stateAfter("claimed", "wait-started", "lease-lost")).toBe("queued");
    expect(stateAfter("claimed", "retry-scheduled")).toBe("queued");
  });

  it("is cancelled at once while queued, and otherwise when its worker has tidied up", () => {
    expect(stateAfter("cancel-requested")).toBe("cancelled");
    expect(stateAfter("claimed", "cancel-requested")).toBe("cancelling");
    expect(stateAfter("claimed", "wait-started", "cancel-requested", "cancelled")).toBe("cancelled");
  });

  it("does not forget a cancellation when the worker vanishes", () => {
    expect(stateAfter("claimed", "cancel-requested", "lease-lost", "claimed", "cancelled")).toBe("cancelled");
  });

  it("may still succeed or fail after the cancellation came too late", () => {
    expect(stateAfter("claimed", "cancel-requested", "succeeded")).toBe("succeeded");
    expect(stateAfter("claimed", "cancel-requested", "failed")).toBe("failed");
  });

  it("starts again when a person retries it, but never after success", () => {
    expect(stateAfter("claimed", "failed", "retry-requested")).toBe("queued");
    expect(stateAfter("cancel-requested", "retry-requested")).toBe("queued");
    expect(() => stateAfter("claimed", "succeeded", "retry-requested")).toThrow(/cannot take "retry-requested"/);
  });

  it("refuses other moves as a conflict that names both sides", () => {
    expect(() => transition("waiting-for-azure", { type: "cancelled" })).toThrow(
      'An operation that is waiting for Azure cannot take "cancelled".',
    );
    expect(stateLabel("waiting-for-azure")).toBe("waiting for Azure");
  });
});

describe("what a state allows", () => {
  it("agrees with the moves", () => {
    for (const state of OPERATION_STATES) {
      const moves = EVENTS.filter((type) => nextState(state, { type }));
      expect(isFinal(state)).toBe(moves.every((type) => type === "retry-requested"));
      expect(isRetryable(state)).toBe(moves.includes("retry-requested"));
      expect(isCancellable(state)).toBe(moves.includes("cancel-requested") && state !== "cancelling");
    }
  });

  it("never lets a final state change by anything but a retry, in any history", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 20 }), (events) => {
        let state: OperationState = "queued";
        for (const type of events) {
          const next = nextState(state, { type });
          if (next !== undefined && isFinal(state)) expect([type, next]).toEqual(["retry-requested", "queued"]);
          if (next === "running") expect(["queued", "waiting-for-azure"]).toContain(state);
          state = next ?? state;
        }
      }),
    );
  });
});
