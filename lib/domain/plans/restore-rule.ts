// Whether a disk can be made from a snapshot at all, whatever its type and size: for lists, buttons and the plan.
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { isInstantAccess, notReadyReason } from "#lib/domain/inventory/snapshot-state.ts";
import { closedProblems } from "./closed-subscription.ts";
import type { PlanProblem } from "./plan.ts";

export function canRestore(snapshot: Snapshot, chain: Pick<Chain, "closed">): { possible: boolean; reason?: string } {
  const [problem] = restoreProblems(snapshot, chain);
  return problem ? { possible: false, reason: problem.message } : { possible: true };
}

export function restoreProblems(snapshot: Snapshot, chain: Pick<Chain, "closed">): PlanProblem[] {
  const closed = closedProblems(chain, "snapshotId");
  if (closed.length > 0) return closed;
  const notReady = isInstantAccess(snapshot) ? undefined : notReadyReason(snapshot);
  if (notReady) return [{ field: "snapshotId", rule: "not-ready", message: `${notReady} A disk can be made when it is complete.` }];
  if (snapshot.diskSizeBytes !== undefined) return [];
  const message = `Azure does not say how large ${snapshot.name} is, so it is not known how large a disk it needs.`;
  return [{ field: "snapshotId", rule: "unknown-size", message }];
}
