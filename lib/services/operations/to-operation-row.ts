import { z } from "zod";
import type { OperationRow } from "#lib/contract/operations.ts";
import { OPERATION_OUTCOMES, type OperationOutcome } from "#lib/domain/operations/operation-outcome.ts";
import { isCancellable, isRetryable } from "#lib/domain/operations/operation-state.ts";
import type { Principal } from "#lib/domain/principal.ts";
import type { OperationRecord } from "#lib/operations/engine/operation-store.ts";

/** As this one sees it. */
export function toOperationRow(record: OperationRecord, principal: Principal): OperationRow {
  const {
    payload,
    steps,
    waits: _toldWithItsPlace,
    requestId: _forTheLog,
    failures: _forTheEngine,
    targetKeys: _forTheStore,
    requestedBy,
    ...rest
  } = record;
  const outcome = outcomeOf(record);
  return {
    ...rest,
    ...(outcome ? { outcome } : {}),
    requestedBy: requestedBy.name,
    request: payload,
    steps: steps.map(({ checkpoint: _kept, ...step }) => step),
    cancellable: isCancellable(record.state),
    retryable: isRetryable(record.state) && isAskedBy(record, principal),
  };
}

export function isAskedBy({ requestedBy }: Pick<OperationRecord, "requestedBy">, { identity }: Principal): boolean {
  return requestedBy.identity === identity;
}

/** As a step told it in its result. */
const told = z.object({ outcome: z.enum(OPERATION_OUTCOMES) });

function outcomeOf({ state, steps }: OperationRecord): OperationOutcome | undefined {
  if (state !== "succeeded") return undefined;
  return steps.flatMap(({ checkpoint }) => told.safeParse(checkpoint?.result).data?.outcome ?? [])[0];
}
