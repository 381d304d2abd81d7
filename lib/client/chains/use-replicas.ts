import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { replicaList } from "#lib/contract/replicas.ts";

const FRESH_MS = 60_000;

/** Of a chain's disk, read from the storage accounts themselves: that takes a moment, and is not asked at each look. */
export function useReplicas(chainId: string | undefined, isNeeded = true) {
  return useQuery({
    queryKey: queryKeys.replicas(chainId ?? ""),
    queryFn: ({ signal }) => apiFetch(replicaList, "/api/replicas", { query: { chain: chainId }, signal }),
    enabled: Boolean(chainId) && isNeeded,
    staleTime: FRESH_MS,
    refetchOnWindowFocus: false,
  });
}
