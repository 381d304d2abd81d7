import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { diskList } from "#lib/contract/inventory.ts";

export interface DiskFilter {
  q?: string;
  subscription?: string[];
  region?: string[];
}

const MAX_DISKS = 5000;

export function useDisks(filter: DiskFilter) {
  return useQuery({
    queryKey: queryKeys.disks({ ...filter }),
    queryFn: ({ signal }) => apiFetch(diskList, "/api/disks", { query: { ...filter, limit: MAX_DISKS }, signal }),
    placeholderData: keepPreviousData,
  });
}
