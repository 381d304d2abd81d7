import type { AttentionItem } from "#lib/contract/overview.ts";
import { DAY_MS } from "#lib/domain/costs/billing-month.ts";
import type { Sight } from "#lib/domain/inventory/sight.ts";
import type { OperationFilter } from "#lib/operations/engine/operation-store.ts";
import { allOperations } from "#lib/services/operations/all-operations.ts";

/** A failure older than this is history: the operations page has it. */
const FAILED_WITHIN_MS = 7 * DAY_MS;

/** As much of the operation records as the overview shows. */
export interface OperationList {
  list(filter: OperationFilter): Promise<{
    items: { id: string; title: string; error?: { message: string } }[];
    total: number;
  }>;
}

/** However many have ended otherwise since. */
export async function failedOperations(operations: OperationList, sight: Sight, nowMs: number): Promise<AttentionItem[]> {
  const finishedSince = new Date(nowMs - FAILED_WITHIN_MS).toISOString();
  const pages = await Array.fromAsync(allOperations(operations, { states: ["failed"], finishedSince, sight }));
  return pages.flat().map((operation) => ({
    id: `operation-failed:${operation.id}`,
    kind: "operation-failed",
    severity: "critical",
    title: `Failed: ${operation.title}`,
    detail: operation.error?.message ?? "The operation failed.",
    action: { label: "Look at the operation", target: { page: "operation", params: { id: operation.id } } },
  }));
}
