"use client";
// What the live connection hears goes into the query cache, where every page finds it. Mounted once, by the shell.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { inventoryKeys, queryKeys } from "#lib/client/api/query-keys.ts";
import { type OperationRow, operationRow } from "#lib/contract/operations.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";
import { type LiveMessage, openLiveConnection } from "./live-connection.ts";

let isLive = false;
const listeners = new Set<() => void>();

/** Whether changes arrive as they happen; while they do not, pages ask at intervals. */
export function useIsLive(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => isLive,
    () => false,
  );
}

export function useLiveOperations(): void {
  const cache = useQueryClient();
  useEffect(() => {
    const connection = openLiveConnection((message) => hear(cache, message));
    return () => connection.close();
  }, [cache]);
}

function hear(cache: QueryClient, message: LiveMessage): void {
  switch (message.type) {
    case "state":
      setLive(message.isLive);
      return;
    case "look":
      void cache.invalidateQueries({ queryKey: queryKeys.operations() });
      void cache.invalidateQueries({ queryKey: ["operation"] });
      return;
    case "operation": {
      // A tab that was opened after the stream learns from what it hears that there is one.
      setLive(true);
      const row = operationRow.safeParse(parseJson(message.data)).data;
      if (row) takeIn(cache, row);
      return;
    }
    case "hello":
      return;
  }
}

function takeIn(cache: QueryClient, row: OperationRow): void {
  const before = cache.getQueryData<OperationRow>(queryKeys.operation(row.id));
  // Two answers may cross on their way: what is newer stays.
  if (before && before.updatedAt > row.updatedAt) return;
  cache.setQueryData(queryKeys.operation(row.id), row);
  void cache.invalidateQueries({ queryKey: queryKeys.operations() });
  if (isFinal(row.state)) for (const key of inventoryKeys) void cache.invalidateQueries({ queryKey: [key] });
}

function setLive(next: boolean): void {
  if (isLive === next) return;
  isLive = next;
  for (const listener of listeners) listener();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
