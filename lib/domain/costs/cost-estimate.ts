// What snapshots cost in a month, from what they stored: used GiB ÷ hours in the month for every hour × price. Where the
// size changed within the month, each hour has the size of that hour; where it is not known, the hour has no cost.
//
//   stored   ├── 5 GiB ──┤├── not known ──┤├── 7 GiB ── …
//   hours    | 5 | 5 | 5 |  –  |  –  |  –  | 7 | 7 |          an hour counts what was stored when it ended
//
// Amounts are rounded at 18 decimals, and so that everything adds up exactly: what a snapshot cost *up to* an hour is
// rounded, and a day is the difference of two such sums. A snapshot's days then make its total, the snapshots make
// the chains, the days and the grand total, to the last digit; a whole month at 10 GiB and $0.05 is exactly 0.5.

import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import type { StoredPiece } from "#lib/domain/sizes/stored-span.ts";
import { DAY_MS, dateOf, daysInMonth, HOUR_MS, hoursInMonth, monthStartMs } from "./billing-month.ts";
import type { CostPart } from "./cost-part.ts";
import { addGaps, addStored, type DaySums, emptyDay } from "./day-sums.ts";
import { parseDecimal, scaledRatio, scaledToString } from "./scaled-amount.ts";

export interface CostInput {
  snapshotId: string;
  chainKey: string;
  /** Oldest first, not overlapping, up to the end of the month where it is still there. */
  pieces: readonly StoredPiece[];
  /** Times that nobody looked at: half-open, not overlapping. What was stored in them is assumed. */
  assumed?: readonly { fromMs: number; toMs: number }[];
  /** Decimal string; null when no price is known. */
  usdPerGibMonth: string | null;
}

export interface CostAmounts {
  /** GiB-months so far. */
  quantity: string;
  estimateUsd: string;
  /** Of the estimate, for hours that nobody looked at. */
  assumedUsd: string;
  /** Whole month, if nothing but time changes. */
  forecastUsd: string;
}

/** Amounts are null for a snapshot whose sizes or price are unknown: unknown is not free. */
export interface SnapshotCost {
  snapshotId: string;
  chainKey: string;
  /** What it stores in the hour that runs, or stored last; null when that is not known, or when it was not there. */
  usedBytes: number | null;
  usdPerGibMonth: string | null;
  /** used GiB ÷ days in the month: the figure of a full day in the usage report. */
  dailyQuantity: string | null;
  /** So far, oldest first; none is empty. */
  parts: CostPart[];
  hoursToDate: number;
  /** Of these, hours of unknown size: they are in no amount. */
  unknownHours: number;
  /** Hours that nobody looked at. */
  assumed: Pick<CostPart, "fromHour" | "toHour">[];
  amounts: CostAmounts | null;
}

export interface CostGroup extends CostAmounts {
  key: string;
  snapshotCount: number;
  /** Of these, how many have no known cost. */
  unknownCount: number;
}

export interface DayCost {
  /** UTC. */
  date: string;
  quantity: string;
  estimateUsd: string;
  /** Stored when it ended, or when the last whole hour of it did: of those whose size is known. */
  storedBytes: number;
  /** Snapshots with hours in it that are in no amount. */
  uncounted: number;
  /** Snapshots whose size is not known when it ended. */
  unsized: number;
}

export interface CostEstimate {
  month: string;
  daysInMonth: number;
  hoursInMonth: number;
  /** Whole hours of the month that have passed; all of them for a closed month. */
  hoursElapsed: number;
  /** Days that have begun. */
  days: DayCost[];
  /** One for each item. */
  snapshots: SnapshotCost[];
  chains: CostGroup[];
  total: CostGroup;
}

/** Counts whole UTC hours up to now; the hour that runs is not billed yet. The hour it was made in counts, that of its delete does not. */
export function estimateCosts(items: readonly CostInput[], month: string, nowMs: number): CostEstimate {
  const start = monthStartMs(month);
  const hours = hoursInMonth(month);
  const hoursElapsed = clamp(Math.floor((nowMs - start) / HOUR_MS), 0, hours);
  const days = Array.from({ length: Math.ceil(hoursElapsed / 24) }, emptyDay);
  const snapshots = items.map((item) => costOfSnapshot(item, month, hoursElapsed, days));
  return {
    month,
    daysInMonth: daysInMonth(month),
    hoursInMonth: hours,
    hoursElapsed,
    days: days.map(({ quantity, usd, ...counts }, day) => ({
      date: dateOf(start + day * DAY_MS),
      quantity: scaledToString(quantity),
      estimateUsd: scaledToString(usd),
      ...counts,
    })),
    snapshots,
    chains: groupCosts(snapshots, (snapshot) => snapshot.chainKey),
    total: groupCosts(snapshots, () => "total")[0] ?? emptyGroup("total").result(),
  };
}

/** Hours of it so far are in no amount, for want of a size or a price. */
export function isUncounted({ hoursToDate, amounts, unknownHours }: SnapshotCost): boolean {
  return hoursToDate > 0 && (amounts === null || unknownHours > 0);
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

export interface CostUpTo {
  usd: string;
  /** Of it, for hours that nobody looked at. */
  assumedUsd: string;
  hours: number;
  /** Of these, hours of unknown size: they are in no amount. */
  unknownHours: number;
}

/** Of the hours of the month before this one; undefined where the price is not known. */
export function costUpTo({ parts, assumed, usdPerGibMonth }: SnapshotCost, month: string, toHour: number): CostUpTo | undefined {
  if (usdPerGibMonth === null) return undefined;
  const cut = cutTo(parts, { fromHour: 0, toHour });
  const meter = createMeter(usdPerGibMonth, hoursInMonth(month));
  const [usd, assumedUsd] = [byteHoursOf(cut), byteHoursIn(cut, assumed)].map((byteHours) => scaledToString(meter(byteHours).usd));
  return {
    usd: usd ?? "0",
    assumedUsd: assumedUsd ?? "0",
    hours: hoursOf(cut),
    unknownHours: hoursOf(cut.filter(({ bytes }) => bytes === null)),
  };
}

/** One snapshot's cost; what it adds to each day is added to days. */
function costOfSnapshot(item: CostInput, month: string, hoursElapsed: number, days: DaySums): SnapshotCost {
  const { snapshotId, chainKey, usdPerGibMonth } = item;
  const whole = partsOf(item.pieces, month);
  const parts = cutTo(whole, { fromHour: 0, toHour: hoursElapsed });
  // In the hour that runs, which is not counted yet; of what is over, the last.
  const running = whole.find(({ fromHour, toHour }) => fromHour <= hoursElapsed && hoursElapsed < toHour);
  const usedBytes = (running ?? parts.at(-1) ?? whole[0])?.bytes ?? null;
  const cost: SnapshotCost = {
    snapshotId,
    chainKey,
    usedBytes,
    usdPerGibMonth,
    dailyQuantity:
      usedBytes === null ? null : scaledToString(scaledRatio(BigInt(usedBytes), BigInt(GIB_BYTES) * BigInt(daysInMonth(month)))),
    parts,
    hoursToDate: hoursOf(parts),
    unknownHours: hoursOf(parts.filter(({ bytes }) => bytes === null)),
    assumed: partsOf(
      (item.assumed ?? []).map((time) => ({ ...time, bytes: null })),
      month,
    ),
    amounts: null,
  };
  addStored(parts, hoursElapsed, days);
  addGaps(usdPerGibMonth === null ? parts : parts.filter(({ bytes }) => bytes === null), days);
  if (usdPerGibMonth === null || whole.every(({ bytes }) => bytes === null)) return cost;

  const meter = createMeter(usdPerGibMonth, hoursInMonth(month));
  let told = { quantity: 0n, usd: 0n };
  let byteHours = 0n;
  for (const { fromHour, toHour, bytes } of parts) {
    if (bytes === null) continue;
    for (let hour = fromHour; hour < toHour; ) {
      const day = days[Math.floor(hour / 24)];
      const end = Math.min(toHour, (Math.floor(hour / 24) + 1) * 24);
      byteHours += BigInt(bytes) * BigInt(end - hour);
      const upToNow = meter(byteHours);
      if (day) {
        day.quantity += upToNow.quantity - told.quantity;
        day.usd += upToNow.usd - told.usd;
      }
      [told, hour] = [upToNow, end];
    }
  }
  const amounts = {
    quantity: scaledToString(told.quantity),
    estimateUsd: scaledToString(told.usd),
    assumedUsd: scaledToString(meter(byteHoursIn(parts, cost.assumed)).usd),
    forecastUsd: scaledToString(meter(byteHoursOf(whole)).usd),
  };
  return { ...cost, amounts };
}

/** An hour is of the piece that held when it ended. */
function partsOf(pieces: readonly StoredPiece[], month: string): CostPart[] {
  const start = monthStartMs(month);
  const hourOf = (ms: number) => clamp(Math.floor((ms - start) / HOUR_MS), 0, hoursInMonth(month));
  return pieces
    .map(({ fromMs, toMs, bytes }) => ({ fromHour: hourOf(fromMs), toHour: hourOf(toMs), bytes }))
    .filter(({ fromHour, toHour }) => fromHour < toHour);
}

function cutTo(parts: readonly CostPart[], { fromHour, toHour }: Pick<CostPart, "fromHour" | "toHour">): CostPart[] {
  return parts
    .map((part) => ({ ...part, fromHour: Math.max(part.fromHour, fromHour), toHour: Math.min(part.toHour, toHour) }))
    .filter((part) => part.fromHour < part.toHour);
}

function hoursOf(parts: readonly CostPart[]): number {
  return parts.reduce((sum, { fromHour, toHour }) => sum + toHour - fromHour, 0);
}

function byteHoursIn(parts: readonly CostPart[], times: SnapshotCost["assumed"]): bigint {
  return times.reduce((sum, time) => sum + byteHoursOf(cutTo(parts, time)), 0n);
}

function byteHoursOf(parts: readonly CostPart[]): bigint {
  return parts.reduce((sum, { fromHour, toHour, bytes }) => sum + BigInt(bytes ?? 0) * BigInt(toHour - fromHour), 0n);
}

/** Rounded sums of byte-hours, in units of 1e-18. */
function createMeter(usdPerGibMonth: string, hours: number) {
  const price = parseDecimal(usdPerGibMonth);
  const gibHours = BigInt(GIB_BYTES) * BigInt(hours);
  return (byteHours: bigint) => ({
    quantity: scaledRatio(byteHours, gibHours),
    usd: scaledRatio(byteHours * price.digits, gibHours * price.divisor),
  });
}

function emptyGroup(key: string) {
  const sums = { quantity: 0n, estimateUsd: 0n, assumedUsd: 0n, forecastUsd: 0n };
  let [snapshotCount, unknownCount] = [0, 0];
  return {
    add({ amounts }: SnapshotCost) {
      snapshotCount += 1;
      if (!amounts) {
        unknownCount += 1;
        return;
      }
      sums.quantity += toScaled(amounts.quantity);
      sums.estimateUsd += toScaled(amounts.estimateUsd);
      sums.assumedUsd += toScaled(amounts.assumedUsd);
      sums.forecastUsd += toScaled(amounts.forecastUsd);
    },
    result: (): CostGroup => ({
      key,
      snapshotCount,
      unknownCount,
      quantity: scaledToString(sums.quantity),
      estimateUsd: scaledToString(sums.estimateUsd),
      assumedUsd: scaledToString(sums.assumedUsd),
      forecastUsd: scaledToString(sums.forecastUsd),
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
