// Dry runs and what forms may offer, of whatever kind. What a plan refuses never starts: the desk asks it too.
import type { OperationRequest } from "#lib/contract/operations.ts";
import type { FormOptions } from "#lib/contract/plans.ts";
import { AppError } from "#lib/domain/app-error.ts";
import type { Plan } from "#lib/domain/plans/plan.ts";
import { findKind, type OpenKind } from "#lib/operations/kinds/operation-kind.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

export function makePlan(deps: { kinds: readonly OpenKind[] }, request: OperationRequest, context: CallContext): Promise<Plan> {
  return findKind(deps.kinds, request.kind).plan(request, context);
}

export function getPlanOptions(
  deps: { kinds: readonly OpenKind[] },
  query: { kind: string; snapshot: string },
  context: CallContext,
): Promise<FormOptions> {
  const { options } = findKind(deps.kinds, query.kind);
  if (!options) throw new AppError("not-implemented", `There is nothing to choose for operations of kind ${query.kind}.`);
  return options(query.snapshot, context);
}
