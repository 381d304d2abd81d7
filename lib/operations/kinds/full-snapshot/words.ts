import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import { besideOf, resourceName } from "#lib/domain/inventory/inventory.ts";
import { type KindWords, leftInAzure, type Reservation } from "#lib/operations/kinds/kind-words.ts";
import { type FullSnapshotRequest, fullSnapshotOptions, fullSnapshotRequest } from "./request.ts";

/** The plan tells them before, the operation while it happens. */
export const fullSnapshotSteps = {
  check: "Check the snapshot",
  order: "Ask Azure for the full snapshot",
  confirm: "Confirm it",
} as const;

export function fullSnapshotTarget({ snapshotId, targetResourceGroup, targetName }: FullSnapshotRequest): Reservation {
  const place = { resourceGroup: targetResourceGroup, type: "Microsoft.Compute/snapshots", name: targetName };
  return { targetId: besideOf(snapshotId, place), field: "targetName" };
}

export const fullSnapshotWords: KindWords<FullSnapshotRequest> = {
  kind: "full-snapshot",
  noun: "full snapshot",
  plural: "Full snapshots",
  changes: "Makes a full snapshot from a snapshot; that one stays as it is.",
  request: fullSnapshotRequest,
  options: fullSnapshotOptions,
  title: ({ snapshotId, targetName }) => `Make ${targetName}, a full snapshot, from ${resourceName(snapshotId)}`,
  subjectId: ({ snapshotId }) => snapshotId,
  reserves: (request) => [fullSnapshotTarget(request)],
  fields: [
    { name: "targetName", label: "Name of the full snapshot" },
    { name: "targetResourceGroup", label: "Resource group" },
    { name: "sku", label: "Storage", print: (value) => diskSkuLabel(String(value)) },
  ],
  afterCancel: ({ request, steps }) => leftInAzure(steps, "order", `the full snapshot ${String(request.targetName)}`),
  // Azure makes it inside the region, and says nothing of what it moves.
  movesWhatWasPlanned: false,
};
