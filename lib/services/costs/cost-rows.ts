// Cost rows: what was estimated and what was billed, side by side, by snapshot, chain, subscription or region.
// Snapshots that are gone were still billed: they have rows of their own without an estimate.
import type { CostQuery, CostRow } from "#lib/contract/costs.ts";
import { daysPresent, groupCosts, type SnapshotCost } from "#lib/domain/costs/cost-estimate.ts";
import { gibOf, sumDecimals } from "#lib/domain/costs/exact-decimal.ts";
import { parseResourceId, resourceKey, resourceName } from "#lib/domain/inventory/inventory.ts";
import type { CostSubject } from "#lib/services/ports/estate.ts";
import type { BilledAmounts, BilledMonth } from "./billed-month.ts";
import type { PricesFor } from "./estate-prices.ts";

export interface CostRowsInput {
  /** The snapshots in the scope. */
  subjects: readonly CostSubject[];
  /** One for each of them. */
  costs: SnapshotCost[];
  nameOf: (subscriptionId: string) => string;
  prices: PricesFor;
  billed: BilledMonth;
  groupBy: CostQuery["groupBy"];
}

interface Group {
  key: string;
  label: string;
  snapshots: CostSubject[];
  costs: SnapshotCost[];
  /** Resource ids in lower case. */
  resources: string[];
}

/** The dearest first. */
export function toCostRows(input: CostRowsInput): CostRow[] {
  return [...groupUp(input).values()]
    .map((group) => toRow(group, input))
    .toSorted((a, b) => weight(b) - weight(a) || (a.label < b.label ? -1 : 1));
}

/** For the order only. */
function weight(row: CostRow): number {
  return Number(row.estimateUsd ?? row.billedUsd ?? -1);
}

function groupUp({ subjects, costs, nameOf, billed, groupBy }: CostRowsInput): Map<string, Group> {
  const groups = new Map<string, Group>();
  const open = (key: string, label: string): Group => {
    const group = groups.get(key) ?? { key, label, snapshots: [], costs: [], resources: [] };
    groups.set(key, group);
    return group;
  };
  const known = new Set<string>();
  const bySnapshot = new Map(subjects.map((subject) => [subject.id, subject]));
  for (const cost of costs) {
    const snapshot = bySnapshot.get(cost.snapshotId);
    if (!snapshot) continue;
    const group = open(...keyOf(snapshot, groupBy, nameOf));
    group.snapshots.push(snapshot);
    group.costs.push(cost);
    group.resources.push(resourceKey(snapshot.id));
    known.add(resourceKey(snapshot.id));
  }
  for (const resourceId of billed.byResource.keys()) {
    if (!known.has(resourceId)) open(...goneKeyOf(resourceId, groupBy, nameOf)).resources.push(resourceId);
  }
  return groups;
}

type NameOf = CostRowsInput["nameOf"];

function keyOf(snapshot: CostSubject, groupBy: CostQuery["groupBy"], nameOf: NameOf): [key: string, label: string] {
  switch (groupBy) {
    case "snapshot":
      return [resourceKey(snapshot.id), snapshot.name];
    case "chain":
      return [snapshot.chainKey, chainLabel(snapshot)];
    case "subscription":
      return [snapshot.subscriptionId.toLowerCase(), nameOf(snapshot.subscriptionId)];
    case "region":
      return [snapshot.region, snapshot.region];
  }
}

/** Two disks that had one name after the other are two lines. */
function chainLabel({ sourceDiskName, sourceState, chainKind }: CostSubject): string {
  const fate = sourceState === "recreated" ? " (before it was recreated)" : sourceState === "deleted" ? " (disk deleted)" : "";
  return `${sourceDiskName}${fate}${chainKind === "full" ? ", full" : ""}`;
}

/** A bill names a resource by its id and nothing else. */
function goneKeyOf(resourceId: string, groupBy: CostQuery["groupBy"], nameOf: NameOf): [key: string, label: string] {
  if (groupBy === "snapshot") return [resourceId, `${resourceName(resourceId)} (deleted)`];
  const subscriptionId = parseResourceId(resourceId)?.subscriptionId;
  if (groupBy === "subscription" && subscriptionId) return [subscriptionId, nameOf(subscriptionId)];
  return ["deleted", "Deleted snapshots"];
}

function toRow(group: Group, { prices, billed, groupBy }: CostRowsInput): CostRow {
  const sums = groupCosts(group.costs, () => group.key)[0];
  const isCosted = sums !== undefined && sums.unknownCount < sums.snapshotCount;
  const sized = group.costs.filter((cost) => cost.usedBytes !== null);
  const price = samePrice(group.snapshots, prices);
  const bills = group.resources.flatMap((id) => billed.byResource.get(id) ?? []);
  const only = groupBy === "snapshot" ? group.snapshots[0] : undefined;
  const chain = only ? only.chainKey : groupBy === "chain" && group.snapshots.length > 0 ? group.key : undefined;
  const region = sameValue(group.snapshots.map((s) => s.region));
  const sku = sameValue(group.snapshots.map((s) => s.sku));
  return {
    key: group.key,
    label: group.label,
    ...(only ? { snapshotId: only.id } : {}),
    ...(chain ? { chainId: chain } : {}),
    ...(region ? { region } : {}),
    ...(sku ? { sku } : {}),
    snapshotCount: group.resources.length,
    usedGib: sized.length > 0 ? gibOf(sized.reduce((sum, cost) => sum + (cost.usedBytes ?? 0), 0)) : null,
    unmeasured: group.costs.length - sized.length,
    dailyQuantity: sized.length > 0 ? sumDecimals(sized.flatMap((cost) => cost.dailyQuantity ?? [])) : null,
    daysPresent: daysPresent(group.costs.reduce((most, cost) => Math.max(most, cost.hoursToDate), 0)),
    quantity: isCosted ? sums.quantity : null,
    usdPerGibMonth: price?.usdPerGibMonth ?? null,
    ...(price ? { price } : {}),
    estimateUsd: isCosted ? sums.estimateUsd : null,
    forecastUsd: isCosted ? sums.forecastUsd : null,
    ...billedColumns(bills),
  };
}

export function billedColumns(bills: BilledAmounts[]): Pick<CostRow, "billedQuantity" | "billedUsd" | "otherBilledUsd"> {
  if (bills.length === 0) return { billedQuantity: null, billedUsd: null, otherBilledUsd: null };
  return {
    billedQuantity: sumDecimals(bills.map((bill) => bill.quantity)),
    billedUsd: sumDecimals(bills.map((bill) => bill.usd)),
    otherBilledUsd: sumDecimals(bills.map((bill) => bill.otherUsd)),
  };
}

function samePrice(snapshots: CostSubject[], prices: PricesFor) {
  const [first, ...others] = snapshots.map((snapshot) => prices.of(snapshot));
  return others.every((price) => price === first) ? first : undefined;
}

function sameValue(values: string[]): string | undefined {
  const [first, ...others] = values;
  return others.every((value) => value === first) ? first : undefined;
}
