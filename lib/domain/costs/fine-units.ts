// Amounts as whole numbers of 1e-30, to be rounded to a last shown digit, here called a unit: exact for all that goes over
// the wire (GiB have at most thirty decimals).

const FINE_DECIMALS = 30;

/** A decimal string, of either sign; digits after the thirtieth are dropped. */
export function toFine(text: string): bigint {
  const [, sign, whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (sign === undefined) throw new RangeError(`not a decimal number: ${text}`);
  const digits = BigInt(whole + fraction.slice(0, FINE_DECIMALS).padEnd(FINE_DECIMALS, "0"));
  return sign === "-" ? -digits : digits;
}

/** How many of these make one unit of the last of so many decimals. */
export function unitOf(decimals: number): bigint {
  return 10n ** BigInt(FINE_DECIMALS - decimals);
}

export function floorUnits(fine: bigint, unit: bigint): bigint {
  const whole = fine / unit;
  return fine < 0n && whole * unit !== fine ? whole - 1n : whole;
}

/** What floorUnits leaves: from nothing to less than a unit. */
export function restOf(fine: bigint, unit: bigint): bigint {
  return fine - floorUnits(fine, unit) * unit;
}

/** Half away from zero, as a single number is printed. */
export function nearestUnits(fine: bigint, unit: bigint): bigint {
  return fine < 0n ? -nearestUnits(-fine, unit) : floorUnits(fine + unit / 2n, unit);
}

/** Whole units as a decimal string with all of its decimals: -5 of a cent are "-0.05". */
export function unitsToText(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, "0");
  const at = digits.length - decimals;
  return `${units < 0n ? "-" : ""}${digits.slice(0, at)}${decimals > 0 ? `.${digits.slice(at)}` : ""}`;
}

export function sumFine(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

/**
 * Whole units that make up the target exactly: each amount rounded down, and what is missing goes, a unit each, to those that
 * lost most. The target is the sum of the amounts, rounded up or down.
 */
export function shareOut(amounts: readonly bigint[], target: bigint, unit: bigint): bigint[] {
  const shares = amounts.map((amount) => floorUnits(amount, unit));
  const missing = Number(target - sumFine(shares));
  // For the order only: as numbers, because there may be very many.
  const byLoss = amounts.map((amount, i) => ({ i, loss: Number(amount - (shares[i] ?? 0n) * unit) })).sort((a, b) => b.loss - a.loss);
  for (const { i } of byLoss.slice(0, missing)) shares[i] = (shares[i] ?? 0n) + 1n;
  return shares;
}
