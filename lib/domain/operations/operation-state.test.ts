import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ACTIVE_STATES,
  FINAL_STATES,
  isCancellable,
  isFinal,
  isRetryable,
  movesOn,
  nextState,
  OPERATION_EVENTS,
  OPERATION_STATES,
  type OperationEvent,
  type OperationState,
  stateLabel,
} from "./operation-state.ts";

/** Undefined where one of the events is not taken. */
const stateAfter = (...events: OperationEvent[]) =>
  events.reduce<OperationState | undefined>((state, event) => state && nextState(state, event), "queued");

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
    expect(stateAfter("claimed", "succeeded", "retry-requested")).toBeUndefined();
  });

  it("is cancelled when an attempt under cancellation would be repeated, and hides no cancellation behind a wait", () => {
    expect(stateAfter("claimed", "cancel-requested", "retry-scheduled")).toBe("cancelled");
    expect(stateAfter("claimed", "cancel-requested", "wait-started", "wait-ended")).toBe("cancelling");
  });

  it("goes on as it was when it is claimed from a worker that vanished", () => {
    expect(stateAfter("claimed", "claimed")).toBe("running");
    expect(stateAfter("claimed", "wait-started", "claimed", "wait-started")).toBe("waiting-for-azure");
  });

  it("is told in words", () => expect(stateLabel("waiting-for-azure")).toBe("waiting for Azure"));
});

describe("what a state allows", () => {
  it("follows from the moves", () => {
    expect(FINAL_STATES).toEqual(["cancelled", "failed", "succeeded"]);
    expect(ACTIVE_STATES).toEqual(["queued", "running", "waiting-for-azure", "cancelling"]);
    expect(OPERATION_STATES.filter(isRetryable)).toEqual(["cancelled", "failed"]);
    expect(OPERATION_STATES.filter(isCancellable)).toEqual(["queued", "running", "waiting-for-azure"]);
  });

  it("has a use for every event", () => expect(OPERATION_EVENTS.filter((event) => movesOn(event).length === 0)).toEqual([]));

  it("never lets a final state change by anything but a retry, in any history", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...OPERATION_EVENTS), { maxLength: 20 }), (events) => {
        let state: OperationState = "queued";
        for (const event of events) {
          const next = nextState(state, event);
          if (next !== undefined && isFinal(state)) expect([event, next]).toEqual(["retry-requested", "queued"]);
          if (next === "running") expect(["queued", "running", "waiting-for-azure"]).toContain(state);
          state = next ?? state;
        }
      }),
    );
  });
});
