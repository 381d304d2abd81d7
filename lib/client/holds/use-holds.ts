import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { type HoldQuery, holdList } from "#lib/contract/holds.ts";

export type HoldFilter = Partial<Pick<HoldQuery, "snapshot" | "state">>;

export function useHolds(filter: HoldFilter) {
  return useQuery({
    queryKey: queryKeys.holds(filter),
    queryFn: ({ signal }) => apiFetch(holdList, "/api/holds", { query: filter, signal }),
  });
}
