import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { reclaimAnswer } from "#lib/contract/reclaim.ts";

/** What deleting these would free, alone and together. */
export function useReclaim(ids: readonly string[]) {
  return useQuery({
    queryKey: queryKeys.reclaim(ids),
    queryFn: ({ signal }) => apiFetch(reclaimAnswer, "/api/reclaim", { query: { snapshot: ids }, signal }),
    placeholderData: ids.length > 1 ? keepPreviousData : undefined,
    enabled: ids.length > 0,
  });
}
