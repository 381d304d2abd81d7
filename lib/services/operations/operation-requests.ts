import type { z } from "zod";
import type { OperationQuery, OperationRequest, OperationRow, operationList } from "#lib/contract/operations.ts";
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import { ACTIVE_STATES, FINAL_STATES } from "#lib/domain/operations/operation-state.ts";
import { isPlanFingerprint } from "#lib/domain/plans/plan-fingerprint.ts";
import type { OperationFilter } from "#lib/operations/engine/operation-store.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { OperationDesk } from "./operation-desk.ts";

const keyPattern = /^[\x21-\x7e]{1,200}$/;

export function startOperation(
  deps: { desk: OperationDesk },
  request: OperationRequest,
  { key, plan }: { key: string | null; plan: string | null },
  context: CallContext,
): Promise<OperationRow> {
  if (key !== null && !keyPattern.test(key)) {
    throw new AppError("invalid-input", "Idempotency-Key must be 1 to 200 visible ASCII characters.", {
      details: { field: "Idempotency-Key", given: key.slice(0, 200) },
    });
  }
  if (plan !== null && !isPlanFingerprint(plan)) {
    const field = "Snapscope-Plan";
    throw new AppError("invalid-input", `${field} must be the fingerprint of a plan, as POST /api/plans gives it.`, {
      details: { field, given: plan.slice(0, 200) },
    });
  }
  return deps.desk.submit(request, key ?? undefined, context, plan ?? undefined);
}

export async function listOperations(
  deps: { desk: OperationDesk },
  query: OperationQuery,
  context: CallContext,
): Promise<z.infer<typeof operationList>> {
  const { cursor, limit } = query;
  if (cursor !== undefined) await assertCursor(deps.desk, cursor, context);
  // One more than asked for tells whether there is another page.
  const after = cursor === undefined ? {} : { after: cursor };
  const { items, total } = await deps.desk.list({ ...filterOf(query), ...after, limit: limit + 1 }, context);
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { items: page, total, ...(items.length > limit && last ? { nextCursor: last.id } : {}) };
}

/** As the store takes it, without the page. */
export function filterOf({ state, kind }: OperationQuery): Omit<OperationFilter, "after" | "limit" | "sight"> {
  return { ...(state === "all" ? {} : { states: STATES[state] }), ...(kind === undefined ? {} : { kind }) };
}

const STATES = { active: ACTIVE_STATES, finished: FINAL_STATES } as const;

async function assertCursor(desk: OperationDesk, cursor: string, context: CallContext): Promise<void> {
  await desk.get(cursor, context).catch((error: unknown) => {
    if (!isAppError(error) || error.code !== "not-found") throw error;
    throw new AppError("invalid-input", "This cursor was not given by this list.", { details: { field: "cursor", given: cursor } });
  });
}
