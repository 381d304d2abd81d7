import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { copyIdOf } from "#lib/domain/plans/copy-target.ts";
import { copyPlaceFields, copyStorageFields } from "#lib/domain/plans/copy-words.ts";
import { type KindWords, leftInAzure, type Reservation } from "#lib/operations/kinds/kind-words.ts";
import { type CopyRequest, copyOptions, copyRequest } from "./request.ts";

/** The plan tells them before, the operation while it happens. */
export const copySteps = {
  check: "Check the source snapshot",
  start: "Start the copy in the target region",
  wait: "Wait until Azure has copied everything",
  confirm: "Confirm the new snapshot",
} as const;

export function copyTarget(request: CopyRequest): Reservation {
  return { targetId: copyIdOf(request.snapshotId, request, request.targetName), field: "targetName" };
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
  fields: [...copyPlaceFields, { name: "targetName", label: "Name of the copy" }, ...copyStorageFields],
  afterCancel: ({ request, steps }) => leftInAzure(steps, "start", `the copy ${String(request.targetName)}`),
  movesWhatWasPlanned: true,
};
