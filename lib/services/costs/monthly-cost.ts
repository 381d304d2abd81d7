// What is stored, as money a month at the list price, beside the size wherever something is decided. A list never waits for
// the price list: without it there is a size and no money.
import type { ChainRow } from "#lib/contract/chains.ts";
import type { MonthlyCost } from "#lib/contract/common.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { withinMs } from "#lib/domain/concurrency/within-ms.ts";
import { ExactDecimal, gibOf } from "#lib/domain/costs/exact-decimal.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";
import { type PricesFor, readPricesFor } from "./estate-prices.ts";

const PATIENCE_MS = 400;
/** A file is read later, where nobody can look again. */
export const FILE_PATIENCE_MS = 15_000;

/** Undefined while it is not known. */
export async function readPricesSoon(
  prices: PriceList,
  regions: readonly string[],
  context: CallContext,
  patienceMs = PATIENCE_MS,
): Promise<Pick<PricesFor, "of"> | undefined> {
  if (regions.length === 0) return undefined;
  return withinMs(
    patienceMs,
    readPricesFor(prices, regions, context).catch(() => undefined),
  );
}

export async function withSnapshotCosts(
  prices: PriceList,
  rows: SnapshotRow[],
  context: CallContext,
  patienceMs?: number,
): Promise<SnapshotRow[]> {
  const known = await readPricesSoon(
    prices,
    rows.flatMap(({ delta, region }) => (delta.state === "measured" ? region : [])),
    context,
    patienceMs,
  );
  if (!known) return rows;
  return rows.map((row) => {
    const cost = row.delta.state === "measured" ? costOf(known, row.region, { [row.sku]: row.delta.bytes }) : undefined;
    return cost ? { ...row, monthlyCost: cost } : row;
  });
}

export async function withChainCosts(prices: PriceList, rows: ChainRow[], context: CallContext, patienceMs?: number): Promise<ChainRow[]> {
  const known = await readPricesSoon(
    prices,
    rows.flatMap(({ measuredCount, region }) => (measuredCount > 0 ? region : [])),
    context,
    patienceMs,
  );
  if (!known) return rows;
  return rows.map((row) => {
    const cost = row.measuredCount > 0 ? costOf(known, row.region, row.storedBySku) : undefined;
    return cost ? { ...row, monthlyCost: cost } : row;
  });
}

/** Undefined where the price of a part is not known: a sum without it would be too low. */
export function costOf(
  { of }: Pick<PricesFor, "of">,
  region: string,
  bytesBySku: Readonly<Record<string, number>>,
): MonthlyCost | undefined {
  const parts = Object.entries(bytesBySku).map(([sku, bytes]) => ({ bytes, price: of({ region, sku })?.usdPerGibMonth }));
  let usd = new ExactDecimal(0);
  for (const { bytes, price } of parts) {
    if (price === undefined) return undefined;
    usd = usd.plus(new ExactDecimal(gibOf(bytes)).times(price));
  }
  const [only, ...others] = new Set(parts.map(({ price }) => price));
  return { usd: usd.toString(), usdPerGibMonth: only !== undefined && others.length === 0 ? only : null };
}
