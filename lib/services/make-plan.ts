// The dry run of an operation: what it would do, move and cost, and why it may not. Asks only what is known already,
// apart from prices; nothing is changed anywhere.
import type { CopyRequest, MeasureRequest, OperationRequest, Plan, RestoreRequest } from "#lib/contract/plans.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { sameRegion } from "#lib/domain/azure-region.ts";
import { planCopy } from "#lib/domain/copy-plan.ts";
import { egressUsdPerGib } from "#lib/domain/egress-price.ts";
import { isCopy, resourceKey, type Snapshot } from "#lib/domain/inventory.ts";
import { planRestore } from "#lib/domain/restore-plan.ts";
import { snapshotState } from "#lib/domain/snapshot-state.ts";
import type { Estate } from "./estate.ts";
import type { InventoryView } from "./inventory-view.ts";
import { measurementBase, unmeasurableReason } from "./measurement.ts";
import { findSnapshot } from "./plan-options.ts";
import type { CallContext, PriceList } from "./ports.ts";

export interface PlanDeps {
  view: InventoryView;
  prices: PriceList;
}

export async function makePlan(deps: PlanDeps, request: OperationRequest, context: CallContext): Promise<Plan> {
  const estate = await deps.view.current(context);
  switch (request.kind) {
    case "copy":
      return copyPlan(deps, estate, request, context);
    case "restore":
      return restorePlan(estate, request);
    case "measure":
      return measurePlan(estate, request);
  }
}

async function copyPlan(deps: PlanDeps, estate: Estate, request: CopyRequest, context: CallContext): Promise<Plan> {
  const snapshot = findSnapshot(estate, request.snapshotId, "snapshotId");
  const { targetRegion, targetResourceGroup, targetName, sku } = request;
  const inSubscription = estate.inventory.snapshots.filter((one) => resourceKey(one.subscriptionId) === resourceKey(snapshot.subscriptionId));
  return planCopy({
    snapshot,
    chain: estate.structure.chainOf(snapshot),
    targetRegion,
    targetResourceGroup,
    targetName,
    sku,
    nameTaken: inSubscription.some((one) => isNamed(one, targetResourceGroup, targetName)),
    activeCopiesInTarget: inSubscription.filter((one) => isCopy(one) && snapshotState(one) === "copying" && sameRegion(one.location, targetRegion)).length,
    deltas: estate.deltas,
    egressUsdPerGib: egressUsdPerGib(snapshot.location, targetRegion),
    storageUsdPerGibMonth: await storagePrice(deps.prices, targetRegion, sku, context),
  });
}

function restorePlan(estate: Estate, request: RestoreRequest): Plan {
  const snapshot = findSnapshot(estate, request.snapshotId, "snapshotId");
  return planRestore({
    snapshot,
    chain: estate.structure.chainOf(snapshot),
    targetResourceGroup: request.targetResourceGroup,
    diskName: request.diskName,
    sku: request.sku,
    sizeGib: request.sizeGib,
    ...(request.zone ? { zone: request.zone } : {}),
    nameTaken: estate.inventory.disks.some(
      (disk) => resourceKey(disk.subscriptionId) === resourceKey(snapshot.subscriptionId) && isNamed(disk, request.targetResourceGroup, request.diskName),
    ),
    deltas: estate.deltas,
  });
}

function measurePlan(estate: Estate, request: MeasureRequest): Plan {
  const wanted = request.chainIds && new Set(request.chainIds);
  const unknown = request.chainIds?.find((id) => !estate.structure.chain(id));
  if (unknown !== undefined) throw new AppError("not-found", "There is no such chain.", { details: { field: "chainIds", given: unknown } });
  const chains = estate.structure.chains.filter((chain) => !wanted || wanted.has(chain.key));
  const open = chains.flatMap((chain) => chain.snapshots.map((snapshot, i) => ({ snapshot, base: measurementBase(chain, i) }))).filter(({ snapshot }) => !estate.recordOf(snapshot));
  const measurable = open.filter(({ snapshot, base }) => unmeasurableReason(snapshot, base) === undefined).length;
  const skipped = open.length - measurable;
  return {
    kind: "measure",
    possible: true,
    problems: [],
    summary: `Measure ${measurable} ${measurable === 1 ? "snapshot" : "snapshots"} in ${chains.length} ${chains.length === 1 ? "chain" : "chains"}`,
    steps: [
      { title: "Take read access", detail: "A short-lived SAS for two neighbouring snapshots at a time, revoked at once." },
      { title: "Read page ranges", detail: "Which pages were written or cleared; no disk contents are read." },
      { title: "Keep the result", detail: "A snapshot never changes, so each pair is measured once." },
    ],
    transferBytes: 0,
    transferBasis: "Page ranges only: lists of offsets, no data.",
    costs: [],
    limits: [{ title: "Snapshots of one chain with read access at once", used: 2, max: 5 }],
    warnings: skipped > 0 ? [`${skipped} cannot be measured now (still copying, access denied by policy, or failed) and will say why.`] : [],
    cli: "",
  };
}

function isNamed(resource: { resourceGroup: string; name: string }, group: string, name: string): boolean {
  return resourceKey(resource.resourceGroup) === resourceKey(group) && resourceKey(resource.name) === resourceKey(name);
}

/** A plan without the storage price is better than none: Azure's price list may be away. */
async function storagePrice(prices: PriceList, region: string, sku: Snapshot["sku"], context: CallContext): Promise<string | null> {
  try {
    return (await prices.read([region], context)).find((price) => sameRegion(price.region, region) && price.sku === sku)?.usdPerGibMonth ?? null;
  } catch {
    return null;
  }
}
