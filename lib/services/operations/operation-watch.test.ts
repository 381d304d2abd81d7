import { expect, test } from "vitest";
import type { OperationRow } from "#lib/contract/operations.ts";
import { createOperationWatch } from "./operation-watch.ts";

const row = (changes: Partial<OperationRow>) => ({ id: "one", state: "running", percent: 0, ...changes }) as OperationRow;

function follow(states: OperationRow[], signal = new AbortController().signal) {
  const watch = createOperationWatch();
  const shown: OperationRow[] = [];
  let loads = 0;
  const done = watch.follow(
    async () => {
      const next = states[Math.min(loads++, states.length - 1)];
      if (!next) throw new Error("no state");
      return next;
    },
    "one",
    signal,
    (one) => shown.push(one),
  );
  return { watch, shown, done, loads: () => loads };
}

test("shows the operation as it is at once, and ends with its final state", async () => {
  const { shown, done } = follow([row({ state: "succeeded" })]);
  await done;
  expect(shown).toEqual([row({ state: "succeeded" })]);
});

test("shows each change that this process makes, and nothing twice", async () => {
  const states = [row({}), row({}), row({ percent: 50 }), row({ state: "failed" })];
  const { watch, shown, done } = follow(states);
  for (let i = 1; i < states.length; i += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    watch.changed("one");
  }
  await done;
  expect(shown).toEqual([row({}), row({ percent: 50 }), row({ state: "failed" })]);
});

test("sees what another process changed, about a second later", async () => {
  const { shown, done } = follow([row({}), row({ state: "cancelled" })]);
  await done;
  expect(shown).toHaveLength(2);
});

test("a change during the load is not missed", async () => {
  const watch = createOperationWatch();
  const states = [row({}), row({ state: "succeeded" })];
  const shown: string[] = [];
  const beganMs = performance.now();
  const load = async () => {
    const next = states.shift() ?? row({ state: "succeeded" });
    watch.changed("one");
    return next;
  };
  await watch.follow(load, "one", new AbortController().signal, (one) => shown.push(one.state));
  expect(shown).toEqual(["running", "succeeded"]);
  expect(performance.now() - beganMs).toBeLessThan(900);
});

test("stops when nobody looks any more", async () => {
  const controller = new AbortController();
  const { shown, done } = follow([row({})], controller.signal);
  await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  await done;
  expect(shown).toHaveLength(1);
});
