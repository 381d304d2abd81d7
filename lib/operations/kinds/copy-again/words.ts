import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { commonPlace } from "#lib/domain/inventory/inventory.ts";
import { copyTargetsOf } from "#lib/domain/plans/copy-target.ts";
import { copiesText, copyPlaceFields, copyStorageFields, countText } from "#lib/domain/plans/copy-words.ts";
import { type KindWords, leftInAzure } from "#lib/operations/kinds/kind-words.ts";
import { type CopyAgainRequest, copyAgainRequest } from "./request.ts";

/** The plan tells them before, the operation while it happens. */
export const copyAgainSteps = {
  check: "Check what is to be copied",
  remove: "Delete the failed copy",
  copy: "Copy again under the same name",
  confirm: "Confirm what was copied",
} as const;

export const copyAgainWords: KindWords<CopyAgainRequest> = {
  kind: "copy-again",
  noun: "copy",
  plural: "Copies made again",
  changes: "Deletes a copy that failed, if it is the one that was confirmed, and copies again under its name; sources stay as they are.",
  request: copyAgainRequest,
  title: ({ snapshots, targetRegion }) =>
    `Delete the failed copy ${snapshots[0]?.targetName ?? ""}, copy ${againText(snapshots.length)} to ${regionLabel(targetRegion)}`,
  subjectId: ({ snapshots }) => commonPlace(snapshots.map(({ snapshotId }) => snapshotId)),
  reserves: copyTargetsOf,
  fields: [
    { name: "snapshots", label: "Snapshots", print: (value) => copiesText(copyAgainRequest.shape.snapshots.safeParse(value).data ?? []) },
    ...copyPlaceFields,
    ...copyStorageFields,
  ],
  afterCancel({ steps }) {
    const left = leftInAzure(steps, "copy", "the copy that is under way");
    if (left) return left;
    if ((steps.find(({ name }) => name === "remove")?.state ?? "pending") === "pending") return undefined;
    return { text: "The failed copy may be deleted already; nothing was copied again. A retry goes on.", isLeftInAzure: false };
  },
  movesWhatWasPlanned: true,
};

function againText(count: number): string {
  return count === 1 ? "again" : `it and ${countText(count - 1)} after it`;
}
