import { z } from "zod";
import { MONTH_PATTERN } from "#lib/domain/costs/billing-month.ts";
import { type BillComparison, type ComparedAmounts, NOT_COMPARED_REASONS } from "#lib/domain/costs/compared-amounts.ts";
import { PRICE_SOURCES, type SnapshotPrice } from "#lib/domain/costs/snapshot-price.ts";
import { SNAPSHOT_SKUS } from "#lib/domain/inventory/snapshot-sku.ts";
import { armId, decimal, isoTime, sourceState, wordList } from "./common.ts";
import { unmeasuredTally } from "./measuring.ts";

export const month = z.string().regex(MONTH_PATTERN, "a month as YYYY-MM");

export const priceRow = z.object({
  region: z.string(),
  sku: z.enum(SNAPSHOT_SKUS),
  meterId: z.string(),
  meterName: z.string(),
  productName: z.string(),
  usdPerGibMonth: decimal,
  effectiveDate: isoTime,
  source: z.enum(PRICE_SOURCES),
  fetchedAt: isoTime,
}) satisfies z.ZodType<SnapshotPrice>;
export const priceList = z.object({ items: z.array(priceRow), asOf: isoTime });

export const costQuery = z.object({
  month: month.optional(),
  groupBy: z.enum(["snapshot", "chain", "subscription", "region"]).default("snapshot"),
  subscription: wordList,
  region: wordList,
  chain: z.string().max(400).optional(),
  /** quick: the first lines, and what needs no waiting; the rest says that it is to come. */
  answer: z.enum(["whole", "quick"]).default("whole"),
  format: z.enum(["json", "csv"]).default("json"),
});
export type CostQuery = z.infer<typeof costQuery>;

export const comparedAmounts = z.object({
  estimateUsd: decimal,
  /** Of estimateUsd, for hours that no reading saw: a difference may be what changed in them. */
  assumedUsd: decimal,
  billedUsd: decimal,
  /** Billed less estimated. */
  differenceUsd: decimal,
  /** How far they may be apart by rounding alone. */
  toleranceUsd: decimal,
}) satisfies z.ZodType<ComparedAmounts>;

/** Storage on the bill and its estimate, of the same snapshots in the same days. */
export const billComparison = comparedAmounts.extend({
  /** The last day of it, UTC; it begins with the month. */
  through: z.string(),
  snapshots: z.number().int(),
  /** What is in neither sum, and why. */
  notCompared: z.array(
    z.object({
      reason: z.enum(NOT_COMPARED_REASONS),
      count: z.number().int(),
      estimateUsd: decimal.nullable(),
      billedUsd: decimal.nullable(),
    }),
  ),
}) satisfies z.ZodType<BillComparison>;

export const billedMeter = z.object({
  /** Empty where the bill names none. */
  meterName: z.string(),
  usd: decimal,
});

export const costRow = z.object({
  key: z.string(),
  label: z.string(),
  snapshotId: armId.optional(),
  chainId: z.string().optional(),
  region: z.string().optional(),
  sku: z.string().optional(),
  snapshotCount: z.number().int(),
  /** Of these, those that are gone. */
  goneCount: z.number().int(),
  /** Of one snapshot that is there no more: the first reading that did not see it. */
  goneAt: isoTime.optional(),
  /** Used GiB now, of what is gone when it was there last; null when nothing in the row is measured. */
  usedGib: decimal.nullable(),
  unmeasured: z.number().int(),
  /** Of a snapshot or chain: why nothing of it that is not measured can be now. */
  unmeasurable: z.string().optional(),
  /** Snapshots with hours so far that are in no amount, for want of a size or a price: with some, the amounts are the least. */
  uncounted: z.number().int(),
  /** Hours so far of snapshots whose size is not known for them: they are in no amount. */
  unknownHours: z.number().int(),
  /** Of one snapshot: what it stored, and for how many days, oldest first. */
  parts: z.array(z.object({ usedGib: decimal.nullable(), days: decimal })).optional(),
  /** Per full day of this month: used GiB ÷ days in the month. */
  dailyQuantity: decimal.nullable(),
  daysPresent: decimal,
  /** GiB-months so far. */
  quantity: decimal.nullable(),
  usdPerGibMonth: decimal.nullable(),
  price: priceRow.optional(),
  estimateUsd: decimal.nullable(),
  /** Of the estimate, for hours before the first reading: that it stored then what it stores now is assumed. */
  assumedUsd: decimal.nullable(),
  forecastUsd: decimal.nullable(),
  /** From Cost Management; null when it has no row (yet). */
  billedQuantity: decimal.nullable(),
  billedUsd: decimal.nullable(),
  /** Other meters on the same resources: operations, bandwidth. */
  otherBilledUsd: decimal.nullable(),
  /** Of it, by meter. */
  otherMeters: z.array(billedMeter),
  /** Of the snapshots of the row that can be compared; null: of none. */
  compared: comparedAmounts.nullable(),
});
export type CostRow = z.infer<typeof costRow>;

export const costReport = z.object({
  month,
  daysInMonth: z.number().int(),
  /** Hours of the month that have passed; equals all of them for a closed month. */
  hoursElapsed: z.number().int(),
  currency: z.literal("USD"),
  totals: z.object({
    estimateUsd: decimal,
    /** Of estimateUsd, for hours before the first reading. */
    assumedUsd: decimal,
    forecastUsd: decimal,
    billedUsd: decimal.nullable(),
    otherBilledUsd: decimal.nullable(),
    /** Of it, by meter. */
    otherMeters: z.array(billedMeter),
    /** Of billedUsd and otherBilledUsd, what the bill attributes to no snapshot: rounding, corrections. */
    unattributedUsd: decimal.nullable(),
    /** Of estimateUsd and billedUsd, for snapshots that are gone. */
    goneEstimateUsd: decimal,
    goneBilledUsd: decimal.nullable(),
    goneCount: z.number().int(),
    /** Of these, gone before anybody read them: the estimate has none of it. */
    unseenBilledUsd: decimal.nullable(),
    unseenCount: z.number().int(),
    quantity: decimal,
    usedGib: decimal,
    /** Snapshots with hours that are in no estimate, those that were gone unread among them: with some, it is the least. */
    uncounted: z.number().int(),
    /** null: not reckoned yet. */
    ifAllFullUsd: decimal.nullable(),
  }),
  /** null while no day of the month is settled on the bill. */
  comparison: billComparison.nullable(),
  unmeasured: z.number().int(),
  /** The same ones: how many of them can be measured now, and why the others cannot. */
  measuring: unmeasuredTally,
  /** Hours so far of measured or gone snapshots whose size was not known then. */
  unknownHours: z.number().int(),
  days: z.array(
    z.object({
      date: z.string(),
      estimateUsd: decimal,
      billedUsd: decimal.nullable(),
      quantity: decimal,
      /** When the day ended, or now. */
      storedGib: decimal,
      /** Snapshots with hours in it that are in no amount. */
      uncounted: z.number().int(),
      /** Snapshots whose size when it ended is not known: storedGib has nothing of them. */
      unsized: z.number().int(),
    }),
  ),
  rows: z.array(costRow),
  /** With those that are to come. */
  rowCount: z.number().int(),
  /** There is more than a quick answer has. */
  isPartial: z.boolean(),
  prices: z.array(priceRow),
  billing: z.object({ state: z.enum(["ok", "unavailable"]), message: z.string().optional(), through: z.string().optional() }),
  asOf: isoTime,
  sources: z.array(sourceState),
});
export type CostReport = z.infer<typeof costReport>;
