import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";

/** What an operation on this snapshot may be; asked anew whenever the form opens, for it changes with Azure. */
export function usePlanOptions<T extends z.ZodType>(options: T, kind: string, snapshotId: string, isOpen: boolean) {
  return useQuery({
    queryKey: queryKeys.planOptions(kind, snapshotId),
    queryFn: ({ signal }) => apiFetch(options, "/api/plans/options", { query: { kind, snapshot: snapshotId }, signal }),
    enabled: isOpen,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
}
