// Dry runs and what forms may offer, of whatever kind. What a plan refuses never starts: the desk asks it too.
import type { FormSubject, OperationRequest } from "#lib/contract/operations.ts";
import type { FormOptions } from "#lib/contract/plans.ts";
import { AppError } from "#lib/domain/app-error.ts";
import type { Plan } from "#lib/domain/plans/plan.ts";
import { planFingerprint } from "#lib/domain/plans/plan-fingerprint.ts";
import { findKind, type OpenKind } from "#lib/operations/kinds/operation-kind.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

export async function makePlan(
  deps: { kinds: readonly OpenKind[] },
  request: OperationRequest,
  context: CallContext,
): Promise<Plan & { fingerprint: string }> {
  const plan = await findKind(deps.kinds, request.kind).plan(request, context);
  return { ...plan, fingerprint: planFingerprint(plan) };
}

export function getPlanOptions(
  deps: { kinds: readonly OpenKind[] },
  query: { kind: string; targetSubscription?: string | undefined } & { [Subject in FormSubject]?: string | undefined },
  context: CallContext,
): Promise<FormOptions> {
  const { options, words } = findKind(deps.kinds, query.kind);
  if (!options) throw new AppError("not-implemented", `There is nothing to choose for operations of kind ${query.kind}.`);
  const field = words.subject ?? "snapshot";
  const subjectId = query[field];
  if (subjectId === undefined)
    throw new AppError("invalid-input", `${field} is missing: the id of the ${field} to choose for.`, { details: { field } });
  return options(subjectId, context, { targetSubscriptionId: query.targetSubscription });
}
