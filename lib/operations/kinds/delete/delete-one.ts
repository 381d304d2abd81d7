// One snapshot of a delete: looked at in Azure, asked about here, and then deleted or left with its reason.
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { snapshotIdentity } from "#lib/domain/inventory/snapshot-identity.ts";
import { isReady, snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import { type DeleteFacts, deleteProblems, ownSasOf, type RowProblem, takesLast, unknownIdentity } from "#lib/domain/plans/delete-rule.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import { assertNotHeld } from "#lib/operations/kinds/not-held.ts";
import type { KindDeps } from "#lib/operations/kinds/operation-kind.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { DeleteRows } from "./delete-rows.ts";
import type { KeptMembers } from "./kept-members.ts";
import type { LookDeps, LookedAt } from "./look.ts";
import type { DeleteRequest } from "./request.ts";
import { lookAtUsage, type Usage, type UsageDeps, withUsage } from "./usage.ts";

export type DeleteDeps = LookDeps & UsageDeps & Pick<KindDeps, "estate" | "writer" | "refreshInventory" | "measureUnknown">;

export interface OneToDelete {
  one: DeleteRequest["snapshots"][number];
  /** Both absent: it is not in the lists any more. */
  known: LookedAt | undefined;
  chain: Chain | undefined;
  keptMembers: KeptMembers;
}

export async function deleteOne(
  deps: DeleteDeps,
  { payload, operationId }: OperationContext<DeleteRequest>,
  rows: DeleteRows,
  { one, known, chain, keptMembers }: OneToDelete,
  call: CallContext,
): Promise<void> {
  const wasOrdered = rows.stateOf(one.id) === "running";
  const now = await deps.inventory.getSnapshot(one.id, call);
  const identity = now && snapshotIdentity(now, one.uniqueId);
  if (!now || (wasOrdered && identity === "another")) {
    const detail = wasOrdered ? {} : { detail: "It was gone already: somebody else deleted it." };
    return rows.set(one.id, { state: "done", ...detail });
  }
  if (identity === "unknown") throw passing(unknownIdentity(now));
  // Azure is at it, by our order.
  const isUnderWay = wasOrdered && snapshotState(now) === "deleting";
  if (!isUnderWay) {
    const problem = await problemNow(deps, { payload, operationId, keptMembers, chain, known: known && { ...known, now } });
    if (problem?.passes) throw passing(problem);
    if (problem) return rows.set(one.id, { state: "refused", detail: problem.message });
  }
  await rows.set(one.id, { state: "running" });
  try {
    await deps.writer.deleteSnapshot(one, call, () => assertNotHeld(deps.holds, one));
  } catch (error) {
    const problem = await ownSasProblem(deps, one.id, error);
    if (!problem) throw error;
    // Azure said no.
    await rows.set(one.id, { state: "waiting" });
    throw problem;
  }
  await rows.set(one.id, { state: "done" });
}

function passing({ rule, message }: RowProblem): AppError {
  return new AppError("conflict", message, { retryable: true, details: { rule } });
}

/** What Azure refuses for a SAS of ours, taken since it was looked at. */
async function ownSasProblem(deps: UsageDeps, snapshotId: string, error: unknown): Promise<AppError | undefined> {
  if (!isAppError(error) || error.details?.rule !== "active-sas") return undefined;
  if (!(await lookAtUsage(deps, [])).isOwnSas(snapshotId)) return undefined;
  return passing(ownSasOf(resourceName(snapshotId)));
}

interface Looked extends Pick<OneToDelete, "known" | "chain" | "keptMembers"> {
  payload: DeleteRequest;
  operationId: string;
}

async function problemNow(deps: DeleteDeps, { known, chain, payload, operationId, keptMembers }: Looked): Promise<RowProblem | undefined> {
  if (!known || !chain) return { rule: "not-seen", message: "It is not in the lists any more: you may no longer read it." };
  const usage = await lookAtUsage(deps, [known], operationId);
  const facts = withUsage({ ...known, nowMs: deps.clock.nowMs() }, usage);
  const problems = deleteProblems(facts);
  // What stays in the way counts more than what passes.
  const problem = problems.find(({ passes }) => !passes) ?? problems[0];
  if (problem) return problem;
  const last = await lastProblem(facts, payload, usage, { chain, keptMembers });
  return last === undefined ? undefined : { rule: "last-restore-point", message: last };
}

/** The lists may be old: what is to stay is looked at before its last companion goes. */
async function lastProblem(
  { name, now }: DeleteFacts,
  { acceptsLast, snapshots }: DeleteRequest,
  { going }: Usage,
  { chain, keptMembers }: { chain: Chain; keptMembers: KeptMembers },
): Promise<string | undefined> {
  // What is not complete is nobody's restore point.
  if (acceptsLast || !now || !isReady(now)) return undefined;
  const own = snapshots.map(({ id }) => id);
  const among = `${name} would be among the last of its chain`;
  if (takesLast(chain, own)) return `${among}: the others went since this was confirmed.`;
  if (takesLast(chain, own, going)) return `${among}: another delete under way takes the others.`;
  if (await keptMembers.isOneThere(chain, [...own, ...going])) return undefined;
  return `${among}: Azure shows none of the others complete now.`;
}
