import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { perKeyAtMostEvery } from "./per-key-at-most-every.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function started() {
  const calls: string[] = [];
  return { calls, ...perKeyAtMostEvery(250, (key: string) => calls.push(key)) };
}

describe("Of what is added for one key", () => {
  test("the first is called at once, and all that come within the pause once at its end", () => {
    const { calls, add } = started();
    for (let i = 0; i < 20; i += 1) add("one");
    expect(calls).toEqual(["one"]);
    vi.advanceTimersByTime(249);
    expect(calls).toEqual(["one"]);
    vi.advanceTimersByTime(1);
    expect(calls).toEqual(["one", "one"]);
    vi.advanceTimersByTime(1000);
    expect(calls).toHaveLength(2);
  });

  test("one that comes after the pause is called at once", () => {
    const { calls, add } = started();
    add("one");
    vi.advanceTimersByTime(250);
    add("one");
    expect(calls).toEqual(["one", "one"]);
  });
});

test("keys do not wait for each other", () => {
  const { calls, add } = started();
  add("one");
  add("two");
  expect(calls).toEqual(["one", "two"]);
});

test("after the stop nothing is called any more", () => {
  const { calls, add, stop } = started();
  add("one");
  add("one");
  stop();
  vi.advanceTimersByTime(1000);
  expect(calls).toEqual(["one"]);
});
