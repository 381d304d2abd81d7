import { describe, expect, test } from "vitest";
import type { OperationRow } from "#lib/contract/operations.ts";
import { AppError } from "#lib/domain/app-error.ts";
import type { Principal } from "#lib/domain/principal.ts";
import { createOperationStream, type LiveEvent } from "./operation-stream.ts";

const person = (identity: string): Principal => ({ identity, kind: "person", name: identity });
const contextOf = (identity: string) => ({ requestId: "r", principal: person(identity) });

function open(load = async (id: string) => ({ id }) as OperationRow) {
  const followers = new Set<(id: string | undefined) => void>();
  const loads: string[] = [];
  const stream = createOperationStream({
    pauseMs: 0,
    feed: {
      listen(onChange) {
        followers.add(onChange);
        return () => void followers.delete(onChange);
      },
    },
    load: (id, { principal }) => {
      loads.push(`${id} for ${principal.identity}`);
      return load(id);
    },
    onError: () => undefined,
  });
  const change = async (id: string | undefined) => {
    for (const follower of followers) follower(id);
    // Of changes in a row the second waits for a timer.
    await new Promise((resolve) => setTimeout(resolve, 3));
  };
  return { stream, change, loads, followers };
}

test("a thousand lookers of one identity cost one reading of a change, and none when they have gone", async () => {
  const { stream, change, loads, followers } = open();
  const heard: LiveEvent[] = [];
  const leave = Array.from({ length: 1000 }, () => stream.subscribe(contextOf("a"), (event) => heard.push(event)));
  await change("one");
  expect([heard.length, loads]).toEqual([1000, ["one for a"]]);
  for (const one of leave) one();
  expect(followers.size).toBe(0);
});

test("each identity reads with its own rights, and hears nothing of what it may not see", async () => {
  const { stream, change } = open(async () => {
    throw new AppError("not-found", "There is no such operation.");
  });
  const heard: LiveEvent[] = [];
  stream.subscribe(contextOf("b"), (event) => heard.push(event));
  await change("one");
  expect(heard).toEqual([]);
});

test("after a time in which changes may have been missed everybody is told to look", async () => {
  const { stream, change } = open();
  const heard: LiveEvent[] = [];
  stream.subscribe(contextOf("a"), (event) => heard.push(event));
  await change(undefined);
  expect(heard).toEqual([{ type: "look", data: "{}" }]);
});

describe("One that is followed", () => {
  const row = (changes: Partial<OperationRow>) => ({ id: "one", state: "running", percent: 0, ...changes }) as OperationRow;

  function follow(states: OperationRow[], signal = new AbortController().signal) {
    const opened = open(async () => states.shift() ?? row({ state: "succeeded" }));
    const shown: OperationRow[] = [];
    const done = opened.stream.follow("one", contextOf("a"), signal, (one) => shown.push(one));
    return { ...opened, shown, done };
  }

  test("is shown as it is at once, and the end is its final state", async () => {
    const { shown, done, followers } = follow([row({ state: "succeeded" })]);
    await done;
    expect(shown).toEqual([row({ state: "succeeded" })]);
    expect(followers.size).toBe(0);
  });

  test("is shown at each change, and nothing twice", async () => {
    const { shown, done, change } = follow([row({}), row({}), row({ percent: 50 }), row({ state: "failed" })]);
    for (let i = 0; i < 4; i += 1) await change("one");
    await done;
    expect(shown).toEqual([row({}), row({ percent: 50 }), row({ state: "failed" })]);
  });

  test("is not missed when it changes while it is read first", async () => {
    const states = [row({}), row({ state: "succeeded" })];
    let release = () => {};
    const { stream, change } = open(async () => {
      const next = states.shift() as OperationRow;
      if (states.length > 0)
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      return next;
    });
    const shown: string[] = [];
    const done = stream.follow("one", contextOf("a"), new AbortController().signal, (one) => shown.push(one.state));
    await change("one");
    release();
    await done;
    expect(shown).toEqual(["running", "succeeded"]);
  });

  test("is asked for again when changes may have been missed", async () => {
    const { shown, done, change } = follow([row({}), row({ state: "failed" })]);
    await new Promise((resolve) => setImmediate(resolve));
    await change(undefined);
    await done;
    expect(shown.map(({ state }) => state)).toEqual(["running", "failed"]);
  });

  test("does not hear of others, and is let go when nobody looks any more", async () => {
    const gone = new AbortController();
    const { stream, change, followers } = open(async (id) => row({ id }));
    const shown: string[] = [];
    const done = stream.follow("one", contextOf("a"), gone.signal, ({ id }) => shown.push(id));
    await change("two");
    gone.abort();
    await done;
    expect([shown, followers.size]).toEqual([["one"], 0]);
  });

  test("ends with not-found once it may be seen no more", async () => {
    let isAllowed = true;
    const { stream, change } = open(async (id) => {
      if (isAllowed) return row({ id });
      throw new AppError("not-found", "There is no such operation.");
    });
    const done = stream.follow("one", contextOf("a"), new AbortController().signal, () => undefined);
    const ended = expect(done).rejects.toMatchObject({ code: "not-found" });
    await new Promise((resolve) => setImmediate(resolve));
    isAllowed = false;
    await change("one");
    await ended;
  });

  test("is never shown as it was, where a reading took longer than the next", async () => {
    const gone = new AbortController();
    const waits: (() => void)[] = [];
    let read = 0;
    const { stream, change } = open(async (id) => {
      if (id === "one") read += 1;
      const percent = read;
      if (id === "one" && read === 2) await new Promise<void>((resolve) => waits.push(resolve));
      return row({ id, percent });
    });
    const shown: number[] = [];
    const done = stream.follow("one", contextOf("a"), gone.signal, ({ percent }) => shown.push(percent ?? -1));
    await new Promise((resolve) => setImmediate(resolve));
    await change("one");
    await change("one");
    for (const wait of waits) wait();
    await change("two");
    gone.abort();
    await done;
    expect(shown).toEqual([1, 2, 3]);
  });

  test("costs one reading of a change, however many follow it", async () => {
    const gone = new AbortController();
    const { stream, change, loads } = open(async (id) => row({ id, percent: loads.length }));
    const all = Array.from({ length: 100 }, () => stream.follow("one", contextOf("a"), gone.signal, () => undefined));
    await new Promise((resolve) => setImmediate(resolve));
    expect(loads).toHaveLength(100);
    await change("one");
    expect(loads).toHaveLength(101);
    gone.abort();
    await Promise.all(all);
  });
});
