import { expect, test } from "vitest";
import { AppError } from "#lib/domain/app-error.ts";
import type { StepContext } from "#lib/operations/engine/operation-handler.ts";
import { orderedAgain } from "./ordered-again.ts";

/** A step whose checkpoint lives on from attempt to attempt. */
function createStep() {
  const state = { checkpoint: undefined as unknown, orders: 0 };
  const attempt = (wait: () => Promise<void>) => {
    const step: StepContext = {
      checkpoint: state.checkpoint,
      keep: async (kept) => {
        state.checkpoint = kept;
      },
      detail: () => undefined,
    };
    const order = async () => {
      state.orders += 1;
    };
    return orderedAgain(step, order, wait).catch(() => undefined);
  };
  return { state, attempt };
}

const succeed = async () => undefined;
const failForGood = () => Promise.reject(new AppError("azure-failed", "It was deleted."));
const failForNow = () => Promise.reject(new AppError("azure-throttled", "Slow down."));

test("what passes by itself, and a restart, order nothing again", async () => {
  const { state, attempt } = createStep();
  await attempt(failForNow);
  await attempt(() => Promise.reject(new Error("the process ended")));
  await attempt(succeed);
  expect(state.orders).toBe(0);
});

test("a retry after it failed for good orders once, and its own repetitions do not", async () => {
  const { state, attempt } = createStep();
  await attempt(failForGood);
  await attempt(failForNow);
  await attempt(succeed);
  expect(state.orders).toBe(1);
});
