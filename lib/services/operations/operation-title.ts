import type { OperationRequest, Plan } from "#lib/contract/plans.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";

/** Short, for lists and headings: what the plan's summary says of sizes stands with the preview and the steps. */
export function operationTitle(request: OperationRequest, plan: Plan | undefined): string {
  switch (request.kind) {
    case "copy":
      return `Copy ${resourceName(request.snapshotId)} to ${regionLabel(request.targetRegion)}`;
    case "restore":
      return `Restore ${resourceName(request.snapshotId)} to disk ${request.diskName}`;
    case "measure":
      return plan?.summary.replace(/\.$/, "") ?? "Measure snapshots";
  }
}
