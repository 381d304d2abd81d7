// One operation. What is heard of it is in the cache already; while nothing can be heard the page asks every few seconds.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { type OperationRow, operationRow } from "#lib/contract/operations.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";
import { newest, takeAnswer } from "./live-operations.ts";
import { liveState } from "./live-state.ts";
import { useIsLive } from "./use-live-operations.ts";

export const OPERATION_POLL_MS = 3000;

export function useOperation(id: string) {
  const cache = useQueryClient();
  const isLive = useIsLive();
  const query = useQuery({
    queryKey: queryKeys.operation(id),
    queryFn: async ({ signal }) => newest(cache, await apiFetch(operationRow, operationPath(id), { signal })),
    enabled: id !== "",
    refetchInterval: (current) => (isLive || isOver(current.state.data) ? false : OPERATION_POLL_MS),
  });
  return { ...query, live: liveState(isLive, query) };
}

/** Cancel or retry: the answer is the operation's new state. */
export function useOperationCommand(id: string, command: "cancel" | "retry") {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => apiFetch(operationRow, `${operationPath(id)}/${command}`, { method: "POST" }),
    onSuccess: (operation) => takeAnswer(cache, operation),
  });
}

function isOver(operation: OperationRow | undefined): boolean {
  return operation !== undefined && isFinal(operation.state);
}

function operationPath(id: string): string {
  return `/api/operations/${encodeURIComponent(id)}`;
}
