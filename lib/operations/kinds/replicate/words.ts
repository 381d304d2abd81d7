import { formatCount } from "#lib/domain/format.ts";
import { commonPlace, resourceName } from "#lib/domain/inventory/inventory.ts";
import type { TransferObjective } from "#lib/domain/replication/request-plan.ts";
import type { KindWords } from "#lib/operations/kinds/kind-words.ts";
import { type ReplicateRequest, replicateOptions, replicateRequest, TRANSFER_OBJECTIVES } from "./request.ts";

/** The plan tells them before, the operation while it happens. */
export const replicateSteps = {
  check: "Check the snapshots and the replica",
  replicate: "Write what changed, one recovery point after the other",
  confirm: "Confirm the recovery points",
} as const;

export const OBJECTIVE_LABELS: Readonly<Record<TransferObjective, string>> = {
  "least-time": "Least time",
  "fewest-bytes": "Fewest bytes",
  "least-cost": "Least cost",
};

/** No two operations write one replica: named as ARM would name its blob, whose account may be one of the settings. */
export function replicaTargetId({ accountId, container, name }: ReplicateRequest["place"]): string {
  return `${accountId}/blobServices/default/containers/${container}/blobs/${name}`;
}

export const replicateWords: KindWords<ReplicateRequest> = {
  kind: "replicate",
  noun: "replication",
  plural: "Replications",
  changes: "Writes page blobs in a storage account and takes blob snapshots of them; the snapshots they come from stay as they are.",
  request: replicateRequest,
  options: replicateOptions,
  title: ({ snapshots, place }) => `Replicate ${countText(snapshots.length)} to ${place.name} in ${accountName(place.accountId)}`,
  subjectId: ({ snapshots }) => commonPlace(snapshots.map(({ snapshotId }) => snapshotId)),
  reserves: ({ place }) => [{ targetId: replicaTargetId(place), field: "place.name" }],
  fields: [
    { name: "snapshots", label: "Snapshots", print: (value) => listText(value) },
    { name: "place", label: "Replica", print: (value) => placeText(value) },
    { name: "objective", label: "Optimised for", print: (value) => objectiveText(value) },
  ],
  afterCancel({ steps }) {
    const state = steps.find(({ name }) => name === "replicate")?.state ?? "pending";
    if (state === "pending") return undefined;
    return {
      text: "Recovery points that are complete stay in the storage account, and are billed. The one that was being written is not shown as one; a retry, or the next replication, goes on with it.",
      isLeftInAzure: true,
    };
  },
  movesWhatWasPlanned: false,
};

export function countText(count: number): string {
  return count === 1 ? "1 snapshot" : `${formatCount(count)} snapshots`;
}

/** An ARM id ends with it; of a target of the settings it stands behind the colon. */
export function accountName(accountId: string): string {
  return accountId.startsWith("target:") ? accountId.slice("target:".length) : resourceName(accountId);
}

/** Of what is kept, perhaps by another version; as are the next two. */
function listText(value: unknown): string {
  const all = replicateRequest.shape.snapshots.safeParse(value).data ?? [];
  return all.map(({ snapshotId }) => resourceName(snapshotId)).join(", ");
}

function placeText(value: unknown): string {
  const place = replicateRequest.shape.place.safeParse(value).data;
  return place ? `${place.name} in container ${place.container} of ${accountName(place.accountId)}` : "";
}

function objectiveText(value: unknown): string {
  const known = TRANSFER_OBJECTIVES.find((one) => one === value);
  return known ? OBJECTIVE_LABELS[known] : String(value);
}
