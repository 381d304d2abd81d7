// Of which snapshots somebody else has a SAS, so that measuring them is not promised. The lists say of a SAS that it is
// there, not whose it is: ours are those the ledger had open when the list was read.
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { type AccessElsewhere, accessObstacle } from "#lib/domain/chains/measurability.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { AccessLedger } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Estate } from "#lib/services/ports/estate.ts";

export interface AccessElsewhereDeps {
  estate: Pick<Estate, "snapshots">;
  ledger: Pick<AccessLedger, "openSince">;
}

export function hasOpenAccess({ diskState }: Snapshot): boolean {
  return diskState.startsWith("ActiveSAS");
}

/** ids: of the snapshots that are asked about; asOf: when the reading began that told of them. */
export async function readAccessElsewhere(
  { estate, ledger }: AccessElsewhereDeps,
  ids: readonly string[],
  asOf: string,
  context: CallContext,
): Promise<AccessElsewhere> {
  const open = await estate.snapshots.openAccesses(context, [...new Set(ids)]);
  if (open.length === 0) return new Map();
  const own = await ledger.openSince(asOf);
  const isOwn = new Set(own.map(({ snapshotId }) => resourceKey(snapshotId)));
  return new Map(open.map((one) => [resourceKey(one.snapshotId), one] as const).filter(([key]) => !isOwn.has(key)));
}

export function readAccessElsewhereOf(
  deps: AccessElsewhereDeps,
  chains: readonly Chain[],
  asOf: string,
  context: CallContext,
): Promise<AccessElsewhere> {
  const ids = chains.flatMap(({ snapshots }) => snapshots.filter(hasOpenAccess).map(({ id }) => id));
  return readAccessElsewhere(deps, ids, asOf, context);
}

/** Rows that could be measured, and compared with the one before, if nobody else had access: with that said. */
export async function withAccessElsewhere(
  deps: AccessElsewhereDeps,
  rows: SnapshotRow[],
  asOf: string,
  context: CallContext,
): Promise<SnapshotRow[]> {
  const ids = rows.flatMap(({ id, delta }) =>
    delta.state === "not-measured" && delta.outlook === "now" ? [id, ...(delta.baseId === undefined ? [] : [delta.baseId])] : [],
  );
  if (ids.length === 0) return rows;
  const elsewhere = await readAccessElsewhere(deps, ids, asOf, context);
  if (elsewhere.size === 0) return rows;
  return rows.map((row) => {
    const { delta } = row;
    if (delta.state !== "not-measured" || delta.outlook !== "now") return row;
    const obstacle = accessObstacle({ ...row, baseId: delta.baseId }, elsewhere);
    if (!obstacle) return row;
    // What is not measured was not compared with the one before it either.
    const canDiffWithPrevious = row.canDiffWithPrevious.possible ? { possible: false, reason: obstacle.reason } : row.canDiffWithPrevious;
    return { ...row, delta: { ...delta, ...obstacle }, canDiffWithPrevious };
  });
}
