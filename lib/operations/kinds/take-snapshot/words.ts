import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import { besideOf, commonPlace, resourceName } from "#lib/domain/inventory/inventory.ts";
import { type KindWords, leftInAzure, type Reservation } from "#lib/operations/kinds/kind-words.ts";
import { type SnapshotRequest, snapshotOptions, snapshotRequest } from "./request.ts";

/** The plan tells them before, the operation while it happens. */
export const snapshotSteps = {
  check: "Check the disks",
  order: "Ask Azure for the snapshots",
  wait: "Wait until they are complete",
  confirm: "Confirm the snapshots",
} as const;

/** In the order of the request. */
export function snapshotTargets({ disks, targetResourceGroup }: SnapshotRequest): Reservation[] {
  return disks.map(({ diskId, name }, index) => {
    const place = { resourceGroup: targetResourceGroup, type: "Microsoft.Compute/snapshots", name };
    return { targetId: besideOf(diskId, place), field: nameField(index) };
  });
}

export function nameField(index: number): string {
  return `disks.${index}.name`;
}

export const snapshotWords: KindWords<SnapshotRequest> = {
  kind: "take-snapshot",
  noun: "new snapshot",
  plural: "New snapshots",
  changes: "Takes snapshots of disks; the disks stay as they are.",
  request: snapshotRequest,
  options: snapshotOptions,
  subject: "disk",
  title: ({ disks }) => `Take a snapshot of ${disksText(disks)}`,
  subjectId: ({ disks }) => commonPlace(disks.map(({ diskId }) => diskId)),
  reserves: snapshotTargets,
  fields: [
    { name: "disks", label: "Disks", print: (value) => listText(value) },
    { name: "targetResourceGroup", label: "Resource group" },
    { name: "type", label: "Type" },
    { name: "sku", label: "Storage", print: (value) => diskSkuLabel(String(value)) },
    { name: "instantAccessMinutes", label: "Instant access, minutes" },
  ],
  afterCancel({ request, steps }) {
    const names = namesOf(request.disks);
    return leftInAzure(
      steps,
      "order",
      names.length === 1 ? `the snapshot ${names[0]}` : `the snapshots ${names.join(", ")}`,
      names.length === 1,
    );
  },
  movesWhatWasPlanned: false,
};

export function disksText(disks: readonly { diskId: string }[]): string {
  const [first, ...others] = disks;
  if (!first) return "no disk";
  if (others.length === 0) return resourceName(first.diskId);
  return `${resourceName(first.diskId)} and ${others.length === 1 ? "another disk" : `${others.length} other disks`}`;
}

/** Of what is kept, perhaps by another version. */
function keptDisks(value: unknown): SnapshotRequest["disks"] {
  return snapshotRequest.shape.disks.safeParse(value).data ?? [];
}

function namesOf(value: unknown): string[] {
  return keptDisks(value).map(({ name }) => name);
}

function listText(value: unknown): string {
  return keptDisks(value)
    .map(({ diskId, name }) => `${resourceName(diskId)} as ${name}`)
    .join(", ");
}
