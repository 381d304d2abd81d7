import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { diffSummary } from "#lib/contract/diffs.ts";

/** Totals of a diff. The first time for a pair Azure is asked, which takes a while; snapshots never change, so it stays. */
export function useDiff(base: string | undefined, target: string | undefined) {
  return useQuery({
    queryKey: queryKeys.diff(base ?? "", target ?? ""),
    queryFn: ({ signal }) => apiFetch(diffSummary, "/api/diffs", { query: { base, target }, signal }),
    enabled: Boolean(base && target),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}
