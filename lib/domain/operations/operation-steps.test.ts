import { expect, test } from "vitest";
import { STEP_STATES, stepLabel } from "./operation-steps.ts";

test("a step that a cancel ended in the middle is told as broken off, not as left out", () => {
  expect(STEP_STATES.map(stepLabel)).toEqual(["pending", "running", "succeeded", "failed", "broken off"]);
});
