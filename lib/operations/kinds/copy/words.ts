import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import { besideOf, resourceName } from "#lib/domain/inventory/inventory.ts";
import { type KindWords, leftInAzure, type Reservation } from "#lib/operations/kinds/kind-words.ts";
import { type CopyRequest, copyOptions, copyRequest } from "./request.ts";

/** The plan tells them before, the operation while it happens. */
export const copySteps = {
  check: "Check the source snapshot",
  start: "Start the copy in the target region",
  wait: "Wait until Azure has copied everything",
  confirm: "Confirm the new snapshot",
} as const;

export function copyTarget({ snapshotId, targetResourceGroup, targetName }: CopyRequest): Reservation {
  const place = { resourceGroup: targetResourceGroup, type: "Microsoft.Compute/snapshots", name: targetName };
  return { targetId: besideOf(snapshotId, place), field: "targetName" };
}

export const copyWords: KindWords<CopyRequest> = {
  kind: "copy",
  noun: "copy",
  plural: "Copies",
  changes: "Makes a snapshot in another region; its source stays as it is.",
  request: copyRequest,
  options: copyOptions,
  title: ({ snapshotId, targetRegion }) => `Copy ${resourceName(snapshotId)} to ${regionLabel(targetRegion)}`,
  subjectId: ({ snapshotId }) => snapshotId,
  reserves: (request) => [copyTarget(request)],
  fields: [
    { name: "targetRegion", label: "To region", print: (value) => regionLabel(String(value)) },
    { name: "targetResourceGroup", label: "Resource group" },
    { name: "targetName", label: "Name of the copy" },
    { name: "sku", label: "Storage", print: (value) => (value === "Standard_ZRS" ? "Zone-redundant (ZRS)" : diskSkuLabel(String(value))) },
  ],
  afterCancel: ({ request, steps }) => leftInAzure(steps, "start", `the copy ${String(request.targetName)}`),
  movesWhatWasPlanned: true,
};
