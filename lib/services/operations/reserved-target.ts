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

interface Target {
  targetId: string;
  /** The one of the request that names it. */
  field?: string;
}

/** Throws where another operation has one of the targets. */
export async function assertNotReserved(deps: ReservedTargetDeps, targets: readonly Target[], context: CallContext): Promise<void> {
  for (const target of targets) await assertFree(deps, target, context);
}

async function assertFree(deps: ReservedTargetDeps, target: Target, context: CallContext): Promise<void> {
  const holder = await deps.store.findHolder(target.targetId);
  if (!holder) return;
  const isSeen = isInSight(await deps.sightOf(context), holder);
  const who = isSeen ? `"${holder.title}" (${stateLabel(holder.state)})` : "one that you may not see";
  const what = `Another operation has ${resourceName(target.targetId)} as its target: ${who}.`;
  throw new AppError("conflict", `${what} Choose another one, or wait until it has ended.`, {
    details: { ...target, ...(isSeen ? { operationId: holder.id } : {}) },
  });
}

/** It was held when it was to be stored, and who held it has ended since. */
export function heldJustNow(targetIds: readonly string[]): AppError {
  const names = targetIds.map(resourceName).join(", ");
  const what = `Another operation had ${targetIds.length > 1 ? `one of ${names}` : names} as its target until now. Look at what it left, then try again.`;
  return new AppError("conflict", what, { retryable: true, details: { targetIds } });
}
