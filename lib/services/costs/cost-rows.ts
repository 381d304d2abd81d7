// Cost rows: what was estimated and what was billed, side by side, by snapshot, chain, subscription or region.
// Snapshots that are gone count for the hours they were there; those that were gone before anybody read them are on the bill
// only, and have rows without an estimate. What the bill attributes to no snapshot is a row of its own, and no snapshot.
import type { CostQuery, CostRow } from "#lib/contract/costs.ts";
import { sumCompared } from "#lib/domain/costs/bill-comparison.ts";
import type { ComparedAmounts } from "#lib/domain/costs/compared-amounts.ts";
import { daysPresent, groupCosts, isUncounted, type SnapshotCost } from "#lib/domain/costs/cost-estimate.ts";
import type { CostPart } from "#lib/domain/costs/cost-part.ts";
import { gibOf, sumDecimals } from "#lib/domain/costs/exact-decimal.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { parseResourceId, resourceKey, resourceName } from "#lib/domain/inventory/inventory.ts";
import type { CostSubject } from "#lib/services/ports/estate.ts";
import { type BilledAmounts, type BilledMonth, sumMeters } from "./billed-month.ts";
import { isUnmeasured } from "./cost-inputs.ts";
import type { PricesFor } from "./estate-prices.ts";

export interface CostRowsInput {
  /** The snapshots in the scope. */
  subjects: readonly CostSubject[];
  /** One for each of them. */
  costs: SnapshotCost[];
  nameOf: (subscriptionId: string) => string;
  prices: PricesFor;
  billed: BilledMonth;
  /** By resource id in lower case. */
  compared: ReadonlyMap<string, ComparedAmounts>;
  groupBy: CostQuery["groupBy"];
}

interface Group {
  key: string;
  label: string;
  snapshots: CostSubject[];
  costs: SnapshotCost[];
  /** Resource ids in lower case, each in one group only: a bill tells one from what had its name before by nothing. */
  resources: string[];
  /** How many of these are on the bill only. */
  unseen: number;
  /** What the bill attributes to nothing in it. */
  unattributed: BilledAmounts[];
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
    const group = groups.get(key) ?? { key, label, snapshots: [], costs: [], resources: [], unseen: 0, unattributed: [] };
    groups.set(key, group);
    return group;
  };
  const known = new Set<string>();
  for (const [i, cost] of costs.entries()) {
    const snapshot = subjects[i];
    if (!snapshot) continue;
    const group = open(...keyOf(snapshot, groupBy, nameOf));
    group.snapshots.push(snapshot);
    group.costs.push(cost);
    if (!known.has(resourceKey(snapshot.id))) group.resources.push(resourceKey(snapshot.id));
    known.add(resourceKey(snapshot.id));
  }
  for (const resourceId of billed.byResource.keys()) {
    if (known.has(resourceId)) continue;
    const group = open(...goneKeyOf(resourceId, groupBy, nameOf));
    group.resources.push(resourceId);
    group.unseen += 1;
  }
  for (const [subscriptionId, amounts] of billed.unattributed) {
    const [key, label] = groupBy === "subscription" ? [subscriptionId, nameOf(subscriptionId)] : UNATTRIBUTED_KEY;
    open(key, label).unattributed.push(amounts);
  }
  return groups;
}

type NameOf = CostRowsInput["nameOf"];

function keyOf(snapshot: CostSubject, groupBy: CostQuery["groupBy"], nameOf: NameOf): [key: string, label: string] {
  switch (groupBy) {
    case "snapshot":
      return [resourceKey(snapshot.id), snapshot.goneAt === undefined ? snapshot.name : `${snapshot.name} (deleted)`];
    case "chain":
      return [snapshot.chainKey, chainLabel(snapshot)];
    case "subscription":
      return [snapshot.subscriptionId.toLowerCase(), nameOf(snapshot.subscriptionId)];
    case "region":
      return [snapshot.region, regionLabel(snapshot.region)];
  }
}

/** Two disks that had one name after the other are two lines. */
function chainLabel({ sourceDiskName, sourceState, chainKind, isChainThere }: CostSubject): string {
  if (!isChainThere) return `${sourceDiskName} (all its snapshots deleted)`;
  const fate = sourceState === "recreated" ? " (before it was recreated)" : sourceState === "deleted" ? " (disk deleted)" : "";
  return `${sourceDiskName}${fate}${chainKind === "full" ? ", full" : ""}`;
}

const UNATTRIBUTED_KEY: [key: string, label: string] = ["unattributed", "Not attributed to a snapshot"];
const GONE_KEY: [key: string, label: string] = ["deleted", "Deleted snapshots"];

/** A bill names a resource by its id and nothing else. */
function goneKeyOf(resourceId: string, groupBy: CostQuery["groupBy"], nameOf: NameOf): [key: string, label: string] {
  if (groupBy === "snapshot") return [resourceId, `${resourceName(resourceId)} (deleted)`];
  const subscriptionId = parseResourceId(resourceId)?.subscriptionId;
  if (groupBy === "subscription" && subscriptionId) return [subscriptionId, nameOf(subscriptionId)];
  return GONE_KEY;
}

function toRow(group: Group, { prices, billed, compared, groupBy }: CostRowsInput): CostRow {
  const sums = groupCosts(group.costs, () => group.key)[0];
  const isCosted = sums !== undefined && sums.unknownCount < sums.snapshotCount;
  const price = samePrice(group.snapshots, prices);
  const bills = [...group.resources.flatMap((id) => billed.byResource.get(id) ?? []), ...group.unattributed];
  const region = sameValue(group.snapshots.map((s) => s.region));
  const sku = sameValue(group.snapshots.map((s) => s.sku));
  return {
    key: group.key,
    label: group.label,
    ...linksOf(group, groupBy),
    ...(region ? { region } : {}),
    ...(sku ? { sku } : {}),
    snapshotCount: group.snapshots.length + group.unseen,
    goneCount: group.snapshots.filter(({ goneAt }) => goneAt !== undefined).length + group.unseen,
    ...sizesOf(group),
    daysPresent: daysPresent(group.costs.reduce((most, cost) => Math.max(most, cost.hoursToDate), 0)),
    quantity: isCosted ? sums.quantity : null,
    usdPerGibMonth: price?.usdPerGibMonth ?? null,
    ...(price ? { price } : {}),
    estimateUsd: isCosted ? sums.estimateUsd : null,
    assumedUsd: isCosted ? sums.assumedUsd : null,
    forecastUsd: isCosted ? sums.forecastUsd : null,
    ...billedColumns(bills),
    compared: comparedOf(group, compared),
  };
}

function comparedOf({ resources }: Group, compared: CostRowsInput["compared"]): ComparedAmounts | null {
  const amounts = resources.flatMap((resource) => compared.get(resource) ?? []);
  return amounts.length > 0 ? sumCompared(amounts) : null;
}

/** What is gone has no page, but its chain may. */
function linksOf({ snapshots }: Group, groupBy: CostQuery["groupBy"]): Pick<CostRow, "snapshotId" | "goneAt" | "chainId"> {
  const [first] = snapshots;
  if (!first || (groupBy !== "snapshot" && groupBy !== "chain")) return {};
  const chain = first.isChainThere ? { chainId: first.chainKey } : {};
  if (groupBy === "chain") return chain;
  return first.goneAt === undefined ? { snapshotId: first.id, ...chain } : { goneAt: first.goneAt, ...chain };
}

/** Of those that are there; of a group that is gone as a whole, what it stored last. */
function sizesOf({
  snapshots,
  costs,
  unseen,
}: Group): Pick<CostRow, "usedGib" | "unmeasured" | "uncounted" | "unknownHours" | "dailyQuantity" | "parts"> {
  const present = costs.filter((_, i) => snapshots[i]?.goneAt === undefined);
  const counting = present.length > 0 ? present : costs;
  const sized = counting.filter((cost) => cost.usedBytes !== null);
  const [only, ...others] = costs;
  return {
    usedGib: sized.length > 0 ? gibOf(sized.reduce((sum, cost) => sum + (cost.usedBytes ?? 0), 0)) : null,
    unmeasured: snapshots.filter(isUnmeasured).length,
    uncounted: costs.filter(isUncounted).length + unseen,
    unknownHours: costs.reduce((sum, cost) => sum + cost.unknownHours, 0),
    dailyQuantity: sized.length > 0 ? sumDecimals(sized.flatMap((cost) => cost.dailyQuantity ?? [])) : null,
    ...(only && others.length === 0 ? { parts: only.parts.map(toPart) } : {}),
  };
}

function toPart({ fromHour, toHour, bytes }: CostPart) {
  return { usedGib: bytes === null ? null : gibOf(bytes), days: daysPresent(toHour - fromHour) };
}

export function billedColumns(bills: BilledAmounts[]): Pick<CostRow, "billedQuantity" | "billedUsd" | "otherBilledUsd" | "otherMeters"> {
  if (bills.length === 0) return { billedQuantity: null, billedUsd: null, otherBilledUsd: null, otherMeters: [] };
  return {
    billedQuantity: sumDecimals(bills.map((bill) => bill.quantity)),
    billedUsd: sumDecimals(bills.map((bill) => bill.usd)),
    otherBilledUsd: sumDecimals(bills.map((bill) => bill.otherUsd)),
    otherMeters: sumMeters(bills),
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
