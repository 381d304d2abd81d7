// A month's cost of snapshots: estimated from measured sizes and list prices, and beside it what Azure billed.
import type { CostQuery, CostReport, CostRow } from "#lib/contract/costs.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { monthOf } from "#lib/domain/costs/billing-month.ts";
import { type CostInput, estimateCosts } from "#lib/domain/costs/cost-estimate.ts";
import { gibOf } from "#lib/domain/costs/exact-decimal.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { imageSizes } from "#lib/services/chains/image-sizes.ts";
import type { Estate } from "#lib/services/inventory/estate.ts";
import type { InventoryView } from "#lib/services/inventory/inventory-view.ts";
import { isAmong } from "#lib/services/inventory/list-page.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { BilledUsage } from "#lib/services/ports/billing.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";
import { type BilledMonth, readBilledMonth } from "./billed-month.ts";
import { billedColumns, toCostRows } from "./cost-rows.ts";
import { type PricesFor, readPricesFor } from "./estate-prices.ts";

export interface GetCostsDeps {
  view: InventoryView;
  prices: PriceList;
  billed: BilledUsage;
  artifacts: ArtifactStore;
  clock: Clock;
}

export async function getCosts(deps: GetCostsDeps, query: CostQuery, context: CallContext): Promise<CostReport> {
  const nowMs = deps.clock.nowMs();
  const month = askedMonth(query, nowMs);
  const estate = await deps.view.current(context);
  const snapshots = estate.inventory.snapshots.filter((snapshot) => isInScope(estate, snapshot, query));
  const [prices, billed, images] = await Promise.all([
    readPricesFor(deps.prices, snapshots, context),
    readBilled(deps, estate, snapshots, { ...query, month }, context),
    imageSizes(estate, deps.artifacts),
  ]);
  const estimate = estimateCosts(costInputs(estate, snapshots, prices), month, nowMs);
  const ifAllFull = estimateCosts(costInputs(estate, snapshots, prices, images), month, nowMs);
  const totals = billedColumns([...billed.byResource.values()]);
  const gone = [...billed.byResource].flatMap(([id, amounts]) => (estate.structure.snapshot(id) ? [] : [amounts]));
  return {
    month,
    daysInMonth: estimate.daysInMonth,
    hoursElapsed: estimate.hoursElapsed,
    currency: "USD",
    totals: {
      estimateUsd: estimate.total.estimateUsd,
      forecastUsd: estimate.total.forecastUsd,
      billedUsd: totals.billedUsd,
      otherBilledUsd: totals.otherBilledUsd,
      goneBilledUsd: billedColumns(gone).billedUsd,
      goneCount: gone.length,
      quantity: estimate.total.quantity,
      usedGib: gibOf(estimate.total.usedBytes),
      ifAllFullUsd: ifAllFull.total.estimateUsd,
    },
    unmeasured: estimate.snapshots.filter((cost) => cost.usedBytes === null).length,
    unmeasurable: snapshots.filter((snapshot) => isUnmeasurable(estate, snapshot)).length,
    days: estimate.days.map(({ date, estimateUsd, quantity }) => ({
      date,
      estimateUsd,
      quantity,
      billedUsd: billed.usdByDate.get(date) ?? null,
    })),
    rows: toCostRows({ estate, costs: estimate.snapshots, prices, billed, groupBy: query.groupBy }),
    prices: prices.all,
    billing: {
      state: billed.isKnown ? "ok" : "unavailable",
      ...(billed.message ? { message: billed.message } : {}),
      ...(billed.through ? { through: billed.through } : {}),
    },
    asOf: estate.asOf,
    sources: estate.sources,
  };
}

/** With a name that says which month and how grouped. */
export async function costsCsv(deps: GetCostsDeps, query: CostQuery, context: CallContext): Promise<{ text: string; name: string }> {
  const { rows, month } = await getCosts(deps, query, context);
  return { text: toCsv(COLUMNS, rows), name: `costs-${month}-by-${query.groupBy}` };
}

/** The month that runs, or one before it: nothing can be said of the others. */
function askedMonth({ month }: CostQuery, nowMs: number): string {
  const latest = monthOf(nowMs);
  if (month === undefined || month <= latest) return month ?? latest;
  throw new AppError("invalid-input", `month: ${month} has not begun; the latest is ${latest}.`, {
    details: { field: "month", given: month, allowed: `up to ${latest}` },
  });
}

function isUnmeasurable(estate: Estate, snapshot: Snapshot): boolean {
  const delta = estate.measurementOf(snapshot);
  return delta.state === "not-measured" && !delta.canMeasure;
}

/** What each snapshot stores; with `images` what it would store as a full one. */
export function costInputs(
  estate: Estate,
  snapshots: readonly Snapshot[],
  prices: PricesFor,
  images?: ReadonlyMap<string, number>,
): CostInput[] {
  return snapshots.map((snapshot) => {
    const stored = estate.recordOf(snapshot)?.bytes ?? null;
    return {
      snapshotId: snapshot.id,
      chainKey: estate.structure.chainOf(snapshot).key,
      createdAt: snapshot.timeCreated,
      usedBytes: images ? (images.get(snapshot.uniqueId) ?? stored) : stored,
      usdPerGibMonth: prices.of(snapshot)?.usdPerGibMonth ?? null,
    };
  });
}

function isInScope(estate: Estate, snapshot: Snapshot, query: CostQuery): boolean {
  return (
    isAmong(snapshot.subscriptionId, query.subscription) &&
    isAmong(snapshot.location, query.region) &&
    (query.chain === undefined || estate.structure.chainOf(snapshot).key === query.chain)
  );
}

/** A deleted snapshot's region and chain are not on the bill: it counts only where neither is asked for. */
function readBilled(
  deps: GetCostsDeps,
  estate: Estate,
  snapshots: Snapshot[],
  query: CostQuery & { month: string },
  context: CallContext,
): Promise<BilledMonth> {
  const inScope = new Set(snapshots.map((s) => resourceKey(s.id)));
  const mayBeGone = query.chain === undefined && !query.region?.length;
  const subscriptions = estate.sources.filter((source) => source.state === "ok" && isAmong(source.subscriptionId, query.subscription));
  const includes = (id: string) => inScope.has(id) || (mayBeGone && !estate.structure.snapshot(id));
  return readBilledMonth(deps.billed, { subscriptions, month: query.month, includes }, context);
}

const COLUMNS: CsvColumn<CostRow>[] = [
  { header: "key", value: (row) => row.key },
  { header: "label", value: (row) => row.label },
  { header: "snapshotId", value: (row) => row.snapshotId },
  { header: "chainId", value: (row) => row.chainId },
  { header: "region", value: (row) => row.region },
  { header: "sku", value: (row) => row.sku },
  { header: "snapshotCount", value: (row) => row.snapshotCount },
  { header: "unmeasured", value: (row) => row.unmeasured },
  { header: "usedGib", value: (row) => row.usedGib },
  { header: "dailyQuantity", value: (row) => row.dailyQuantity },
  { header: "daysPresent", value: (row) => row.daysPresent },
  { header: "quantity", value: (row) => row.quantity },
  { header: "usdPerGibMonth", value: (row) => row.usdPerGibMonth },
  { header: "meterId", value: (row) => row.price?.meterId },
  { header: "meterName", value: (row) => row.price?.meterName },
  { header: "productName", value: (row) => row.price?.productName },
  { header: "priceEffectiveDate", value: (row) => row.price?.effectiveDate },
  { header: "estimateUsd", value: (row) => row.estimateUsd },
  { header: "forecastUsd", value: (row) => row.forecastUsd },
  { header: "billedQuantity", value: (row) => row.billedQuantity },
  { header: "billedUsd", value: (row) => row.billedUsd },
  { header: "otherBilledUsd", value: (row) => row.otherBilledUsd },
];
