// The snapshots of all chains in view, in one answer, for the small timelines of the list. Beyond a few thousand the
// list goes without them: it is then read by its numbers.
import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { followMoving } from "#lib/client/inventory/moving.ts";
import type { Scope } from "#lib/client/shell/scope.ts";
import { type SnapshotRow, snapshotList } from "#lib/contract/inventory.ts";

const MAX_NODES = 3000;

export function useChainNodes(scope: Scope, snapshotCount: number) {
  const query = { ...scope, sort: "created", order: "asc", limit: MAX_NODES } as const;
  return useQuery({
    queryKey: queryKeys.snapshots({ nodes: query }),
    queryFn: ({ signal }) => apiFetch(snapshotList, "/api/snapshots", { query, signal }),
    enabled: snapshotCount > 0 && snapshotCount <= MAX_NODES,
    select: (list) => groupByChain(list.items),
    refetchInterval: (query) => followMoving(query.state.data?.items),
    staleTime: 60_000,
  });
}

function groupByChain(rows: readonly SnapshotRow[]): Map<string, SnapshotRow[]> {
  return Map.groupBy(rows, (row) => row.chainId);
}
