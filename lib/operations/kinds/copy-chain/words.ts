import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { commonPlace } from "#lib/domain/inventory/inventory.ts";
import { copyTargetsOf } from "#lib/domain/plans/copy-target.ts";
import { copiesText, copyPlaceFields, copyStorageFields, countText } from "#lib/domain/plans/copy-words.ts";
import { type KindWords, leftInAzure } from "#lib/operations/kinds/kind-words.ts";
import { type CopyChainRequest, copyChainOptions, copyChainRequest } from "./request.ts";

/** The plan tells them before, the operation while it happens. */
export const copyChainSteps = {
  check: "Check the source snapshots",
  copy: "Copy them one after the other",
  confirm: "Confirm the new snapshots",
} as const;

export const copyChainWords: KindWords<CopyChainRequest> = {
  kind: "copy-chain",
  noun: "copying",
  plural: "Copies of several",
  changes: "Makes snapshots in another region, one after the other; their sources stay as they are.",
  request: copyChainRequest,
  options: copyChainOptions,
  title: ({ snapshots, targetRegion }) => `Copy ${countText(snapshots.length)} to ${regionLabel(targetRegion)}`,
  subjectId: ({ snapshots }) => commonPlace(snapshots.map(({ snapshotId }) => snapshotId)),
  reserves: copyTargetsOf,
  fields: [{ name: "snapshots", label: "Snapshots", print: (value) => listText(value) }, ...copyPlaceFields, ...copyStorageFields],
  afterCancel({ steps }) {
    const left = leftInAzure(steps, "copy", "the copy that is under way");
    return left && { ...left, text: `${left.text} Those that are complete stay, the others are not begun.` };
  },
  movesWhatWasPlanned: true,
};

/** Of what is kept, perhaps by another version. */
function listText(value: unknown): string {
  const all = copyChainRequest.shape.snapshots.safeParse(value).data ?? [];
  return copiesText(all);
}
