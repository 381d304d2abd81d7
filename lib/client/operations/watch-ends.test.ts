import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test } from "vitest";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { watchEnds } from "./watch-ends.ts";

let cache: QueryClient;
let ends: number;

beforeEach(() => {
  cache = new QueryClient();
  ends = 0;
  watchEnds(cache, () => {
    ends += 1;
  });
});

const row = (id: string, state = "running") => ({ id, state });
const answer = (key: readonly unknown[], data: unknown) => cache.fetchQuery({ queryKey: key, queryFn: async () => data });
const list = (filter: object, items: object[], more = {}) => answer(queryKeys.operations(filter), { items, ...more });

test.each([
  ["its own answer", () => answer(queryKeys.operation("one"), row("one", "failed"))],
  ["a list", () => list({ state: "all" }, [row("two"), row("one", "succeeded")])],
  [
    "a list of several pages",
    () => answer(queryKeys.operations({ pages: {} }), { pages: [{ items: [] }, { items: [row("one", "cancelled")] }] }),
  ],
  ["those that run, where it no longer is", () => list({ state: "active" }, [row("two")])],
])("an operation that was running has ended by %s, once", async (_where, ask) => {
  await list({ state: "active" }, [row("one"), row("two")]);
  expect(ends).toBe(0);
  await ask();
  await ask();
  expect(ends).toBe(1);
});

test("several that end together are one end", async () => {
  await list({ state: "active" }, [row("one"), row("two")]);
  await list({ state: "active" }, []);
  expect(ends).toBe(1);
});

test.each([
  ["is still running", () => list({ state: "active" }, [row("one", "waiting-for-azure")])],
  ["is of another kind than those asked for", () => list({ state: "active", kind: "copy" }, [])],
  ["may be on a later page", () => list({ state: "active" }, [row("two")], { nextCursor: "next" })],
  ["was over before", () => list({ state: "finished" }, [row("three", "succeeded")])],
  ["is not what was asked for", () => answer(["snapshots", {}], { items: [row("one", "succeeded")] })],
])("nothing has ended where it %s", async (_why, ask) => {
  await list({ state: "active" }, [row("one")]);
  await ask();
  expect(ends).toBe(0);
});
