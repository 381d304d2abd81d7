// Ends a hold, or moves its end: the row stays, and says who lifted it and when. Whose hold it is not must say whose it is.
import type { ChangeHoldEndRequest, HoldRow, LiftHoldRequest } from "#lib/contract/holds.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { type Hold, isOwnHold } from "#lib/domain/holds/hold.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { NewHold } from "#lib/services/ports/holds.ts";
import { toHoldRow } from "./hold-row.ts";
import { assertToCome, type HoldDeps } from "./set-hold.ts";

export async function liftHold(deps: HoldDeps, id: string, { confirmOwner }: LiftHoldRequest, context: CallContext): Promise<HoldRow> {
  const hold = await findOwned(deps, id, confirmOwner, context);
  if (!(await deps.holds.lift(hold.id, context.principal))) throw alreadyLifted(hold);
  return rowOf(deps, hold.id, context);
}

/** The one that is lifted for it and the one that takes its place name each other. */
export async function changeHoldEnd(
  deps: HoldDeps,
  id: string,
  { until, confirmOwner }: ChangeHoldEndRequest,
  context: CallContext,
): Promise<HoldRow> {
  assertToCome(deps.clock, until);
  const hold = await findOwned(deps, id, confirmOwner, context);
  const { snapshotId, uniqueId, reason, owner } = hold;
  const next: NewHold = {
    id: deps.ids.uuid(),
    snapshotId,
    uniqueId,
    reason,
    owner,
    ...(until ? { until } : {}),
    setBy: context.principal,
    replaces: hold.id,
  };
  if (!(await deps.holds.lift(hold.id, context.principal, next))) throw alreadyLifted(hold);
  return rowOf(deps, next.id, context);
}

async function findOwned(deps: HoldDeps, id: string, confirmOwner: string | undefined, context: CallContext): Promise<Hold> {
  await deps.view.current(context);
  const hold = await deps.estate.holds.find(context, id);
  if (!hold) throw new AppError("not-found", "There is no such hold.", { details: { field: "id", given: id } });
  if (hold.liftedAt !== undefined) throw alreadyLifted(hold);
  if (isOwnHold(hold, context.principal) || confirmOwner?.trim() === hold.owner) return hold;
  const message = `${resourceName(hold.snapshotId)} is held for ${hold.owner}: say so by their name, and that you have their word.`;
  throw new AppError("invalid-input", message, { details: { field: "confirmOwner", rule: "confirm", allowed: hold.owner } });
}

function alreadyLifted({ snapshotId }: Hold): AppError {
  return new AppError("conflict", `This hold of ${resourceName(snapshotId)} was lifted already.`, { details: { field: "id" } });
}

async function rowOf(deps: HoldDeps, id: string, context: CallContext): Promise<HoldRow> {
  const hold = await deps.estate.holds.find(context, id);
  if (!hold) throw new AppError("not-found", "The snapshot of this hold is not seen any more.", { details: { field: "id", given: id } });
  return toHoldRow(hold, context.principal, deps.clock.nowMs());
}
