// What Azure is still making or copying, followed while it is shown: by the operation that waits for it, where there is
// one, else by asking again at an interval.
import { useOperations } from "#lib/client/operations/use-operations.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";
import { isMoving } from "#lib/domain/inventory/snapshot-state.ts";

const MOVING_POLL_MS = 10_000;

/** For a query's refetchInterval. */
export function followMoving(rows: readonly Pick<SnapshotRow, "state">[] | undefined): number | false {
  return rows?.some((row) => isMoving(row.state)) ? MOVING_POLL_MS : false;
}

/** How far it is by what was read of it or heard of the operation that makes it, whichever is further. */
export function useMovedPercent(id: string, readPercent: number | undefined): number | undefined {
  const { data: heard } = useOperations({ state: "active" }, ({ items }) => {
    const maker = items.find(({ resultId }) => resultId !== undefined && sameResource(resultId, id));
    return maker?.percent ?? null;
  });
  return heard === null || heard === undefined ? readPercent : Math.max(heard, readPercent ?? 0);
}
