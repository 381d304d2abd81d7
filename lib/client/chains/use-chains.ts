import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { followMoving } from "#lib/client/inventory/moving.ts";
import { type ChainQuery, chainDetail, chainList } from "#lib/contract/chains.ts";

export type ChainFilter = Partial<Omit<ChainQuery, "limit" | "cursor" | "format">>;

const MAX_CHAINS = 5000;

export function useChains(filter: ChainFilter, isNeeded = true) {
  return useQuery({
    queryKey: queryKeys.chains(filter),
    queryFn: ({ signal }) => apiFetch(chainList, "/api/chains", { query: { ...filter, limit: MAX_CHAINS }, signal }),
    placeholderData: keepPreviousData,
    enabled: isNeeded,
  });
}

export function useChain(id: string | undefined) {
  return useQuery({
    queryKey: queryKeys.chain(id ?? ""),
    queryFn: ({ signal }) => apiFetch(chainDetail, "/api/chains/detail", { query: { id }, signal }),
    enabled: Boolean(id),
    refetchInterval: ({ state: { data } }) => followMoving(data && [...data.snapshots, ...data.copies.map(({ snapshot }) => snapshot)]),
  });
}
