// The holds in force beside the rows of a list: added as they are answered, since they come and go without the estate.
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { isHeldBy } from "#lib/domain/holds/hold.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { HoldStore } from "#lib/services/ports/holds.ts";
import { toHoldMark } from "./hold-row.ts";

/** Rows are of what the asker sees, and so are their holds. */
export async function withHolds(
  holds: Pick<HoldStore, "on">,
  rows: SnapshotRow[],
  { principal }: Pick<CallContext, "principal">,
): Promise<SnapshotRow[]> {
  const found = await holds.on(rows);
  if (found.length === 0) return rows;
  const touched = new Set(found.flatMap(({ uniqueId, snapshotId }) => [resourceKey(uniqueId), resourceKey(snapshotId)]));
  return rows.map((row) => {
    if (!touched.has(resourceKey(row.uniqueId)) && !touched.has(resourceKey(row.id))) return row;
    const own = found.filter((hold) => isHeldBy(hold, row)).map((hold) => toHoldMark(hold, principal));
    return own.length > 0 ? { ...row, holds: own } : row;
  });
}
