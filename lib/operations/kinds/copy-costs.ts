// What a copy to another region costs: the transfer, once, and keeping it, by the month.
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { redundancyOf } from "#lib/domain/inventory/snapshot-sku.ts";
import type { CopySpeed } from "#lib/domain/operations/resource-order.ts";
import { gibCost } from "#lib/domain/plans/gib-cost.ts";
import { type AskedPrice, whyNoPrice } from "#lib/domain/plans/missing-price.ts";
import type { PlanCost } from "#lib/domain/plans/plan.ts";
import type { SeriesAmount } from "./copy-series.ts";

export interface CopyPrices {
  /** Price of moving a GiB between the two regions; null when unknown. */
  egressUsdPerGib: string | null;
  /** Price of keeping a GiB for a month in the target, as a decimal string. */
  storage: AskedPrice<string>;
}

export interface CopyCostQuestion extends CopyPrices {
  snapshot: Pick<Snapshot, "location">;
  targetRegion: string;
  sku: string;
  speed?: CopySpeed | undefined;
}

/** Of the transfer, once, and of keeping it, by the month. */
export function copyCosts(
  { snapshot, targetRegion, sku, speed, egressUsdPerGib, storage }: CopyCostQuestion,
  amount: SeriesAmount,
): PlanCost[] {
  const region = regionLabel(targetRegion);
  const route = `${regionLabel(snapshot.location)} to ${region}`;
  return [
    gibCost({
      ...amount,
      title: `Transfer to ${region}`,
      per: "once",
      usdPerGib: egressUsdPerGib,
      noPrice: `What Azure bills from ${route} is not known here: it is for routes within Europe and within North America.`,
    }),
    gibCost({
      ...amount,
      title: `Storage in ${region}`,
      per: "month",
      usdPerGib: "price" in storage ? storage.price : null,
      noPrice: "missing" in storage ? whyNoPrice(storage.missing, `snapshots on ${redundancyOf(sku)} storage in ${region}`) : "",
    }),
    ...(speed === undefined ? [] : [unpublished]),
  ];
}

/** Unknown stays unknown: it is no part of any sum. */
const unpublished: PlanCost = {
  title: "Enhanced speed",
  usd: null,
  per: "once",
  formula: "Azure does not publish what enhanced speed costs.",
};
