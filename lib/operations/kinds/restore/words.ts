import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import { besideOf, resourceName } from "#lib/domain/inventory/inventory.ts";
import { type KindWords, leftInAzure, type Reservation } from "#lib/operations/kinds/kind-words.ts";
import { type RestoreRequest, restoreOptions, restoreRequest } from "./request.ts";

/** The plan tells them before, the operation while it happens. */
export const restoreSteps = {
  check: "Check the snapshot",
  create: "Create the disk",
  confirm: "Confirm the disk",
  fill: "Follow how Azure fills it",
} as const;

export function restoreTarget({ snapshotId, targetResourceGroup, diskName }: RestoreRequest): Reservation {
  const place = { resourceGroup: targetResourceGroup, type: "Microsoft.Compute/disks", name: diskName };
  return { targetId: besideOf(snapshotId, place), field: "diskName" };
}

export const restoreWords: KindWords<RestoreRequest> = {
  kind: "restore",
  noun: "restore",
  plural: "Restores",
  changes: "Makes a new disk from a snapshot; no existing disk is touched.",
  request: restoreRequest,
  options: restoreOptions,
  title: ({ snapshotId, diskName }) => `Restore ${resourceName(snapshotId)} to disk ${diskName}`,
  subjectId: ({ snapshotId }) => snapshotId,
  reserves: (request) => [restoreTarget(request)],
  fields: [
    { name: "diskName", label: "Name of the disk" },
    { name: "targetResourceGroup", label: "Resource group" },
    { name: "sku", label: "Storage", print: (value) => diskSkuLabel(String(value)) },
    { name: "sizeGib", label: "Size, GiB" },
    { name: "zone", label: "Zone" },
  ],
  afterCancel({ request, steps }) {
    const disk = `the disk ${String(request.diskName)}`;
    const isThere = steps.some(({ name, state }) => name === "confirm" && state === "succeeded");
    if (!isThere) return leftInAzure(steps, "create", disk);
    return { text: `Azure goes on filling ${disk}: it is there, and billed, unless you delete it in Azure.`, isLeftInAzure: true };
  },
  // Azure fills the disk in the background, and says of it a percentage at most.
  movesWhatWasPlanned: false,
};
