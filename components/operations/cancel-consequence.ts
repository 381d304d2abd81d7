// What cancelling leaves behind. Azure finishes what it was asked for: only the following of it ends.
import type { OperationRow } from "#lib/contract/operations.ts";

/** One or two sentences; undefined where cancelling leaves nothing. */
export function cancelConsequence({ kind, request, steps }: Pick<OperationRow, "kind" | "request" | "steps">): string | undefined {
  if (kind === "measure") return "What is measured so far is kept.";
  const order = steps.find((step) => step.name === "start" || step.name === "create")?.state ?? "pending";
  if (order === "pending") return undefined;
  const what = kind === "copy" ? `the copy ${String(request.targetName)}` : `the disk ${String(request.diskName)}`;
  return order === "succeeded"
    ? `Azure goes on making ${what}: it will be there, and billed, unless you delete it in Azure. A retry follows it to its end.`
    : `Azure may have begun to make ${what}: look whether it is there, and delete it in Azure if you do not want it.`;
}
