// What operations here and Snapscope's own reads do with snapshots now: asked anew for each that is to go.
import { z } from "zod";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import { ACTIVE_STATES } from "#lib/domain/operations/operation-state.ts";
import type { DeleteFacts } from "#lib/domain/plans/delete-rule.ts";
import type { OperationRecord } from "#lib/operations/engine/operation-store.ts";
import type { KindDeps } from "#lib/operations/kinds/operation-kind.ts";
import { sourcesOf } from "#lib/operations/kinds/operation-sources.ts";
import { allOperations } from "#lib/services/operations/all-operations.ts";
import type { LookedAt } from "./look.ts";

export type UsageDeps = Pick<KindDeps, "ledger" | "operations">;

export interface Usage {
  isOwnSas(snapshotId: string): boolean;
  /** Titles of operations under way that are done to it. */
  usedBy(snapshotId: string): string[];
  /** Ids that other deletes under way take, or are to take. */
  going: string[];
}

/** operationId: the one that asks, which is no reason against itself. */
export async function lookAtUsage({ ledger, operations }: UsageDeps, operationId?: string): Promise<Usage> {
  const [open, active] = await Promise.all([ledger.stillOpen(), othersUnderWay(operations, operationId)]);
  const ownSas = new Set(open.map(({ snapshotId }) => resourceKey(snapshotId)));
  const used = active.map(({ subjectId, payload, title }) => ({
    title,
    keys: new Set([...sourcesOf(payload), ...(subjectId === undefined ? [] : [subjectId])].map(resourceKey)),
  }));
  return {
    isOwnSas: (id) => ownSas.has(resourceKey(id)),
    usedBy: (id) => used.flatMap(({ keys, title }) => (keys.has(resourceKey(id)) ? [title] : [])),
    going: active.flatMap(takenAway),
  };
}

export function withUsage(looked: LookedAt, { isOwnSas, usedBy }: Pick<Usage, "isOwnSas" | "usedBy">): DeleteFacts {
  return { ...looked, isOwnSas: isOwnSas(looked.id), usedBy: usedBy(looked.id) };
}

async function othersUnderWay(operations: UsageDeps["operations"], operationId: string | undefined): Promise<OperationRecord[]> {
  const found: OperationRecord[] = [];
  for await (const page of allOperations(operations, { states: ACTIVE_STATES })) found.push(...page.filter(({ id }) => id !== operationId));
  return found;
}

/** As much of a request as tells a delete, whatever its version. */
const deleting = z.object({ kind: z.literal("delete"), snapshots: z.array(z.object({ id: z.string() })) });

function takenAway({ payload }: Pick<OperationRecord, "payload">): string[] {
  return deleting.safeParse(payload).data?.snapshots.map(({ id }) => id) ?? [];
}
