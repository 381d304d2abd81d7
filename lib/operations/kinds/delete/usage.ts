// What operations here and Snapscope's own reads do with snapshots now: asked anew for each that is to go.
import { z } from "zod";
import { type Hold, isHeldBy } from "#lib/domain/holds/hold.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import { ACTIVE_STATES } from "#lib/domain/operations/operation-state.ts";
import type { DeleteFacts } from "#lib/domain/plans/delete-rule.ts";
import type { OperationRecord } from "#lib/operations/engine/operation-store.ts";
import type { KindDeps } from "#lib/operations/kinds/operation-kind.ts";
import { sourcesOf } from "#lib/operations/kinds/operation-sources.ts";
import { allOperations } from "#lib/services/operations/all-operations.ts";
import type { ConfirmedSnapshot } from "#lib/services/ports/writer.ts";
import type { LookedAt } from "./look.ts";

export type UsageDeps = Pick<KindDeps, "holds" | "ledger" | "operations">;

export interface Usage {
  isOwnSas(snapshotId: string): boolean;
  /** Titles of operations under way that are done to it. */
  usedBy(snapshotId: string): string[];
  holdsOn(snapshot: ConfirmedSnapshot): Hold[];
  /** Ids that other deletes under way take, or are to take. */
  going: string[];
}

/** snapshots: whose holds are asked for. operationId: the one that asks, which is no reason against itself. */
export async function lookAtUsage(
  { holds, ledger, operations }: UsageDeps,
  snapshots: readonly ConfirmedSnapshot[],
  operationId?: string,
): Promise<Usage> {
  const [held, open, active] = await Promise.all([holds.on(snapshots), ledger.stillOpen(), othersUnderWay(operations, operationId)]);
  const ownSas = new Set(open.map(({ snapshotId }) => resourceKey(snapshotId)));
  const used = active.map(({ subjectId, payload, title }) => ({
    title,
    keys: new Set([...sourcesOf(payload), ...(subjectId === undefined ? [] : [subjectId])].map(resourceKey)),
  }));
  return {
    holdsOn: (snapshot) => held.filter((hold) => isHeldBy(hold, snapshot)),
    isOwnSas: (id) => ownSas.has(resourceKey(id)),
    usedBy: (id) => used.flatMap(({ keys, title }) => (keys.has(resourceKey(id)) ? [title] : [])),
    going: active.flatMap(takenAway),
  };
}

export function withUsage(looked: LookedAt, { isOwnSas, usedBy, holdsOn }: Omit<Usage, "going">): DeleteFacts {
  return { ...looked, isOwnSas: isOwnSas(looked.id), usedBy: usedBy(looked.id), holds: holdsOn(looked) };
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
