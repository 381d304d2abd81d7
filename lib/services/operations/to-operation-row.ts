import type { OperationRow } from "#lib/contract/operations.ts";
import { isCancellable, isRetryable } from "#lib/domain/operations/operation-state.ts";
import type { OperationRecord } from "#lib/operations/engine/operation-store.ts";

export function toOperationRow(record: OperationRecord): OperationRow {
  const { payload, steps, requestId: _forTheLog, failures: _forTheEngine, targetKeys: _forTheStore, requestedBy, ...rest } = record;
  return {
    ...rest,
    requestedBy: requestedBy.name,
    request: payload,
    steps: steps.map(({ checkpoint: _kept, ...step }) => step),
    cancellable: isCancellable(record.state),
    retryable: isRetryable(record.state),
  };
}
