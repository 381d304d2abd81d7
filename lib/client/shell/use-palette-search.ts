// What the palette finds for some letters: snapshots and disks by the server, the newest operations by their title.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { diskList, snapshotList } from "#lib/contract/inventory.ts";
import { operationList } from "#lib/contract/operations.ts";

const LIMIT = 6;
const PAUSE_MS = 120;

export function usePaletteSearch(text: string) {
  const [q] = useDebouncedValue(text.trim(), PAUSE_MS);
  const shared = { enabled: q.length > 0, placeholderData: keepPreviousData };
  const snapshots = useQuery({
    queryKey: queryKeys.snapshots({ palette: q }),
    queryFn: ({ signal }) => apiFetch(snapshotList, "/api/snapshots", { query: { q, limit: LIMIT }, signal }),
    ...shared,
  });
  const disks = useQuery({
    queryKey: queryKeys.disks({ palette: q }),
    queryFn: ({ signal }) => apiFetch(diskList, "/api/disks", { query: { q, limit: LIMIT }, signal }),
    ...shared,
  });
  const operations = useQuery({
    queryKey: queryKeys.operations({ palette: true }),
    queryFn: ({ signal }) => apiFetch(operationList, "/api/operations", { query: { limit: 200 }, signal }),
    ...shared,
  });
  // Also in the moment before the server is asked.
  const isSearching = q !== text.trim() || (q !== "" && (snapshots.isFetching || disks.isFetching));
  if (q === "") return { snapshots: [], disks: [], operations: [], isSearching };
  const words = q.toLowerCase();
  return {
    snapshots: snapshots.data?.items ?? [],
    disks: disks.data?.items ?? [],
    operations: (operations.data?.items ?? [])
      .filter((row) => row.title.toLowerCase().includes(words) || row.id.startsWith(words))
      .slice(0, LIMIT),
    isSearching,
  };
}
