import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { overview } from "#lib/contract/overview.ts";
import { apiFetch } from "./api-fetch.ts";
import { queryKeys } from "./query-keys.ts";
import { useScope } from "./scope.ts";

export function useOverview() {
  const scope = useScope();
  return useQuery({
    queryKey: queryKeys.overview(scope),
    queryFn: ({ signal }) => apiFetch(overview, "/api/overview", { query: { ...scope }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}
