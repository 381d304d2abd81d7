// One operation, live. The server sends its full state on connect and on every change, so a lost connection loses
// nothing: EventSource connects again by itself, and until it does the page asks every few seconds.
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { inventoryKeys, queryKeys } from "#lib/client/api/query-keys.ts";
import { type OperationRow, operationRow } from "#lib/contract/operations.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";

/** lost: Snapscope itself does not answer, and what is shown is the last that was heard. */
export type LiveState = "live" | "polling" | "lost" | "ended";

const POLL_MS = 3000;

export function useOperation(id: string) {
  const cache = useQueryClient();
  const [isLive, setIsLive] = useState(false);
  const query = useQuery({
    queryKey: queryKeys.operation(id),
    queryFn: ({ signal }) => apiFetch(operationRow, operationPath(id), { signal }),
    enabled: id !== "",
    refetchInterval: (current) => (isLive || isOver(current.state.data) ? false : POLL_MS),
  });
  const hasEnded = isOver(query.data);

  useEffect(() => {
    if (id === "" || hasEnded) return;
    const events = new EventSource(`${operationPath(id)}/events`);
    events.onopen = () => setIsLive(true);
    events.onerror = () => setIsLive(false);
    events.addEventListener("operation", (event: MessageEvent<string>) => {
      const parsed = operationRow.safeParse(parseJson(event.data));
      if (!parsed.success) return;
      setIsLive(true);
      cache.setQueryData(queryKeys.operation(id), parsed.data);
      if (isOver(parsed.data)) void refreshAfter(cache);
    });
    return () => events.close();
  }, [id, hasEnded, cache]);

  const live: LiveState = hasEnded ? "ended" : isLive ? "live" : query.isRefetchError ? "lost" : "polling";
  return { ...query, live };
}

/** Cancel or retry: the answer is the operation's new state. */
export function useOperationCommand(id: string, command: "cancel" | "retry") {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => apiFetch(operationRow, `${operationPath(id)}/${command}`, { method: "POST" }),
    onSuccess: (operation) => {
      cache.setQueryData(queryKeys.operation(id), operation);
      return cache.invalidateQueries({ queryKey: queryKeys.operations() });
    },
  });
}

function isOver(operation: OperationRow | undefined): boolean {
  return operation !== undefined && isFinal(operation.state);
}

/** What an operation changed is in the lists, the inventory and the costs. */
async function refreshAfter(cache: QueryClient): Promise<void> {
  const stale = [queryKeys.operations(), ...inventoryKeys.map((key) => [key])];
  await Promise.all(stale.map((queryKey) => cache.invalidateQueries({ queryKey })));
}

function operationPath(id: string): string {
  return `/api/operations/${encodeURIComponent(id)}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
