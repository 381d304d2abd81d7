import type { ChainDetail } from "#lib/contract/chains.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { InventoryView } from "#lib/services/inventory/inventory-view.ts";
import { toSnapshotRow } from "#lib/services/inventory/snapshot-row.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { toChainRow } from "./chain-row.ts";

export async function getChain(deps: { view: InventoryView }, chainId: string, context: CallContext): Promise<ChainDetail> {
  const estate = await deps.view.current(context);
  const chain = estate.structure.chain(chainId);
  if (!chain)
    throw new AppError("not-found", "There is no such chain; its snapshots may have been deleted.", {
      details: { field: "id", given: chainId },
    });
  return {
    chain: toChainRow(estate, chain),
    snapshots: chain.snapshots.map((snapshot) => toSnapshotRow(estate, snapshot)),
    copies: chain.copies.map(({ sourceSnapshotId, region, copy }) => ({
      sourceSnapshotId: resourceKey(sourceSnapshotId),
      region,
      snapshot: toSnapshotRow(estate, copy),
    })),
    asOf: estate.asOf,
  };
}
