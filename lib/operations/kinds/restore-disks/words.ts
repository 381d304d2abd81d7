import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import { besideOf, commonPlace, resourceName } from "#lib/domain/inventory/inventory.ts";
import { type KindWords, leftInAzure, type Reservation } from "#lib/operations/kinds/kind-words.ts";
import { type RestoreDisksRequest, restoreDisksOptions, restoreDisksRequest } from "./request.ts";

/** The plan tells them before, the operation while it happens. */
export const restoreDisksSteps = {
  check: "Check the snapshots",
  create: "Create the disks",
  confirm: "Confirm the disks",
} as const;

/** In the order of the request. */
export function restoreDisksTargets({ snapshots, targetResourceGroup }: RestoreDisksRequest): Reservation[] {
  return snapshots.map(({ snapshotId, diskName }, index) => {
    const place = { resourceGroup: targetResourceGroup, type: "Microsoft.Compute/disks", name: diskName };
    return { targetId: besideOf(snapshotId, place), field: diskNameField(index) };
  });
}

export function diskNameField(index: number): string {
  return `snapshots.${index}.diskName`;
}

export const restoreDisksWords: KindWords<RestoreDisksRequest> = {
  kind: "restore-disks",
  noun: "restore",
  plural: "Restores of several disks",
  changes: "Makes new disks from snapshots of several disks; no existing disk is touched.",
  request: restoreDisksRequest,
  options: restoreDisksOptions,
  subject: "disk",
  title: ({ snapshots }) => `Restore ${snapshots.length === 1 ? "a disk" : `${snapshots.length} disks`}: ${namesText(snapshots)}`,
  subjectId: ({ snapshots }) => commonPlace(snapshots.map(({ snapshotId }) => snapshotId)),
  reserves: restoreDisksTargets,
  fields: [
    { name: "snapshots", label: "Disks", print: (value) => listText(value) },
    { name: "targetResourceGroup", label: "Resource group" },
  ],
  afterCancel({ request, steps }) {
    const kept = keptSnapshots(request.snapshots);
    return leftInAzure(steps, "create", `${kept.length === 1 ? "the disk" : "the disks"} ${namesText(kept)}`, kept.length === 1);
  },
  // Azure fills the disks in the background.
  movesWhatWasPlanned: false,
};

function namesText(snapshots: readonly { diskName: string }[]): string {
  return snapshots.map(({ diskName }) => diskName).join(", ");
}

/** Of what is kept, perhaps by another version. */
function keptSnapshots(value: unknown): RestoreDisksRequest["snapshots"] {
  return restoreDisksRequest.shape.snapshots.safeParse(value).data ?? [];
}

function listText(value: unknown): string {
  return keptSnapshots(value)
    .map(({ snapshotId, diskName, sku }) => `${resourceName(snapshotId)} to ${diskName} (${diskSkuLabel(sku)})`)
    .join(", ");
}
