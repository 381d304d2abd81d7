// Amounts as whole numbers of 1e-18: sums are exact and a hundred thousand snapshots stay cheap. Used where many
// small parts must add up to the last digit; everything else uses ExactDecimal.

const SCALE_DECIMALS = 18;
const SCALE = 10n ** 18n;

/** A non-negative decimal string as digits and power of ten: "0.05" → 5 / 10². */
export function parseDecimal(text: string): { digits: bigint; divisor: bigint } {
  const [, whole, fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined) throw new RangeError(`not a decimal number: ${text}`);
  return { digits: BigInt(whole + fraction), divisor: 10n ** BigInt(fraction.length) };
}

/** numerator ÷ denominator in units of 1e-18, rounded half up. Both non-negative. */
export function scaledRatio(numerator: bigint, denominator: bigint): bigint {
  return (numerator * SCALE * 2n + denominator) / (denominator * 2n);
}

/** The decimal string of an amount in units of 1e-18, without idle zeros. */
export function scaledToString(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(SCALE_DECIMALS + 1, "0");
  const whole = digits.slice(0, -SCALE_DECIMALS);
  const fraction = digits.slice(-SCALE_DECIMALS).replace(/0+$/, "");
  return `${amount < 0n ? "-" : ""}${whole}${fraction ? `.${fraction}` : ""}`;
}
