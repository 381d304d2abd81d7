import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { type CostQuery, costReport, priceList } from "#lib/contract/costs.ts";

export type CostFilter = Partial<Omit<CostQuery, "format">>;

/** Changing the grouping keeps the old report on screen until the new one is there. */
export function useCosts(filter: CostFilter) {
  return useQuery({
    queryKey: queryKeys.costs(filter),
    queryFn: ({ signal }) => apiFetch(costReport, "/api/costs", { query: filter, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function useCostPrices(isOpen: boolean) {
  return useQuery({
    queryKey: queryKeys.prices(),
    queryFn: ({ signal }) => apiFetch(priceList, "/api/prices", { signal }),
    enabled: isOpen,
    staleTime: 300_000,
  });
}
