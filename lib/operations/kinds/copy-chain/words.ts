import { formatCount } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import { besideOf, commonPlace, resourceName } from "#lib/domain/inventory/inventory.ts";
import { type KindWords, leftInAzure, type Reservation } from "#lib/operations/kinds/kind-words.ts";
import { type CopyChainRequest, copyChainOptions, copyChainRequest } from "./request.ts";

/** The plan tells them before, the operation while it happens. */
export const copyChainSteps = {
  check: "Check the source snapshots",
  copy: "Copy them one after the other",
  confirm: "Confirm the new snapshots",
} as const;

/** In the order of the request. */
export function copyChainTargets({ snapshots, targetResourceGroup }: CopyChainRequest): Reservation[] {
  return snapshots.map(({ snapshotId, targetName }, index) => {
    const place = { resourceGroup: targetResourceGroup, type: "Microsoft.Compute/snapshots", name: targetName };
    return { targetId: besideOf(snapshotId, place), field: `snapshots.${index}.targetName` };
  });
}

export const copyChainWords: KindWords<CopyChainRequest> = {
  kind: "copy-chain",
  noun: "copying",
  plural: "Copies of several",
  changes: "Makes snapshots in another region, one after the other; their sources stay as they are.",
  request: copyChainRequest,
  options: copyChainOptions,
  title: ({ snapshots, targetRegion }) => `Copy ${countText(snapshots.length)} to ${regionLabel(targetRegion)}`,
  subjectId: ({ snapshots }) => commonPlace(snapshots.map(({ snapshotId }) => snapshotId)),
  reserves: copyChainTargets,
  fields: [
    { name: "snapshots", label: "Snapshots", print: (value) => listText(value) },
    { name: "targetRegion", label: "To region", print: (value) => regionLabel(String(value)) },
    { name: "targetResourceGroup", label: "Resource group" },
    { name: "sku", label: "Storage", print: (value) => (value === "Standard_ZRS" ? "Zone-redundant (ZRS)" : diskSkuLabel(String(value))) },
  ],
  afterCancel({ steps }) {
    const left = leftInAzure(steps, "copy", "the copy that is under way");
    return left && { ...left, text: `${left.text} Those that are complete stay, the others are not begun.` };
  },
  movesWhatWasPlanned: true,
};

export function countText(count: number): string {
  return count === 1 ? "1 snapshot" : `${formatCount(count)} snapshots`;
}

/** Of what is kept, perhaps by another version. */
function listText(value: unknown): string {
  const all = copyChainRequest.shape.snapshots.safeParse(value).data ?? [];
  return all.map(({ snapshotId, targetName }) => `${resourceName(snapshotId)} as ${targetName}`).join(", ");
}
