// The temporary disk of a rehearsal: what is ordered of Azure, and again what may be deleted.
import { z } from "zod";
import type { ResourceOrder } from "#lib/domain/operations/resource-order.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import type { RehearseRequest } from "./request.ts";
import { rehearsalTarget } from "./words.ts";

/** The cheapest there is: it is there for minutes. */
export const REHEARSAL_SKU = "Standard_LRS";

/** What the check hands on, as it is read back after a restart. */
export const checkedSnapshot = z.object({
  name: z.string(),
  uniqueId: z.string(),
  region: z.string(),
  tags: z.record(z.string(), z.string()),
  sizeGib: z.number(),
});
export type CheckedSnapshot = z.infer<typeof checkedSnapshot>;

export function rehearsalOrder(
  request: RehearseRequest,
  snapshot: CheckedSnapshot,
  { operationId, createdAt }: { operationId: string; createdAt: string },
): ResourceOrder {
  return {
    operationId,
    targetId: rehearsalTarget(request).targetId,
    createOption: "Copy",
    source: { id: request.snapshotId, uniqueId: snapshot.uniqueId },
    region: snapshot.region,
    sku: REHEARSAL_SKU,
    sizeBytes: snapshot.sizeGib * GIB_BYTES,
    zones: [],
    tags: snapshot.tags,
    begunAt: createdAt,
  };
}
