import { type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { z } from "zod";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { type OperationRow, operationList } from "#lib/contract/operations.ts";
import { newest } from "./live-operations.ts";
import { liveState } from "./live-state.ts";
import { useIsLive } from "./use-live-operations.ts";

export interface OperationFilter {
  state: "active" | "finished" | "all";
  kind?: string;
  limit?: number;
}

const ACTIVE_POLL_MS = 2000;
const IDLE_POLL_MS = 10_000;

const PAGE_ROWS = 100;

type OperationList = z.infer<typeof operationList>;

/**
 * What is heard of them is in the cache already; while nothing can be heard they are asked for every few seconds.
 * select: what the caller needs of them, so that it is drawn again when that has changed and not at every progress.
 */
export function useOperations<T = OperationList>(filter: OperationFilter, select?: (list: OperationList) => T) {
  const { state, kind, limit = PAGE_ROWS } = filter;
  const cache = useQueryClient();
  const isLive = useIsLive();
  return useQuery({
    queryKey: queryKeys.operations({ state, kind, limit }),
    queryFn: ({ signal }) => readList(cache, { state, kind, limit }, signal),
    select,
    refetchInterval: (query) => !isLive && pollMs(query.state.data?.items),
  });
}

/** The first so many pages of the list, newest first. */
export function useOperationPages({ state, kind }: Omit<OperationFilter, "limit">, wanted: number) {
  const cache = useQueryClient();
  const isLive = useIsLive();
  const query = useInfiniteQuery({
    queryKey: queryKeys.operations({ pages: { state, kind } }),
    queryFn: ({ signal, pageParam }) => readList(cache, { state, kind, limit: PAGE_ROWS, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: (query) => !isLive && pollMs(rowsOf(query.state.data)),
  });
  const { data, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = query;
  const loaded = data?.pages.length ?? 0;
  const isShort = loaded > 0 && loaded < wanted && hasNextPage;
  useEffect(() => {
    if (isShort && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [isShort, isFetching, isFetchNextPageError, fetchNextPage]);
  return { ...query, live: liveState(isLive, query), pollMs: pollMs(rowsOf(data)) };
}

async function readList(cache: QueryClient, query: OperationFilter & { cursor?: string }, signal: AbortSignal) {
  const list = await apiFetch(operationList, "/api/operations", { query: { ...query }, signal });
  return { ...list, items: list.items.map((row) => newest(cache, row)) };
}

function rowsOf(data: { pages: { items: OperationRow[] }[] } | undefined): OperationRow[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}

function pollMs(rows: readonly OperationRow[] = []): number {
  return rows.some((row) => !row.finishedAt) ? ACTIVE_POLL_MS : IDLE_POLL_MS;
}
