// Temporary disks of rehearsals that ended without their delete: Azure was away, or the process died in the middle of it.
import { FINAL_STATES } from "#lib/domain/operations/operation-state.ts";
import type { OperationRecord, OperationStore } from "#lib/operations/engine/operation-store.ts";
import type { AzureWriter } from "#lib/services/ports/writer.ts";
import { checkedSnapshot, rehearsalOrder } from "./order.ts";
import { rehearseRequest } from "./request.ts";
import { rehearseWords } from "./words.ts";

/** Of the newest so many: what is older was looked at at an earlier start. */
const LOOKED_AT = 200;

interface LeftBehindDeps {
  operations: Pick<OperationStore, "list">;
  writer: Pick<AzureWriter, "deleteDisk">;
  onFailed(error: unknown, operationId: string): void;
}

/** With the rights of who asked for each; what is not as it was ordered stays. Gives how many were looked for. */
export async function deleteLeftBehind({ operations, writer, onFailed }: LeftBehindDeps): Promise<number> {
  const { items } = await operations.list({ kind: rehearseWords.kind, states: FINAL_STATES, limit: LOOKED_AT });
  const left = items.filter(mayHaveLeft);
  for (const record of left) {
    const { id: operationId, createdAt, requestId, requestedBy } = record;
    const request = rehearseRequest.safeParse(record.payload).data;
    const snapshot = checkedSnapshot.safeParse(resultOf(record, "check")).data;
    if (!request || !snapshot) continue;
    const order = rehearsalOrder(request, snapshot, { operationId, createdAt });
    await writer.deleteDisk(order, { requestId, principal: requestedBy }).catch((error: unknown) => onFailed(error, operationId));
  }
  return left.length;
}

function mayHaveLeft({ steps }: OperationRecord): boolean {
  const stateOf = (step: string) => steps.find(({ name }) => name === step)?.state ?? "pending";
  return stateOf("create") !== "pending" && stateOf("delete") !== "succeeded";
}

function resultOf({ steps }: OperationRecord, step: string): unknown {
  return steps.find(({ name }) => name === step)?.checkpoint?.result;
}
