// Whether what stands at a copy's name is the failed copy that was confirmed, which may be deleted to be made again. A copy that is
// complete, or on its way, never is; nor is anything that is not Azure's own copy (CopyStart) of that very source.
import { type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import { snapshotIdentity } from "#lib/domain/inventory/snapshot-identity.ts";
import { snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import { type RowProblem, unknownIdentity } from "./delete-rule.ts";

export interface ConfirmedFailure {
  /** Of the copy that failed. */
  uniqueId: string;
  source: { id: string; uniqueId: string };
}

/** Undefined: it may go. */
export function failedCopyProblem(found: Snapshot, { uniqueId, source }: ConfirmedFailure): RowProblem | undefined {
  const { name } = found;
  const identity = snapshotIdentity(found, uniqueId);
  if (identity === "unknown") return unknownIdentity(found);
  if (identity === "another")
    return { rule: "recreated", message: `${name} is not the failed copy that was confirmed: that one is gone, and another has its name.` };
  if (!isCopyOf(found, source))
    return { rule: "not-its-copy", message: `${name} was not made as a copy of this snapshot. It was left as it is.` };
  const state = snapshotState(found);
  if (state === "copy-failed") return undefined;
  if (state === "ready") return { rule: "complete", message: `${name} is complete: a copy that has not failed is not deleted here.` };
  if (state === "deleting") return { rule: "deleting", message: `${name} is being deleted already.`, passes: true };
  return { rule: "not-failed", message: `${name} has not failed (${state.replaceAll("-", " ")}): only a failed copy is deleted here.` };
}

function isCopyOf(found: Snapshot, source: ConfirmedFailure["source"]): boolean {
  return (
    found.createOption?.toLowerCase() === "copystart" &&
    sameResource(found.sourceResourceId ?? "", source.id) &&
    // Deleted and made anew, the source is another snapshot. Where Azure does not say, its id stands for it.
    (found.sourceUniqueId === undefined || found.sourceUniqueId.toLowerCase() === source.uniqueId.toLowerCase())
  );
}
