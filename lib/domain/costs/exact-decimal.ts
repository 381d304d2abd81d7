// Decimal arithmetic for money and quantities: sixty digits, rounded half up, never written with an exponent, so that
// toString is what goes over the wire.

import { Decimal } from "decimal.js";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";

export const ExactDecimal = Decimal.clone({
  precision: 60,
  rounding: Decimal.ROUND_HALF_UP,
  toExpNeg: -9e15,
  toExpPos: 9e15,
  defaults: true,
});
export type ExactDecimal = Decimal;
export type DecimalValue = Decimal.Value;

/** Exact: bytes are whole, so their GiB end after at most thirty digits. */
export function gibOf(bytes: number): string {
  return new ExactDecimal(bytes).div(GIB_BYTES).toString();
}

/** Sum of decimal strings, exact. */
export function sumDecimals(values: Iterable<string>): string {
  let total = new ExactDecimal(0);
  for (const value of values) total = total.plus(value);
  return total.toString();
}
