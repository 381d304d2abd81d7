import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { type CostQuery, costReport, priceList } from "#lib/contract/costs.ts";

export type CostFilter = Partial<Omit<CostQuery, "format" | "answer">>;

/**
 * The figures come at once, with the dearest lines; what has to be waited for comes after, where there is any. Changing the
 * grouping keeps the old report on screen until the new one is there.
 */
export function useCosts(filter: CostFilter) {
  const quick = useCostReport({ ...filter, answer: "quick" }, { keepsPrevious: true });
  const isPartial = quick.data?.isPartial === true && !quick.isPlaceholderData;
  const whole = useCostReport(filter, { isEnabled: isPartial });
  const retry = () => void (quick.isError ? quick.refetch() : whole.refetch());
  return {
    data: isPartial ? (whole.data ?? quick.data) : quick.data,
    error: quick.error,
    /** The figures are there, the rest is not. */
    restError: isPartial ? whole.error : null,
    isCompleting: isPartial && whole.isPending,
    isPlaceholderData: quick.isPlaceholderData,
    retry,
  };
}

function useCostReport(query: CostFilter & { answer?: "quick" }, { isEnabled = true, keepsPrevious = false }) {
  return useQuery({
    queryKey: queryKeys.costs(query),
    queryFn: ({ signal }) => apiFetch(costReport, "/api/costs", { query, signal }),
    enabled: isEnabled,
    ...(keepsPrevious ? { placeholderData: keepPreviousData } : {}),
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
