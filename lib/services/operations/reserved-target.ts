// What an operation under way makes or takes away is reserved: another one with the same target is refused, by name where
// the asker may see who holds it.
import { AppError } from "#lib/domain/app-error.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { isInSight, type Sight } from "#lib/domain/inventory/sight.ts";
import { stateLabel } from "#lib/domain/operations/operation-state.ts";
import type { OperationStore } from "#lib/operations/engine/operation-store.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

interface ReservedTargetDeps {
  store: Pick<OperationStore, "findHolder">;
  sightOf(context: CallContext): Promise<Sight>;
}

/** Throws where another operation has the target; field: the one of the request that names it. */
export async function assertNotReserved(
  deps: ReservedTargetDeps,
  target: { targetId: string; field?: string } | undefined,
  context: CallContext,
): Promise<void> {
  const holder = target && (await deps.store.findHolder(target.targetId));
  if (!holder) return;
  const isSeen = isInSight(await deps.sightOf(context), holder);
  const who = isSeen ? `"${holder.title}" (${stateLabel(holder.state)})` : "one that you may not see";
  const what = `Another operation has ${resourceName(target.targetId)} as its target: ${who}.`;
  throw new AppError("conflict", `${what} Choose another name, or wait until it has ended.`, {
    details: { ...target, ...(isSeen ? { operationId: holder.id } : {}) },
  });
}

/** It was held when it was to be stored, and who held it has ended since. */
export function heldJustNow(targetId: string): AppError {
  const what = `Another operation had ${resourceName(targetId)} as its target until now. Look at what it left, then try again.`;
  return new AppError("conflict", what, { retryable: true, details: { targetId } });
}
