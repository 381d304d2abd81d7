// What is heard of operations, taken into the query cache, where every page finds it.
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { inventoryKeys, queryKeys } from "#lib/client/api/query-keys.ts";
import type { StreamEvent } from "#lib/client/live/event-stream.ts";
import { type OperationRow, type operationList, operationRow } from "#lib/contract/operations.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";

type OperationList = z.infer<typeof operationList>;
type Lists = OperationList | InfiniteData<OperationList>;

/** Anything may have changed: what pages show is asked for again. */
export function lookAgain(cache: QueryClient): void {
  void cache.invalidateQueries({ queryKey: ["operation"] });
  void cache.invalidateQueries({ queryKey: queryKeys.operations() });
  lookAtInventory(cache);
}

/** An operation has ended, or may have. */
export function lookAtInventory(cache: QueryClient): void {
  for (const name of inventoryKeys) void cache.invalidateQueries({ queryKey: [name] });
}

export function hearEvent(cache: QueryClient, { type, data }: StreamEvent): void {
  const row = type === "operation" ? operationRow.safeParse(parseJson(data)).data : undefined;
  if (row) takeIn(cache, row);
  // "look", or a row of another form than this page knows: asking for it says so on the page.
  else lookAgain(cache);
}

/** Of two that crossed on their way, the one of the later state: an answer may come after the event of what followed. */
export function newest(cache: QueryClient, row: OperationRow): OperationRow {
  const known = cache.getQueryData<OperationRow>(queryKeys.operation(row.id));
  return known && known.updatedAt > row.updatedAt ? known : row;
}

/** The answer to an order or a command. */
export function takeAnswer(cache: QueryClient, row: OperationRow): Promise<void> {
  cache.setQueryData(queryKeys.operation(row.id), newest(cache, row));
  return cache.invalidateQueries({ queryKey: queryKeys.operations() });
}

function takeIn(cache: QueryClient, heard: OperationRow): void {
  const key = queryKeys.operation(heard.id);
  const before = cache.getQueryData<OperationRow>(key);
  if (newest(cache, heard) !== heard) return;
  cache.setQueryData(key, heard);
  // Its progress is written into the lists; only a new state moves it between them.
  cache.setQueriesData<Lists>({ queryKey: queryKeys.operations() }, (lists) => lists && withRow(lists, heard));
  if (before?.state === heard.state) return;
  void cache.invalidateQueries({ queryKey: queryKeys.operations() });
  if (isFinal(heard.state)) lookAtInventory(cache);
}

function withRow(lists: Lists, row: OperationRow): Lists {
  const put = (list: OperationList) => ({ ...list, items: list.items.map((item) => (item.id === row.id ? row : item)) });
  return "pages" in lists ? { ...lists, pages: lists.pages.map(put) } : put(lists);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
