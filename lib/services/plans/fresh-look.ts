// What a plan rests on, asked of Azure at that moment: the lists may be a minute old, and a snapshot deleted or a name taken
// since then is better told in the plan than by an operation that fails. Where Azure does not answer there is no plan.
import { parseResourceId, type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import type { PlanProblem } from "#lib/domain/plans/plan.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { AzureInventory } from "#lib/services/ports/inventory.ts";
import type { Surroundings } from "./plan-estate.ts";

export interface FreshLook {
  /** With the snapshot as it is now. */
  around: Surroundings;
  /** Something is at the target. */
  nameTaken: boolean;
  problems: PlanProblem[];
}

export async function lookFreshly(
  inventory: Pick<AzureInventory, "getSnapshot" | "getDisk">,
  around: Surroundings,
  /** Undefined: it is somewhere that cannot be asked. */
  targetId: string | undefined,
  context: CallContext,
): Promise<FreshLook> {
  const isDisk = parseResourceId(targetId ?? "")?.type.toLowerCase() === "microsoft.compute/disks";
  const [source, target] = await Promise.all([
    inventory.getSnapshot(around.snapshot.id, context),
    targetId === undefined ? undefined : isDisk ? inventory.getDisk(targetId, context) : inventory.getSnapshot(targetId, context),
  ]);
  const problems = sourceProblems(around.snapshot, source);
  return { around: source && problems.length === 0 ? withSnapshot(around, source) : around, nameTaken: target !== undefined, problems };
}

function sourceProblems(known: Snapshot, now: Snapshot | undefined): PlanProblem[] {
  const field = "snapshotId";
  if (!now) return [{ field, rule: "gone", message: `${known.name} was deleted since the lists were read.` }];
  if (now.uniqueId === known.uniqueId) return [];
  return [{ field, rule: "recreated", message: `${known.name} was deleted since the lists were read, and another snapshot has its name.` }];
}

function withSnapshot(around: Surroundings, now: Snapshot): Surroundings {
  // Lists write the name of its group as people do.
  const snapshot = { ...now, resourceGroup: around.snapshot.resourceGroup };
  const snapshots = around.chain.snapshots.map((one) => (sameResource(one.id, snapshot.id) ? snapshot : one));
  return { ...around, snapshot, chain: { ...around.chain, snapshots } };
}
