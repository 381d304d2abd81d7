import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { accessList } from "#lib/contract/health.ts";

export function useAccesses() {
  return useQuery({
    queryKey: queryKeys.accesses(),
    queryFn: ({ signal }) => apiFetch(accessList, "/api/accesses", { signal }),
    refetchInterval: 30_000,
  });
}
