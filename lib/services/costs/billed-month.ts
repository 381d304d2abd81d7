// What Azure billed for the estate in a month, by resource. A subscription whose bill cannot be read takes nothing
// from the others, and a slow one does not hold up the page: what has not come in time is there at the next look.
import { isAppError } from "#lib/domain/app-error.ts";
import { ExactDecimal } from "#lib/domain/costs/exact-decimal.ts";
import type { BilledRow, BilledUsage } from "#lib/services/ports/billing.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

const PATIENCE_MS = 5000;

export interface BilledAmounts {
  /** GiB-months of the storage meters. */
  quantity: string;
  usd: string;
  otherUsd: string;
}

export interface BilledMonth {
  /** By resource id in lower case. */
  byResource: Map<string, BilledAmounts>;
  /** Storage meters only, by day. */
  usdByDate: Map<string, string>;
  /** Last day with a row. */
  through?: string;
  /** False when no subscription answered. */
  isKnown: boolean;
  /** Which did not answer and why. */
  message?: string;
}

export interface BilledMonthRequest {
  subscriptions: { subscriptionId: string; displayName: string }[];
  month: string;
  /** Rows of other resources are left out. */
  includes: (resourceId: string) => boolean;
}

export async function readBilledMonth(billed: BilledUsage, request: BilledMonthRequest, context: CallContext): Promise<BilledMonth> {
  const { subscriptions, month, includes } = request;
  const results = await Promise.all(subscriptions.map((subscription) => readOne(billed, subscription, month, context)));
  const rows = results.flatMap((result) => result.rows ?? []).filter((row) => includes(row.resourceId));
  const messages = results.flatMap((result) => result.message ?? []);
  const through = rows.reduce<string | undefined>((last, row) => (last === undefined || row.date > last ? row.date : last), undefined);
  return {
    ...sumRows(rows),
    ...(through ? { through } : {}),
    isKnown: results.some((result) => result.rows !== undefined),
    ...(messages.length > 0 ? { message: messages.join(" ") } : {}),
  };
}

async function readOne(
  billed: BilledUsage,
  subscription: BilledMonthRequest["subscriptions"][number],
  month: string,
  context: CallContext,
): Promise<{ rows?: BilledRow[]; message?: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), PATIENCE_MS);
  });
  try {
    const rows = await Promise.race([billed.readMonth(subscription.subscriptionId, month, context), late]);
    return rows === "late"
      ? { message: `Cost Management has not answered yet for ${subscription.displayName}; look again in a minute.` }
      : { rows };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { message: `${subscription.displayName}: ${error.message}` };
  } finally {
    clearTimeout(timer);
  }
}

function sumRows(rows: BilledRow[]): { byResource: Map<string, BilledAmounts>; usdByDate: Map<string, string> } {
  const byResource = new Map<string, BilledAmounts>();
  const usdByDate = new Map<string, string>();
  for (const row of rows) {
    const amounts = byResource.get(row.resourceId) ?? { quantity: "0", usd: "0", otherUsd: "0" };
    if (row.sort === "other") {
      amounts.otherUsd = plus(amounts.otherUsd, row.usd);
    } else {
      amounts.quantity = plus(amounts.quantity, row.quantity);
      amounts.usd = plus(amounts.usd, row.usd);
      usdByDate.set(row.date, plus(usdByDate.get(row.date) ?? "0", row.usd));
    }
    byResource.set(row.resourceId, amounts);
  }
  return { byResource, usdByDate };
}

function plus(a: string, b: string): string {
  return new ExactDecimal(a).plus(b).toString();
}
