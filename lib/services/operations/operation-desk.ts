// Where operations are handed in, looked up, cancelled and tried again: what the API does with them.

import { createHash } from "node:crypto";
import type { OperationRequest, OperationRow } from "#lib/contract/operations.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { isInSight, type Sight } from "#lib/domain/inventory/sight.ts";
import { withOperationId } from "#lib/domain/operations/operation-mark.ts";
import { isRetryable, type OperationState, stateLabel } from "#lib/domain/operations/operation-state.ts";
import type { Plan } from "#lib/domain/plans/plan.ts";
import { changedParts, planFingerprint } from "#lib/domain/plans/plan-fingerprint.ts";
import type { OperationFilter, OperationRecord, OperationStore } from "#lib/operations/engine/operation-store.ts";
import type { Runner } from "#lib/operations/engine/runner.ts";
import type { TurnStore } from "#lib/operations/engine/turn-store.ts";
import { findKind, type OpenKind } from "#lib/operations/kinds/operation-kind.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Ids } from "#lib/services/ports/clock.ts";
import { rowOf, withQueue } from "./queued-rows.ts";
import { assertNotReserved, heldJustNow } from "./reserved-target.ts";
import { isAskedBy } from "./to-operation-row.ts";

export interface OperationDeskDeps {
  sightOf(context: CallContext): Promise<Sight>;
  store: OperationStore;
  turns: Pick<TurnStore, "places">;
  runner: Pick<Runner, "submitted" | "cancelled">;
  kinds: readonly OpenKind[];
  changed(operationId: string): void;
  ids: Ids;
}

export interface OperationDesk {
  /** Refuses what the plan says is not possible, and what another operation has as its target. The same key and request gives the operation of that time. */
  submit(
    request: OperationRequest,
    idempotencyKey: string | undefined,
    context: CallContext,
    /** Fingerprint of the plan that was looked at: one that no longer holds is refused with what changed. Absent: none was. */
    seenPlan?: string,
  ): Promise<OperationRow>;
  /** One that the asker may not see is not found, here and below. */
  get(id: string, context: CallContext): Promise<OperationRow>;
  list(filter: Omit<OperationFilter, "sight">, context: CallContext): Promise<{ items: OperationRow[]; total: number }>;
  cancel(id: string, context: CallContext): Promise<OperationRow>;
  /** Runs with the rights of who asked for it first: nobody else may. */
  retry(id: string, context: CallContext): Promise<OperationRow>;
}

/** Not everything that may stand in a path may stand in a query of the database. */
const idPattern = /^[\w-]{1,100}$/;

export function createOperationDesk(deps: OperationDeskDeps): OperationDesk {
  const { store } = deps;
  const find = async (id: string, context: CallContext) => {
    const record = idPattern.test(id) ? await store.get(id) : undefined;
    if (!record || !isInSight(await deps.sightOf(context), record))
      throw new AppError("not-found", "There is no such operation.", { details: { field: "id", given: id } });
    return record;
  };
  return {
    submit: (request, key, context, seenPlan) => submit(deps, { request, key, seenPlan }, context),
    get: async (id, context) => rowOf(deps, await find(id, context), context),
    async list(filter, context) {
      const { items, total } = await store.list({ ...filter, sight: await deps.sightOf(context) });
      return { items: await withQueue(deps, items, context), total };
    },
    async cancel(id, context) {
      await find(id, context);
      if (!(await store.requestCancel(id, context))) throw refuseMove("cancel", (await find(id, context)).state);
      deps.runner.cancelled(id);
      deps.changed(id);
      return rowOf(deps, await find(id, context), context);
    },
    async retry(id, context) {
      const record = await find(id, context);
      if (!isAskedBy(record, context.principal)) throw refuseToRetryFor(record);
      const { targetKeys } = record;
      if (!(await store.requestRetry(id, context))) {
        const { state } = await find(id, context);
        if (!isRetryable(state) || targetKeys.length === 0) throw refuseMove("retry", state);
        await assertNotReserved(
          deps,
          targetKeys.map((targetId) => ({ targetId })),
          context,
        );
        throw heldJustNow(targetKeys);
      }
      await deps.runner.submitted(id);
      deps.changed(id);
      return rowOf(deps, await find(id, context), context);
    },
  };
}

interface Handed {
  request: OperationRequest;
  key: string | undefined;
  seenPlan: string | undefined;
}

async function submit(deps: OperationDeskDeps, handed: Handed, context: CallContext): Promise<OperationRow> {
  const { request, key } = handed;
  const requestHash = createHash("sha256")
    .update(JSON.stringify(sortKeys(request)))
    .digest("hex");
  const kind = findKind(deps.kinds, request.kind);
  const { words, handler } = kind;
  const subjectId = words.subjectId?.(request);
  const targets = words.reserves?.(request) ?? [];
  const plan = await planUnlessKnown(deps, kind, handed, context);
  const turn = plan && (await kind.turn?.of(request, context));
  const id = deps.ids.uuid();
  const stored = await deps.store.create({
    id,
    kind: request.kind,
    title: words.title(request, plan),
    payload: request,
    ...(subjectId === undefined ? {} : { subjectId }),
    targetIds: targets.map(({ targetId }) => targetId),
    totalBytes: plan?.transferBytes ?? null,
    ...(turn ? { turn } : {}),
    ...(words.delayMs ? { delayMs: words.delayMs(request) } : {}),
    requestId: context.requestId,
    requestedBy: context.principal,
    ...(plan?.cli ? { cli: withOperationId(plan.cli, id) } : {}),
    ...(key ? { idempotencyKey: key } : {}),
    requestHash,
    steps: handler.steps,
  });
  if (!stored) {
    await assertNotReserved(deps, targets, context);
    throw heldJustNow(targets.map(({ targetId }) => targetId));
  }
  const { record, created, requestHash: storedHash } = stored;
  if (storedHash !== requestHash) {
    throw new AppError("idempotency-mismatch", "This Idempotency-Key was used for another request.", {
      details: { field: "Idempotency-Key", operationId: record.id },
    });
  }
  if (created) await deps.runner.submitted(record.id);
  return rowOf(deps, record, context);
}

/** A repeat of a request already taken must not be refused because its own target is there by now. */
async function planUnlessKnown(
  deps: OperationDeskDeps,
  kind: OpenKind,
  { request, key, seenPlan }: Handed,
  context: CallContext,
): Promise<Plan | undefined> {
  if (key && (await deps.store.findByKey(key))) return undefined;
  const plan = await kind.plan(request, context);
  if (plan.possible) {
    if (seenPlan !== undefined) assertHolds(seenPlan, plan);
    return plan;
  }
  // Of two that came at once, the other may be under way by now and its target there.
  if (key && (await deps.store.findByKey(key))) return undefined;
  // What the other one made may be there already: that it is under way says more.
  await assertNotReserved(deps, kind.words.reserves?.(request) ?? [], context);
  const [first] = plan.problems;
  throw new AppError("not-possible", first?.message ?? "This is not possible.", {
    details: { ...(first?.field ? { field: first.field } : {}), problems: plan.problems },
  });
}

/** What runs is what was looked at. */
function assertHolds(seenPlan: string, plan: Plan): void {
  const changed = changedParts(seenPlan, plan);
  if (changed.length === 0) return;
  const words = changed.map(({ what }) => what).join(", ");
  throw new AppError("conflict", `The plan that you saw no longer holds. Changed: ${words}. Look at the plan of now, then start it.`, {
    details: { rule: "plan-changed", changed, fingerprint: planFingerprint(plan) },
  });
}

function refuseMove(move: string, state: OperationState): AppError {
  return new AppError("conflict", `An operation that is ${stateLabel(state)} cannot be asked to ${move}.`, { details: { state } });
}

function refuseToRetryFor({ requestedBy }: OperationRecord): AppError {
  const why = "it would run with the rights of who asked for it";
  return new AppError(
    "forbidden",
    `Only ${requestedBy.name}, who asked for this operation, may try it again: ${why}. Begin one of your own.`,
  );
}

function sortKeys(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
