// The chain a snapshot belongs to: what the pair picker chooses from.
import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { chainDetail } from "#lib/contract/chains.ts";
import { snapshotList } from "#lib/contract/inventory.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";

export function useDiffChain(snapshotId: string | undefined) {
  const rows = useQuery({
    queryKey: queryKeys.snapshots({ id: snapshotId }),
    queryFn: ({ signal }) => apiFetch(snapshotList, "/api/snapshots", { query: { id: snapshotId }, signal }),
    enabled: Boolean(snapshotId),
  });
  const chainId = rows.data?.items.find((row) => snapshotId && sameResource(row.id, snapshotId))?.chainId;
  const chain = useQuery({
    queryKey: queryKeys.chain(chainId ?? ""),
    queryFn: ({ signal }) => apiFetch(chainDetail, "/api/chains/detail", { query: { id: chainId }, signal }),
    enabled: Boolean(chainId),
  });
  return {
    chain: chain.data,
    isMissing: rows.isSuccess && !chainId,
    error: rows.error ?? chain.error,
    retry: rows.error ? rows.refetch : chain.refetch,
  };
}

/** Where to begin when no pair is chosen: the snapshots that stored the most against the one before. */
export function useDiffLargest(limit: number) {
  return useQuery({
    queryKey: queryKeys.snapshots({ sort: "delta", order: "desc", limit, for: "diff" }),
    queryFn: ({ signal }) => apiFetch(snapshotList, "/api/snapshots", { query: { sort: "delta", order: "desc", limit }, signal }),
  });
}
