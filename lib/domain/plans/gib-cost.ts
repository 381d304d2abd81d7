// Apart from the plan's shape, which the browser reads as well: it has no use for exact decimals.
import { ExactDecimal, gibOf } from "#lib/domain/costs/exact-decimal.ts";
import { formatBytes } from "#lib/domain/format.ts";
import type { CostPeriod, PlanCost } from "./plan.ts";

/** bytes × price per GiB, exact, with its formula; null where either is unknown. */
export function gibCost(title: string, per: CostPeriod, bytes: number | null, usdPerGib: string | null): PlanCost {
  if (bytes === null) return { title, usd: null, per, formula: "The size is not measured yet." };
  if (usdPerGib === null) return { title, usd: null, per, formula: `${formatBytes(bytes)} at an unknown price.` };
  const usd = new ExactDecimal(gibOf(bytes)).times(usdPerGib).toString();
  return { title, usd, per, formula: `${formatBytes(bytes)} × $${usdPerGib} per GiB` };
}
