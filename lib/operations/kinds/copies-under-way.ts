// Copies that were asked for here and are not over, of one snapshot or of several, whether Azure shows them already or not.
import { z } from "zod";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";
import { ACTIVE_STATES } from "#lib/domain/operations/operation-state.ts";
import type { PlanProblem } from "#lib/domain/plans/plan.ts";
import { allOperations } from "#lib/services/operations/all-operations.ts";
import type { KindDeps } from "./operation-kind.ts";
import { sourcesOf } from "./operation-sources.ts";

export interface ActiveCopies {
  list(filter: Parameters<KindDeps["operations"]["list"]>[0]): Promise<{ items: { id: string; payload: Record<string, unknown> }[] }>;
}

/** As much of a request as tells a copy: only copies go to another region. */
const copying = z.object({ targetRegion: z.string() });

/** Azure copies one snapshot of a disk at a time; one ordered a moment ago may not be in the inventory yet. */
export async function underWayProblems(operations: ActiveCopies, chain: Chain): Promise<PlanProblem[]> {
  for await (const page of allOperations(operations, { states: ACTIVE_STATES })) {
    for (const { payload } of page) {
      const { targetRegion } = copying.safeParse(payload).data ?? {};
      if (targetRegion === undefined) continue;
      const sources = sourcesOf(payload);
      const source = chain.snapshots.find(({ id }) => sources.some((one) => sameResource(one, id)));
      if (!source) continue;
      const message = `${source.name} is being copied to ${regionLabel(targetRegion)}. Azure copies one snapshot of a disk at a time; wait until it is done.`;
      return [{ rule: "one-copy-per-disk", message }];
    }
  }
  return [];
}
