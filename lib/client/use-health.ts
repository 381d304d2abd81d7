import { useQuery } from "@tanstack/react-query";
import { health } from "#lib/contract/health.ts";
import { apiFetch } from "./api-fetch.ts";
import { queryKeys } from "./query-keys.ts";

export function useHealth() {
  return useQuery({
    queryKey: queryKeys.health(),
    queryFn: ({ signal }) => apiFetch(health, "/api/health", { signal }),
    staleTime: 30_000,
    refetchInterval: 60_000,
  });
}
