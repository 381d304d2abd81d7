import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { type OperationRow, operationList } from "#lib/contract/operations.ts";

export interface OperationFilter {
  state: "active" | "finished" | "all";
  kind?: string;
  limit?: number;
}

const ACTIVE_POLL_MS = 2000;
const IDLE_POLL_MS = 10_000;

const PAGE_ROWS = 100;

/** Running ones are asked for every two seconds while there are any; the detail page listens to each one live. */
export function useOperations(filter: OperationFilter) {
  const { state, kind, limit = PAGE_ROWS } = filter;
  return useQuery({
    queryKey: queryKeys.operations({ state, kind, limit }),
    queryFn: ({ signal }) => apiFetch(operationList, "/api/operations", { query: { state, kind, limit }, signal }),
    refetchInterval: (query) => pollMs(query.state.data?.items),
  });
}

/** The first so many pages of the list, newest first. */
export function useOperationPages({ state, kind }: Omit<OperationFilter, "limit">, wanted: number) {
  const query = useInfiniteQuery({
    queryKey: queryKeys.operations({ pages: { state, kind } }),
    queryFn: ({ signal, pageParam }) =>
      apiFetch(operationList, "/api/operations", { query: { state, kind, limit: PAGE_ROWS, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: (query) => pollMs(query.state.data?.pages.flatMap((page) => page.items)),
  });
  const { data, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = query;
  const loaded = data?.pages.length ?? 0;
  const isShort = loaded > 0 && loaded < wanted && hasNextPage;
  useEffect(() => {
    if (isShort && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [isShort, isFetching, isFetchNextPageError, fetchNextPage]);
  return query;
}

function pollMs(rows: readonly OperationRow[] | undefined): number {
  return rows?.some((row) => !row.finishedAt) ? ACTIVE_POLL_MS : IDLE_POLL_MS;
}
