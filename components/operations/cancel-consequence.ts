// What cancelling leaves behind. Azure finishes what it was asked for: only the following of it ends.
import type { OperationRow } from "#lib/contract/operations.ts";

/** One or two sentences; undefined where cancelling leaves nothing. */
export function cancelConsequence({ kind, request, steps }: Pick<OperationRow, "kind" | "request" | "steps">): string | undefined {
  const isOrdered = steps.some((step) => (step.name === "start" || step.name === "create") && step.state !== "pending");
  if (kind === "measure") return "What is measured so far is kept.";
  if (!isOrdered) return undefined;
  return kind === "copy"
    ? `Azure goes on copying into ${String(request.targetName)}: it will be there, and billed, unless you delete it in Azure. A retry follows it to its end.`
    : `Azure goes on making the disk ${String(request.diskName)}: it will be there, and billed, unless you delete it in Azure. A retry follows it to its end.`;
}
