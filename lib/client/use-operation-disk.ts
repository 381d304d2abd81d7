// The disk an operation made, from the inventory.
import { useQuery } from "@tanstack/react-query";
import { diskList } from "#lib/contract/inventory.ts";
import { resourceName, sameResource } from "#lib/domain/inventory.ts";
import { apiFetch } from "./api-fetch.ts";
import { queryKeys } from "./query-keys.ts";

export function useOperationDisk(diskId: string) {
  const q = resourceName(diskId);
  return useQuery({
    queryKey: queryKeys.disks({ q }),
    queryFn: ({ signal }) => apiFetch(diskList, "/api/disks", { query: { q }, signal }),
    select: (list) => list.items.find((disk) => sameResource(disk.id, diskId)),
  });
}
