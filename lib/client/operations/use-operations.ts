import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { operationList } from "#lib/contract/operations.ts";
import { useIsLive } from "./use-live-operations.ts";

export interface OperationFilter {
  state: "active" | "finished" | "all";
  kind?: string;
  limit?: number;
}

const ACTIVE_POLL_MS = 2000;
const IDLE_POLL_MS = 10_000;

/** The live connection says when one changed; while there is none, running ones are asked for every two seconds. */
export function useOperations(filter: OperationFilter) {
  const { state, kind, limit = 100 } = filter;
  const isLive = useIsLive();
  return useQuery({
    queryKey: queryKeys.operations({ state, kind, limit }),
    queryFn: ({ signal }) => apiFetch(operationList, "/api/operations", { query: { state, kind, limit }, signal }),
    refetchInterval: (query) => {
      if (isLive) return false;
      return query.state.data?.items.some((row) => !row.finishedAt) ? ACTIVE_POLL_MS : IDLE_POLL_MS;
    },
  });
}
