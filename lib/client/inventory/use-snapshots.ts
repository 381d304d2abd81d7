import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { type SnapshotQuery, snapshotList } from "#lib/contract/inventory.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";
import { followMoving } from "./moving.ts";

export type SnapshotFilter = Partial<Omit<SnapshotQuery, "limit" | "cursor" | "format">>;

const PAGE_ROWS = 500;

/** Rows come by the page as the table is scrolled; another filter keeps the old rows until the new ones are there. */
export function useSnapshots(filter: SnapshotFilter) {
  return useInfiniteQuery({
    queryKey: queryKeys.snapshots({ pages: filter }),
    queryFn: ({ signal, pageParam }) =>
      apiFetch(snapshotList, "/api/snapshots", { query: { ...filter, limit: PAGE_ROWS, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => followMoving(query.state.data?.pages.flatMap((page) => page.items)),
  });
}

/** One snapshot by its id, also when no list holds it; of one that is gone, what is known. */
export function useSnapshot(id: string | undefined) {
  return useQuery({
    queryKey: queryKeys.snapshots({ id }),
    queryFn: ({ signal }) => apiFetch(snapshotList, "/api/snapshots", { query: { id }, signal }),
    enabled: Boolean(id),
    refetchInterval: (query) => followMoving(query.state.data?.items),
    select: ({ items, gone }) => ({ row: items.find((row) => id !== undefined && sameResource(row.id, id)), gone }),
  });
}
