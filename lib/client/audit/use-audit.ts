import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { type AuditQuery, auditList } from "#lib/contract/audit.ts";

export type AuditFilter = Partial<Pick<AuditQuery, "event" | "about" | "operation" | "q">>;

const PAGE_ROWS = 200;
const POLL_MS = 30_000;

/** Newest first, by the page as the table is scrolled. Asked anew only while no more than the first page is shown. */
export function useAudit(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: queryKeys.audit({ pages: filter }),
    queryFn: ({ signal, pageParam }) =>
      apiFetch(auditList, "/api/audit", { query: { ...filter, limit: PAGE_ROWS, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.pages.length ?? 0) <= 1 && POLL_MS,
  });
}

/** One entry, also where no loaded page has it; null: there is none that may be seen. An entry never changes. */
export function useAuditEntry(seq: string | undefined) {
  return useQuery({
    queryKey: queryKeys.audit({ seq }),
    queryFn: ({ signal }) => apiFetch(auditList, "/api/audit", { query: { seq }, signal }),
    enabled: seq !== undefined && /^[1-9]\d{0,14}$/.test(seq),
    staleTime: Number.POSITIVE_INFINITY,
    select: ({ items }) => items[0] ?? null,
  });
}
