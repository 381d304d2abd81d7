import { besideOf, resourceName } from "#lib/domain/inventory/inventory.ts";
import type { KindWords, Reservation } from "#lib/operations/kinds/kind-words.ts";
import { type RehearseRequest, rehearseOptions, rehearseRequest } from "./request.ts";

/** The plan tells them before, the operation while it happens. */
export const rehearseSteps = {
  check: "Check the snapshot",
  create: "Create a temporary disk",
  read: "Read its partition table and superblocks",
  delete: "Delete the temporary disk",
  record: "Record what was found",
} as const;

export function rehearsalTarget({ snapshotId, targetResourceGroup, diskName }: RehearseRequest): Reservation {
  const place = { resourceGroup: targetResourceGroup, type: "Microsoft.Compute/disks", name: diskName };
  return { targetId: besideOf(snapshotId, place), field: "diskName" };
}

export const rehearseWords: KindWords<RehearseRequest> = {
  kind: "rehearse",
  noun: "rehearsal",
  plural: "Rehearsals",
  changes: "Makes a temporary disk from a snapshot, reads its partition table and superblocks, and deletes that disk again.",
  request: rehearseRequest,
  options: rehearseOptions,
  title: ({ snapshotId }) => `Rehearse a restore of ${resourceName(snapshotId)}`,
  subjectId: ({ snapshotId }) => snapshotId,
  reserves: (request) => [rehearsalTarget(request)],
  fields: [
    { name: "diskName", label: "Temporary disk" },
    { name: "targetResourceGroup", label: "Resource group" },
  ],
  afterCancel({ request, steps }) {
    const stateOf = (step: string) => steps.find(({ name }) => name === step)?.state ?? "pending";
    if (stateOf("create") === "pending" || stateOf("delete") === "succeeded") return undefined;
    const text = `The temporary disk ${String(request.diskName)} is deleted with it; where Azure did not answer to that, Snapscope tries again at its next start, and so does a retry.`;
    return { text, isLeftInAzure: false };
  },
  outcomes: { nothing: "nothing recognised" },
  movesWhatWasPlanned: false,
};
