import { expect, test } from "vitest";
import { createChangeFeed } from "#lib/adapters/database/change-feed.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { createOperationWatch as watchOver } from "./operation-watch.ts";

const createOperationWatch = () => watchOver(createChangeFeed({ databaseUrl: undefined, processId: "this", onError: () => undefined }));

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

test("a change during the load is not missed", async () => {
  const watch = createOperationWatch();
  const states = [row({}), row({ state: "succeeded" })];
  const shown: string[] = [];
  const load = async () => {
    const next = states.shift() ?? row({ state: "succeeded" });
    watch.changed("one");
    return next;
  };
  await watch.follow(load, "one", new AbortController().signal, (one) => shown.push(one.state));
  expect(shown).toEqual(["running", "succeeded"]);
});

test("stops when nobody looks any more", async () => {
  const controller = new AbortController();
  const { shown, done } = follow([row({})], controller.signal);
  await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  await done;
  expect(shown).toHaveLength(1);
});

test("the feed is not listened to any more once nobody looks", async () => {
  const listening = new Set<unknown>();
  const feed = {
    changed: () => undefined,
    listen(onChange: unknown) {
      listening.add(onChange);
      return () => void listening.delete(onChange);
    },
  };
  const watch = watchOver(feed);
  const gone = new AbortController();
  const followed = watch.follow(
    async () => row({}),
    "one",
    gone.signal,
    () => undefined,
  );
  watch.followAll(gone.signal, () => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  expect(listening.size).toBe(2);
  gone.abort();
  await followed;
  expect(listening.size).toBe(0);
});

test("of many changes in a row the followers of all hear one, and it is the last state that is then read", async () => {
  const watch = createOperationWatch();
  const gone = new AbortController();
  const heard: (string | undefined)[] = [];
  const told = new Promise<void>((resolve) =>
    watch.followAll(gone.signal, (id) => {
      heard.push(id);
      resolve();
    }),
  );
  for (let i = 0; i < 20; i += 1) watch.changed("one");
  await told;
  gone.abort();
  expect(heard).toEqual(["one"]);
});
