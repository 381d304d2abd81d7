import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { planOptions } from "#lib/contract/plans.ts";

/** What a copy or restore of this snapshot may be; asked anew whenever the form opens, for it changes with Azure. */
export function usePlanOptions(kind: "copy" | "restore", snapshotId: string, isOpen: boolean) {
  return useQuery({
    queryKey: queryKeys.planOptions(kind, snapshotId),
    queryFn: ({ signal }) => apiFetch(planOptions, "/api/plans/options", { query: { kind, snapshot: snapshotId }, signal }),
    enabled: isOpen,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
}
