// How the bill counts: every hour adds round_half_up(GiB / hours in the month, 6), whatever the length of the
// month; a day is the sum of its hours. So a day's quantity of 10 GiB in January is 24 × 0.013441 = 0.322584,
// not 10/31. "1 GB/Month" counts GiB. All figures are integers: micros are 10^-6 of a unit.

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

const bytesPerGib = 1n << 30n;
const microsPerUnit = 1_000_000n;

/** Hours of the UTC month the moment lies in. */
export function hoursInMonth(atMs: number): number {
  const at = new Date(atMs);
  const startMs = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1);
  const endMs = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);
  return (endMs - startMs) / hourMs;
}

/** GiB-months one hour of `bytes` adds, in micros. */
export function hourlyQuantityMicros(bytes: number, hours: number): bigint {
  return roundedHalfUp(BigInt(bytes) * microsPerUnit, bytesPerGib * BigInt(hours));
}

/** Whole GiB of a transfer, in micros. */
export function gibMicros(bytes: number): bigint {
  return roundedHalfUp(BigInt(bytes) * microsPerUnit, bytesPerGib);
}

/** "0.05" → 50000n; refuses more than six decimals, which would not be exact. */
export function microsFromDecimal(text: string): bigint {
  const [whole = "0", decimals = ""] = text.split(".");
  if (decimals.length > 6) throw new Error(`${text} has more than six decimals`);
  return BigInt(whole) * microsPerUnit + BigInt(decimals.padEnd(6, "0"));
}

/** An integer of 10^-scale as a plain decimal without trailing zeros. */
export function decimalText(value: bigint, scale: number): string {
  const sign = value < 0n ? "-" : "";
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const decimals = digits.slice(digits.length - scale).replace(/0+$/, "");
  const whole = digits.slice(0, digits.length - scale);
  return decimals === "" ? `${sign}${whole}` : `${sign}${whole}.${decimals}`;
}

function roundedHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator * 2n + denominator) / (denominator * 2n);
}
