// One disk by its id, whatever the list in view shows.
import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { diskList } from "#lib/contract/inventory.ts";
import { resourceName, sameResource } from "#lib/domain/inventory/inventory.ts";

export function useDisk(diskId: string, options: { enabled?: boolean } = {}) {
  const q = resourceName(diskId);
  return useQuery({
    queryKey: queryKeys.disks({ q }),
    queryFn: ({ signal }) => apiFetch(diskList, "/api/disks", { query: { q }, signal }),
    select: (list) => list.items.find((disk) => sameResource(disk.id, diskId)),
    ...options,
  });
}
