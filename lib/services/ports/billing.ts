import type { CallContext } from "./call-context.ts";

export interface BilledRow {
  /** Lower case; null: the bill names no snapshot. */
  resourceId: string | null;
  /** Empty where the bill names none. */
  meterName: string;
  /** storage: GiB-months of the snapshot meters; other: operations, bandwidth … */
  sort: "storage" | "other";
  date: string; // YYYY-MM-DD, UTC
  quantity: string;
  usd: string;
}

export interface BilledUsage {
  /** Daily rows of snapshots for a month (YYYY-MM). Complete or thrown: a lost page would look like a saving. */
  readMonth(subscriptionId: string, month: string, context: CallContext): Promise<BilledRow[]>;
}
