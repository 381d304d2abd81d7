// Temporary disks of rehearsals that ended without their delete: Azure was away, or the process died in the middle of it.
import { FINAL_STATES } from "#lib/domain/operations/operation-state.ts";
import type { OperationRecord, OperationStore } from "#lib/operations/engine/operation-store.ts";
import type { AzureWriter } from "#lib/services/ports/writer.ts";
import { checkedSnapshot, rehearsalOrder } from "./order.ts";
import { rehearseRequest } from "./request.ts";
import { rehearseWords } from "./words.ts";

/** Of the newest so many: what is older was looked at by an earlier pass. */
const LOOKED_AT = 200;

export interface LeftBehindDeps {
  operations: Pick<OperationStore, "list" | "get">;
  writer: Pick<AzureWriter, "deleteDisk">;
  onFailed(error: unknown, operationId: string): void;
  signal?: AbortSignal;
  /** Ends of operations (endOf) of which nothing is left: added to, and not asked about again. */
  gone?: Set<string>;
}

/** With the rights of who asked for each; what is not as it was ordered stays. */
export async function deleteLeftBehind({ operations, writer, onFailed, signal, gone = new Set() }: LeftBehindDeps): Promise<void> {
  const { items } = await operations.list({ kind: rehearseWords.kind, states: FINAL_STATES, limit: LOOKED_AT });
  for (const { id } of items.filter((one) => mayHaveLeft(one) && !gone.has(endOf(one)))) {
    if (signal?.aborted) return;
    // Each delete takes its time: one that is tried again meanwhile needs its disk.
    const record = await operations.get(id);
    if (!record || !FINAL_STATES.includes(record.state) || !mayHaveLeft(record)) continue;
    const { id: operationId, createdAt, requestId, requestedBy } = record;
    const request = rehearseRequest.safeParse(record.payload).data;
    const snapshot = checkedSnapshot.safeParse(resultOf(record, "check")).data;
    if (!request || !snapshot) continue;
    const order = rehearsalOrder(request, snapshot, { operationId, createdAt });
    try {
      await writer.deleteDisk(order, { requestId, principal: requestedBy, signal });
      gone.add(endOf(record));
    } catch (error) {
      if (!signal?.aborted) onFailed(error, operationId);
    }
  }
}

/** A retry ends another time, and may leave another disk. */
function endOf({ id, finishedAt }: OperationRecord): string {
  return `${id} ${finishedAt}`;
}

function mayHaveLeft({ steps }: OperationRecord): boolean {
  const stateOf = (step: string) => steps.find(({ name }) => name === step)?.state ?? "pending";
  return stateOf("create") !== "pending" && stateOf("delete") !== "succeeded";
}

function resultOf({ steps }: OperationRecord, step: string): unknown {
  return steps.find(({ name }) => name === step)?.checkpoint?.result;
}
