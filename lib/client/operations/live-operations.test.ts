import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test } from "vitest";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { hearEvent, newest, takeAnswer } from "./live-operations.ts";

let cache: QueryClient;
const runningList = queryKeys.operations({ state: "active" });
const pages = queryKeys.operations({ pages: {} });

beforeEach(() => {
  cache = new QueryClient();
  const list = { items: [row({ percent: 10 }), row({ id: "other" })], total: 2 };
  cache.setQueryData(runningList, list);
  cache.setQueryData(pages, { pages: [list], pageParams: [undefined] });
  cache.setQueryData(["snapshots", {}], "rows");
  cache.setQueryData(queryKeys.operation("one"), row({ percent: 10 }));
});

function row(fields: Partial<OperationRow>): OperationRow {
  return {
    id: "one",
    kind: "copy",
    state: "running",
    title: "Copy",
    percent: null,
    progressText: "",
    doneBytes: null,
    totalBytes: null,
    createdAt: "2026-11-01T00:00:00.000Z",
    updatedAt: "2026-11-01T00:00:10.000Z",
    attempts: 1,
    requestedBy: "somebody",
    cancellable: true,
    retryable: false,
    request: {},
    steps: [],
    ...fields,
  };
}

const hear = (fields: Partial<OperationRow>) => hearEvent(cache, { type: "operation", data: JSON.stringify(row(fields)) });
const isStale = (key: readonly unknown[]) => cache.getQueryState(key)?.isInvalidated;
const percents = () => cache.getQueryData<{ items: OperationRow[] }>(runningList)?.items.map((item) => item.percent);

test("progress is in the operation and in every list at once, and nothing is asked for", () => {
  hear({ percent: 50, updatedAt: "2026-11-01T00:00:11.000Z" });
  expect(cache.getQueryData<OperationRow>(queryKeys.operation("one"))?.percent).toBe(50);
  expect(percents()).toEqual([50, null]);
  expect(cache.getQueryData<{ pages: { items: OperationRow[] }[] }>(pages)?.pages[0]?.items[0]?.percent).toBe(50);
  expect([isStale(runningList), isStale(pages), isStale(["snapshots", {}])]).toEqual([false, false, false]);
});

test("a new state asks for the lists again, an end for the inventory too", () => {
  hear({ state: "waiting-for-azure", updatedAt: "2026-11-01T00:00:11.000Z" });
  expect([isStale(runningList), isStale(["snapshots", {}])]).toEqual([true, false]);
  hear({ state: "succeeded", updatedAt: "2026-11-01T00:00:12.000Z" });
  expect([isStale(pages), isStale(["snapshots", {}])]).toEqual([true, true]);
});

test("an operation that was not known asks for the lists", () => {
  hear({ id: "new" });
  expect(isStale(runningList)).toBe(true);
});

test("what arrives late does not undo what is newer, be it an event or an answer", () => {
  hear({ percent: 90, updatedAt: "2026-11-01T00:00:19.000Z" });
  hear({ percent: 50, updatedAt: "2026-11-01T00:00:15.000Z" });
  expect(percents()).toEqual([90, null]);
  const answer = row({ percent: 60, updatedAt: "2026-11-01T00:00:16.000Z" });
  expect(newest(cache, answer).percent).toBe(90);
  void takeAnswer(cache, answer);
  expect(cache.getQueryData<OperationRow>(queryKeys.operation("one"))?.percent).toBe(90);
});

test.each([
  ["look", "{}"],
  ["operation", "{}"],
  ["operation", "not JSON"],
])("%s %s: everything shown is asked for again: what ended unheard changed the inventory", (type, data) => {
  hearEvent(cache, { type, data });
  expect([isStale(queryKeys.operation("one")), isStale(runningList), isStale(["snapshots", {}])]).toEqual([true, true, true]);
});
