// What snapshots cost in a month, from their measured sizes: used GiB ÷ hours in the month for every hour present
// × price. The size known now is taken for the whole month, so this is an estimate and is called one.
//
// Amounts are rounded at 18 decimals, and so that everything adds up exactly: what a snapshot cost *up to* an hour is
// rounded, and a day is the difference of two such sums. A snapshot's days then make its total, the snapshots make
// the chains, the days and the grand total, to the last digit; a whole month at 10 GiB and $0.05 is exactly 0.5.

import { epochMs } from "#lib/domain/iso-time.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { DAY_MS, dateOf, daysInMonth, HOUR_MS, hoursInMonth, monthEndMs, monthStartMs } from "./billing-month.ts";
import { parseDecimal, scaledMultiples, scaledRatio, scaledToString } from "./scaled-amount.ts";

export interface CostInput {
  snapshotId: string;
  chainKey: string;
  /** ISO. */
  createdAt: string;
  deletedAt?: string;
  /** What it stores itself; null when not measured. */
  usedBytes: number | null;
  /** Decimal string; null when no price is known. */
  usdPerGibMonth: string | null;
}

export interface CostAmounts {
  /** GiB-months so far. */
  quantity: string;
  estimateUsd: string;
  /** Whole month, if nothing but time changes. */
  forecastUsd: string;
}

/** Amounts are null for a snapshot whose size or price is unknown: unknown is not free. */
export interface SnapshotCost {
  snapshotId: string;
  chainKey: string;
  usedBytes: number | null;
  usdPerGibMonth: string | null;
  /** used GiB ÷ days in the month: the figure of a full day in the usage report. */
  dailyQuantity: string | null;
  hoursToDate: number;
  amounts: CostAmounts | null;
}

export interface CostGroup extends CostAmounts {
  key: string;
  snapshotCount: number;
  /** Of these, how many have no known cost. */
  unknownCount: number;
  usedBytes: number;
}

export interface DayCost {
  /** UTC. */
  date: string;
  quantity: string;
  estimateUsd: string;
}

export interface CostEstimate {
  month: string;
  daysInMonth: number;
  hoursInMonth: number;
  /** Whole hours of the month that have passed; all of them for a closed month. */
  hoursElapsed: number;
  /** Days that have begun. */
  days: DayCost[];
  snapshots: SnapshotCost[];
  chains: CostGroup[];
  total: CostGroup;
}

/** Counts whole UTC hours up to now; the hour that runs is not billed yet. A snapshot is billed for the hour it was made in. */
export function estimateCosts(items: readonly CostInput[], month: string, nowMs: number): CostEstimate {
  const start = monthStartMs(month);
  const hours = hoursInMonth(month);
  const hoursElapsed = clamp(Math.floor((nowMs - start) / HOUR_MS), 0, hours);
  const days = Array.from({ length: Math.ceil(hoursElapsed / 24) }, () => ({ quantity: 0n, usd: 0n }));
  const snapshots = items.map((item) => costOfSnapshot(item, month, hoursElapsed, days));
  return {
    month,
    daysInMonth: daysInMonth(month),
    hoursInMonth: hours,
    hoursElapsed,
    days: days.map(({ quantity, usd }, day) => ({
      date: dateOf(start + day * DAY_MS),
      quantity: scaledToString(quantity),
      estimateUsd: scaledToString(usd),
    })),
    snapshots,
    chains: groupCosts(snapshots, (snapshot) => snapshot.chainKey),
    total: groupCosts(snapshots, () => "total")[0] ?? emptyGroup("total").result(),
  };
}

/** Sums by any key (region, subscription …), exact; groups in the order they first appear. */
export function groupCosts(snapshots: readonly SnapshotCost[], keyOf: (snapshot: SnapshotCost) => string): CostGroup[] {
  const groups = new Map<string, ReturnType<typeof emptyGroup>>();
  for (const snapshot of snapshots) {
    const key = keyOf(snapshot);
    const group = groups.get(key) ?? emptyGroup(key);
    group.add(snapshot);
    groups.set(key, group);
  }
  return Array.from(groups.values(), (group) => group.result());
}

/** Days a snapshot was there, from its hours: "13.5". */
export function daysPresent(hoursToDate: number): string {
  return scaledToString(scaledRatio(BigInt(hoursToDate), 24n));
}

/** One snapshot's cost; what it adds to each day is added to days, in units of 1e-18. */
function costOfSnapshot(item: CostInput, month: string, hoursElapsed: number, days: { quantity: bigint; usd: bigint }[]): SnapshotCost {
  const { snapshotId, chainKey, usedBytes, usdPerGibMonth } = item;
  const { from, toDate, toEnd } = presenceOf(item, month, hoursElapsed);
  const dailyQuantity =
    usedBytes === null ? null : scaledToString(scaledRatio(BigInt(usedBytes), BigInt(GIB_BYTES) * BigInt(daysInMonth(month))));
  const cost: SnapshotCost = { snapshotId, chainKey, usedBytes, usdPerGibMonth, dailyQuantity, hoursToDate: toDate - from, amounts: null };
  if (usedBytes === null || usdPerGibMonth === null) return cost;

  const meter = createMeter(usedBytes, usdPerGibMonth, hoursInMonth(month));
  let told = { quantity: 0n, usd: 0n };
  for (let hour = from; hour < toDate; ) {
    const day = days[Math.floor(hour / 24)];
    hour = Math.min(toDate, (Math.floor(hour / 24) + 1) * 24);
    const upToNow = { quantity: meter.quantity(hour - from), usd: meter.usd(hour - from) };
    if (day) {
      day.quantity += upToNow.quantity - told.quantity;
      day.usd += upToNow.usd - told.usd;
    }
    told = upToNow;
  }
  const amounts = {
    quantity: scaledToString(told.quantity),
    estimateUsd: scaledToString(told.usd),
    forecastUsd: scaledToString(meter.usd(toEnd - from)),
  };
  return { ...cost, amounts };
}

/** Hours of the month [from, toDate) it was billed for, and [from, toEnd) it will be when nobody deletes it. */
function presenceOf(item: CostInput, month: string, hoursElapsed: number): { from: number; toDate: number; toEnd: number } {
  const start = monthStartMs(month);
  const hours = (monthEndMs(month) - start) / HOUR_MS;
  const from = clamp(Math.floor((epochMs(item.createdAt) - start) / HOUR_MS), 0, hours);
  const gone = item.deletedAt === undefined ? hours : clamp(Math.ceil((epochMs(item.deletedAt) - start) / HOUR_MS), from, hours);
  return { from, toDate: Math.max(from, Math.min(gone, hoursElapsed)), toEnd: gone };
}

/** Rounded sums up to an hour, in units of 1e-18. */
function createMeter(usedBytes: number, usdPerGibMonth: string, hours: number) {
  const price = parseDecimal(usdPerGibMonth);
  const used = BigInt(usedBytes);
  const gibHours = BigInt(GIB_BYTES) * BigInt(hours);
  return {
    quantity: scaledMultiples(used, gibHours),
    usd: scaledMultiples(used * price.digits, gibHours * price.divisor),
  };
}

function emptyGroup(key: string) {
  let [quantity, estimate, forecast] = [0n, 0n, 0n];
  let [snapshotCount, unknownCount, usedBytes] = [0, 0, 0];
  return {
    add(snapshot: SnapshotCost) {
      snapshotCount += 1;
      usedBytes += snapshot.usedBytes ?? 0;
      if (!snapshot.amounts) {
        unknownCount += 1;
        return;
      }
      quantity += toScaled(snapshot.amounts.quantity);
      estimate += toScaled(snapshot.amounts.estimateUsd);
      forecast += toScaled(snapshot.amounts.forecastUsd);
    },
    result: (): CostGroup => ({
      key,
      snapshotCount,
      unknownCount,
      usedBytes,
      quantity: scaledToString(quantity),
      estimateUsd: scaledToString(estimate),
      forecastUsd: scaledToString(forecast),
    }),
  };
}

/** Exact for what scaledToString wrote. */
function toScaled(text: string): bigint {
  const { digits, divisor } = parseDecimal(text);
  return scaledRatio(digits, divisor);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
