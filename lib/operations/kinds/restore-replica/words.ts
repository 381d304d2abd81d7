import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import { besideOf, resourceName } from "#lib/domain/inventory/inventory.ts";
import { type KindWords, leftInAzure, type Reservation } from "#lib/operations/kinds/kind-words.ts";
import { type RestoreReplicaRequest, restoreReplicaOptions, restoreReplicaRequest, SYSTEM_LABELS, type SystemChoice } from "./request.ts";

/** The plan tells them before, the operation while it happens. */
export const restoreReplicaSteps = {
  check: "Check the recovery point",
  stage: "Copy it to a blob of its own",
  create: "Create the disk",
  confirm: "Confirm the disk",
  clean: "Delete that blob",
} as const;

/** In the subscription of the account. */
export function restoreReplicaTarget({ accountId, targetResourceGroup, diskName }: RestoreReplicaRequest): Reservation {
  const place = { resourceGroup: targetResourceGroup, type: "Microsoft.Compute/disks", name: diskName };
  return { targetId: besideOf(accountId, place), field: "diskName" };
}

export const restoreReplicaWords: KindWords<RestoreReplicaRequest> = {
  kind: "restore-replica",
  noun: "restore",
  plural: "Restores from replicas",
  changes: "Makes a new disk from a recovery point of a replica, by way of a blob beside it; no existing disk is touched, nor the replica.",
  request: restoreReplicaRequest,
  options: restoreReplicaOptions,
  subject: "point",
  title: ({ replica, diskName }) => `Restore the replica ${replica} to disk ${diskName}`,
  subjectId: ({ accountId }) => accountId,
  reserves: (request) => [restoreReplicaTarget(request)],
  fields: [
    { name: "accountId", label: "Storage account", print: (value) => resourceName(String(value)) },
    { name: "container", label: "Container" },
    { name: "replica", label: "Replica" },
    { name: "uniqueId", label: "Unique id of the snapshot" },
    { name: "diskName", label: "Name of the disk" },
    { name: "targetResourceGroup", label: "Resource group" },
    { name: "sku", label: "Storage", print: (value) => diskSkuLabel(String(value)) },
    { name: "sizeGib", label: "Size, GiB" },
    { name: "zone", label: "Zone" },
    { name: "system", label: "On the disk", print: (value) => SYSTEM_LABELS[value as SystemChoice] ?? String(value) },
  ],
  afterCancel({ request, steps }) {
    const stateOf = (name: string) => steps.find((step) => step.name === name)?.state ?? "pending";
    if (stateOf("stage") === "pending") return undefined;
    const { replica, container } = request as RestoreReplicaRequest;
    const blob = `The blob ${replica}.restore-….vhd in ${container} may be left: a retry goes on with it and deletes it at its end; delete it in Azure if you do not retry.`;
    const disk = leftInAzure(steps, "create", `the disk ${String(request.diskName)}`)?.text;
    // Azure reads the blob until the disk is there.
    return { text: disk ? `${disk} ${blob}` : blob, isLeftInAzure: true };
  },
  movesWhatWasPlanned: false,
};
