import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { useScope } from "#lib/client/shell/scope.ts";
import { overview } from "#lib/contract/overview.ts";

export function useOverview() {
  const scope = useScope();
  return useQuery({
    queryKey: queryKeys.overview(scope),
    queryFn: ({ signal }) => apiFetch(overview, "/api/overview", { query: { ...scope }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}
