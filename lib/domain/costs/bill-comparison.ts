// Estimate and bill side by side: the same snapshots, the same days. What has no counterpart is in neither sum and is told
// by its reason, so that a difference between the sums is one of size or price and of nothing else.
//
//   days        | 1 | 2 | … | 24 | 25 | 26 | 27 |      the bill's rows may still come, or change, for three days
//   compared    ├── settled ─────┤
//
// A bill names a resource by its id only: what had one name after the other is one line.
import { DAY_MS, dateOf, HOUR_MS, monthEndMs, monthStartMs } from "./billing-month.ts";
import {
  type BillComparison,
  type ComparedAmounts,
  NOT_COMPARED_REASONS,
  type NotCompared,
  type NotComparedReason,
} from "./compared-amounts.ts";
import { type CostUpTo, costUpTo, type SnapshotCost } from "./cost-estimate.ts";
import { ExactDecimal, sumDecimals } from "./exact-decimal.ts";
import { quantityTolerance } from "./proration.ts";

/** Rows of a day come up to three days late, and corrections of it as well. */
const SETTLED_AFTER_MS = 3 * DAY_MS;

export interface ComparisonInput {
  month: string;
  nowMs: number;
  /** The last day for which the bill of every subscription has rows. */
  billedThrough: string | undefined;
  /** By resource. */
  costs: ReadonlyMap<string, readonly SnapshotCost[]>;
  /** Storage meters by resource and day: of known ones, and of others. */
  usdByResourceDate: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The bill of its subscription could not be read. */
  isSilent: (resource: string) => boolean;
  /** What the bill attributes to no snapshot, in these days. */
  unattributedUsd: (through: string) => string | null;
}

export interface ComparedResources {
  total: BillComparison;
  byResource: ReadonlyMap<string, ComparedAmounts>;
}

/** Undefined while no day is settled. */
export function compareWithBill(input: ComparisonInput): ComparedResources | undefined {
  const through = lastSettledDay(input);
  if (through === undefined) return undefined;
  const toHour = (Date.parse(through) + DAY_MS - monthStartMs(input.month)) / HOUR_MS;
  const byResource = new Map<string, ComparedAmounts>();
  const left = new Map<NotComparedReason, NotCompared>();
  const leave = (reason: NotComparedReason, estimateUsd: string | null, billedUsd: string | null) => {
    const before = left.get(reason) ?? { reason, count: 0, estimateUsd: null, billedUsd: null };
    left.set(reason, {
      reason,
      count: before.count + 1,
      estimateUsd: plus(before.estimateUsd, estimateUsd),
      billedUsd: plus(before.billedUsd, billedUsd),
    });
  };
  for (const [resource, costs] of input.costs) {
    const billedUsd = billedUpTo(input.usdByResourceDate.get(resource), through);
    const estimate = sumUpTo(costs, input.month, toHour);
    if (estimate === "no-price") leave("no-price", null, billedUsd);
    else if (estimate.hours === 0 && billedUsd === null) continue;
    else if (input.isSilent(resource)) leave("not-answered", estimate.usd, null);
    else if (estimate.unknownHours > 0) leave("unknown-size", estimate.usd, billedUsd);
    else if (billedUsd === null && new ExactDecimal(estimate.usd).gt(estimate.toleranceUsd)) leave("no-row", estimate.usd, null);
    else byResource.set(resource, compared(estimate, billedUsd ?? "0"));
  }
  for (const [resource, byDate] of input.usdByResourceDate) {
    const billedUsd = input.costs.has(resource) ? null : billedUpTo(byDate, through);
    if (billedUsd !== null) leave("unseen", null, billedUsd);
  }
  const unattributedUsd = input.unattributedUsd(through);
  if (unattributedUsd !== null) leave("unattributed", null, unattributedUsd);
  const notCompared = NOT_COMPARED_REASONS.flatMap((reason) => left.get(reason) ?? []);
  return { total: { ...sumCompared([...byResource.values()]), through, snapshots: byResource.size, notCompared }, byResource };
}

export function sumCompared(amounts: readonly ComparedAmounts[]): ComparedAmounts {
  const sum = (key: keyof ComparedAmounts) => sumDecimals(amounts.map((one) => one[key]));
  return {
    estimateUsd: sum("estimateUsd"),
    assumedUsd: sum("assumedUsd"),
    billedUsd: sum("billedUsd"),
    differenceUsd: sum("differenceUsd"),
    toleranceUsd: sum("toleranceUsd"),
  };
}

function lastSettledDay({ month, nowMs, billedThrough }: ComparisonInput): string | undefined {
  if (billedThrough === undefined) return undefined;
  const settled = dateOf(Math.min(monthEndMs(month), Math.floor((nowMs - SETTLED_AFTER_MS) / DAY_MS) * DAY_MS) - DAY_MS);
  const last = billedThrough < settled ? billedThrough : settled;
  return last.startsWith(month) ? last : undefined;
}

type SumUpTo = CostUpTo & { toleranceUsd: string };

function sumUpTo(costs: readonly SnapshotCost[], month: string, toHour: number): SumUpTo | "no-price" {
  const sums = { usd: "0", assumedUsd: "0", hours: 0, unknownHours: 0, toleranceUsd: "0" };
  for (const cost of costs) {
    const one = costUpTo(cost, month, toHour);
    if (!one || cost.usdPerGibMonth === null) return "no-price";
    sums.usd = sumDecimals([sums.usd, one.usd]);
    sums.assumedUsd = sumDecimals([sums.assumedUsd, one.assumedUsd]);
    sums.hours += one.hours;
    sums.unknownHours += one.unknownHours;
    sums.toleranceUsd = quantityTolerance({ hours: one.hours }).times(cost.usdPerGibMonth).plus(sums.toleranceUsd).toString();
  }
  return sums;
}

/** null: no row of these days. */
function billedUpTo(byDate: ReadonlyMap<string, string> | undefined, through: string): string | null {
  const amounts = [...(byDate ?? [])].flatMap(([date, usd]) => (date <= through ? usd : []));
  return amounts.length > 0 ? sumDecimals(amounts) : null;
}

function compared({ usd, assumedUsd, toleranceUsd }: SumUpTo, billedUsd: string): ComparedAmounts {
  return { estimateUsd: usd, assumedUsd, billedUsd, differenceUsd: new ExactDecimal(billedUsd).minus(usd).toString(), toleranceUsd };
}

function plus(a: string | null, b: string | null): string | null {
  return a === null || b === null ? (a ?? b) : sumDecimals([a, b]);
}
