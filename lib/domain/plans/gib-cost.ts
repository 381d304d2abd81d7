// Apart from the plan's shape, which the browser reads as well: it has no use for exact decimals.
import { ExactDecimal, gibOf } from "#lib/domain/costs/exact-decimal.ts";
import { formatBytes } from "#lib/domain/format.ts";
import type { AmountBound, CostPeriod, PlanCost } from "./plan.ts";

export interface GibCost {
  title: string;
  per: CostPeriod;
  bytes: number | null;
  /** Of the bytes; absent: they are what they are. */
  bound?: AmountBound | undefined;
  usdPerGib: string | null;
  /** A sentence, where the price is null. */
  noPrice: string;
  /** What else there is to say of the sum. */
  note?: string;
}

/** bytes × price per GiB, exact, with its formula; null where either is unknown, and why. */
export function gibCost({ title, per, bytes, bound, usdPerGib, noPrice, note }: GibCost): PlanCost {
  const words = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(" ");
  if (bytes === null)
    return { title, usd: null, per, formula: words("The size is not measured yet.", usdPerGib === null ? noPrice : undefined) };
  const amount = `${bound ? BOUND_SIGNS[bound] : ""}${formatBytes(bytes)}`;
  if (usdPerGib === null) return { title, usd: null, per, formula: words(`${amount} at an unknown price.`, noPrice, note) };
  const usd = new ExactDecimal(gibOf(bytes)).times(usdPerGib).toString();
  return { title, usd, per, ...(bound ? { bound } : {}), formula: words(`${amount} × $${usdPerGib} per GiB${note ? "." : ""}`, note) };
}

const BOUND_SIGNS: Record<AmountBound, string> = { "at-least": "≥ ", "at-most": "≤ " };
