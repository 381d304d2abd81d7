import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { replicaList } from "#lib/contract/replicas.ts";

/** Of a chain, read from the storage accounts: it takes a moment, and is asked for where somebody looks at it. */
export function useReplicas(chainId: string | undefined, isNeeded = true) {
  return useQuery({
    queryKey: queryKeys.replicas(chainId ?? ""),
    queryFn: ({ signal }) => apiFetch(replicaList, "/api/replicas", { query: { chain: chainId }, signal }),
    enabled: Boolean(chainId) && isNeeded,
    staleTime: 30_000,
  });
}
