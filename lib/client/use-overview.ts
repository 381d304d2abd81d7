import { useQuery } from "@tanstack/react-query";
import { overview } from "#lib/contract/overview.ts";
import { apiFetch } from "./api-fetch.ts";
import { queryKeys } from "./query-keys.ts";

export function useOverview() {
  return useQuery({
    queryKey: queryKeys.overview(),
    queryFn: ({ signal }) => apiFetch(overview, "/api/overview", { signal }),
    refetchInterval: 60_000,
  });
}
