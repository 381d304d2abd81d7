import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { health } from "#lib/contract/health.ts";

export function useHealth() {
  return useQuery({
    queryKey: queryKeys.health(),
    queryFn: ({ signal }) => apiFetch(health, "/api/health", { signal }),
    staleTime: 30_000,
    refetchInterval: 60_000,
  });
}
