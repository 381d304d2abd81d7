// What the form of new snapshots begins with, and what follows from a change.
import type { SnapshotKind } from "#lib/domain/inventory/inventory.ts";
import type { SnapshotSku } from "#lib/domain/inventory/snapshot-sku.ts";
import type { Choice } from "#lib/domain/plans/plan.ts";
import { MAX_INSTANT_MINUTES, type SnapshotOptions, type SnapshotRequest } from "#lib/operations/kinds/take-snapshot/request.ts";

export type SnapshotFields = Omit<SnapshotRequest, "kind">;

export const NO_INSTANT_ACCESS = "none";

export const INSTANT_CHOICES: Choice[] = [
  { value: NO_INSTANT_ACCESS, label: "None: ready when the background copy is", possible: true },
  ...[60, 120, 180, 240, MAX_INSTANT_MINUTES].map((minutes) => ({
    value: String(minutes),
    label: minutes === 60 ? "For 1 hour" : `For ${minutes / 60} hours`,
    possible: true,
  })),
];

/** Only the disk that was asked about: the others of its machine are offered beside it. */
export function initialSnapshotFields(options: SnapshotOptions): SnapshotFields {
  const [asked] = options.disks;
  return {
    disks: asked ? [{ diskId: asked.diskId, name: asked.suggestedName }] : [],
    targetResourceGroup: options.suggestedGroup?.name ?? options.resourceGroups[0]?.name ?? "",
    ...ofType(options, "incremental"),
  };
}

/** With the storage that is recommended for it; a full one has no instant access. */
export function ofType(options: SnapshotOptions, type: SnapshotKind): Pick<SnapshotFields, "type" | "sku" | "instantAccessMinutes"> {
  const choices = options.skus[type].filter(({ possible }) => possible);
  const best = choices.find(({ recommended }) => recommended) ?? choices[0];
  return { type, sku: (best?.value ?? "Standard_LRS") as SnapshotSku, instantAccessMinutes: undefined };
}
