// JSON whose numbers stay as they were written: a price or a quantity must not pass through a double.
import { Decimal } from "decimal.js";

/** Like JSON.parse, with every number as its source text. */
export function parseExactJson(text: string): unknown {
  const keepText = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" ? (context?.source ?? String(value)) : value;
  return JSON.parse(text, keepText);
}

/** "7E-06" as "0.000007": plain decimal notation, every digit kept. Throws on what is no number. */
export function toDecimalText(text: string): string {
  const value = new Decimal(text);
  if (!value.isFinite()) throw new RangeError(`not a decimal number: ${text}`);
  return value.toFixed();
}
