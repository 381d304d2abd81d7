// What Azure billed for the estate in a month, by resource. A subscription whose bill cannot be read takes nothing
// from the others, and a slow one does not hold up the page: what has not come in time is there at the next look.

import { isAppError } from "#lib/domain/app-error.ts";
import { withinMs } from "#lib/domain/concurrency/within-ms.ts";
import { ExactDecimal } from "#lib/domain/costs/exact-decimal.ts";
import type { BilledRow, BilledUsage } from "#lib/services/ports/billing.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

const PATIENCE_MS = 5000;

export interface BilledAmounts {
  /** GiB-months of the storage meters. */
  quantity: string;
  usd: string;
  otherUsd: string;
  /** Of otherUsd, by meter: in the order they first came. */
  otherMeters: { meterName: string; usd: string }[];
}

export interface BilledMonth {
  /** By resource id in lower case. */
  byResource: Map<string, BilledAmounts>;
  /** What the bill attributes to no snapshot, by id of the subscription in lower case. */
  unattributed: Map<string, BilledAmounts>;
  /** Storage meters only, by day. */
  usdByDate: Map<string, string>;
  /** Storage meters only, by resource and day. */
  usdByResourceDate: Map<string, Map<string, string>>;
  /** Of what is attributed to no snapshot, storage meters only. */
  unattributedUsdByDate: Map<string, string>;
  /** Last day with a row. */
  through?: string;
  /** The same of each subscription that has rows, by its id in lower case. */
  throughOf: ReadonlyMap<string, string>;
  /** False when no subscription answered. */
  isKnown: boolean;
  /** Subscriptions that answered, in lower case: of others nothing follows from what is missing. */
  answered: ReadonlySet<string>;
  /** Some have not answered yet, and will. */
  isPending: boolean;
  /** Which did not answer and why. */
  message?: string;
}

export interface BilledMonthRequest {
  subscriptions: { subscriptionId: string; displayName: string }[];
  month: string;
  /** Rows of other resources are left out; null: of none. */
  includes: (resourceId: string | null) => boolean;
  patienceMs?: number;
}

interface BilledRowOf extends BilledRow {
  /** In lower case. */
  subscriptionId: string;
}

export async function readBilledMonth(billed: BilledUsage, request: BilledMonthRequest, context: CallContext): Promise<BilledMonth> {
  const { subscriptions, month, includes, patienceMs = PATIENCE_MS } = request;
  const results = await Promise.all(subscriptions.map((subscription) => readOne(billed, { subscription, month, patienceMs }, context)));
  const rows = results.flatMap(({ subscriptionId, rows: own = [] }) =>
    own.filter((row) => includes(row.resourceId)).map((row) => ({ ...row, subscriptionId })),
  );
  const messages = results.flatMap((result) => result.message ?? []);
  const throughOf = new Map<string, string>();
  for (const { subscriptionId, date } of rows) if (date > (throughOf.get(subscriptionId) ?? "")) throughOf.set(subscriptionId, date);
  const through = [...throughOf.values()].toSorted().at(-1);
  return {
    ...sumRows(rows),
    ...(through ? { through } : {}),
    throughOf,
    isKnown: results.some((result) => result.rows !== undefined),
    answered: new Set(results.flatMap((result) => (result.rows ? result.subscriptionId : []))),
    isPending: results.some((result) => result.isLate === true),
    ...(messages.length > 0 ? { message: messages.join(" ") } : {}),
  };
}

interface OneAnswer {
  /** In lower case. */
  subscriptionId: string;
  rows?: BilledRow[];
  isLate?: boolean;
  message?: string;
}

async function readOne(
  billed: BilledUsage,
  asked: { subscription: BilledMonthRequest["subscriptions"][number]; month: string; patienceMs: number },
  context: CallContext,
): Promise<OneAnswer> {
  const { displayName, subscriptionId: id } = asked.subscription;
  const subscriptionId = id.toLowerCase();
  try {
    const rows = await withinMs(asked.patienceMs, billed.readMonth(id, asked.month, context));
    return rows
      ? { subscriptionId, rows }
      : { subscriptionId, isLate: true, message: `Cost Management has not answered yet for ${displayName}; look again in a minute.` };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { subscriptionId, message: `${displayName}: ${error.message}` };
  }
}

type Sums = Pick<BilledMonth, "byResource" | "unattributed" | "usdByDate" | "usdByResourceDate" | "unattributedUsdByDate">;

function sumRows(rows: BilledRowOf[]): Sums {
  const byResource = new Map<string, BilledAmounts>();
  const unattributed = new Map<string, BilledAmounts>();
  const usdByDate = new Map<string, string>();
  const usdByResourceDate = new Map<string, Map<string, string>>();
  const unattributedUsdByDate = new Map<string, string>();
  for (const row of rows) {
    if (row.resourceId === null) addTo(unattributed, row.subscriptionId, row);
    else addTo(byResource, row.resourceId, row);
    if (row.sort === "other") continue;
    usdByDate.set(row.date, plus(usdByDate.get(row.date), row.usd));
    const byDate = row.resourceId === null ? unattributedUsdByDate : (usdByResourceDate.get(row.resourceId) ?? new Map<string, string>());
    byDate.set(row.date, plus(byDate.get(row.date), row.usd));
    if (row.resourceId !== null) usdByResourceDate.set(row.resourceId, byDate);
  }
  return { byResource, unattributed, usdByDate, usdByResourceDate, unattributedUsdByDate };
}

function addTo(sums: Map<string, BilledAmounts>, key: string, { sort, usd, quantity, meterName }: BilledRow): void {
  const amounts = sums.get(key) ?? { quantity: "0", usd: "0", otherUsd: "0", otherMeters: [] };
  if (sort === "other") {
    amounts.otherUsd = plus(amounts.otherUsd, usd);
    addMeter(amounts.otherMeters, { meterName, usd });
  } else {
    amounts.quantity = plus(amounts.quantity, quantity);
    amounts.usd = plus(amounts.usd, usd);
  }
  sums.set(key, amounts);
}

function addMeter(meters: BilledAmounts["otherMeters"], { meterName, usd }: { meterName: string; usd: string }): void {
  const known = meters.find((meter) => meter.meterName === meterName);
  if (known) known.usd = plus(known.usd, usd);
  else meters.push({ meterName, usd });
}

/** By meter, over several. */
export function sumMeters(bills: readonly BilledAmounts[]): BilledAmounts["otherMeters"] {
  const meters: BilledAmounts["otherMeters"] = [];
  for (const bill of bills) for (const meter of bill.otherMeters) addMeter(meters, { ...meter });
  return meters;
}

function plus(a: string | undefined, b: string): string {
  return new ExactDecimal(a ?? 0).plus(b).toString();
}
