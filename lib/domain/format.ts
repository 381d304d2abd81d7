// Numbers and times as the screen shows them. Pure: the same input gives the same text on every machine, in English
// and UTC. Only the screen rounds; exact values stay beside these in the data.

import { DECIMAL_PATTERN } from "#lib/domain/costs/decimal-text.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;
const LOCALE = "en-US";

/** Never zero and never 1970. */
const SIZE_UNKNOWN = "size unknown";
export const TIME_UNKNOWN = "time unknown";

/** Three significant digits in binary units: "512 B", "1.50 KiB", "12.3 GiB", "0.977 TiB". */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined) return SIZE_UNKNOWN;
  const size = Math.abs(bytes);
  let unit = 0;
  let value = size;
  // 999.5 and more would need a fourth digit.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const text = unit === 0 ? String(Math.round(value)) : threeDigits(value);
  return `${bytes < 0 ? "-" : ""}${text} ${UNITS[unit]}`;
}

/** "13,207,024,640 B": the figure behind formatBytes, for hover and copy. */
export function formatExactBytes(bytes: number | undefined): string {
  if (bytes === undefined) return SIZE_UNKNOWN;
  return `${new Intl.NumberFormat(LOCALE).format(bytes)} B`;
}

/** GiB with three significant digits and no unit, for columns that name it: "0.00391", "12.3", "1,020". */
export function formatGib(bytes: number): string {
  return new Intl.NumberFormat(LOCALE, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 }).format(bytes / GIB_BYTES);
}

/** A quantity of the bill with four decimals, as the portal shows it: "0.3226". */
export function formatQuantity(quantity: string, decimals = 4): string {
  return decimalFormat({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(asNumeric(quantity));
}

/** Of what one day costs, which is little: as many as a quantity has. */
export const DAY_USD_DECIMALS = 4;

/**
 * "$1,234.57": always two decimals, so that a column can be read; what would be rounded to nothing is "<$0.01". Takes
 * decimal strings of any length.
 */
export function formatUsd(amount: string, decimals = 2): string {
  const value = Number(amount);
  const format = decimalFormat({ style: "currency", currency: "USD", minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const least = 10 ** -decimals;
  if (value === 0 || Math.abs(value) >= least / 2) return format.format(asNumeric(amount));
  return `${value < 0 ? "-" : ""}<${format.format(least)}`;
}

/** To be checked with a calculator: from two to six decimals, as Azure's meter has them. */
export function formatUsdToCheck(amount: string): string {
  return decimalFormat({ style: "currency", currency: "USD", minimumFractionDigits: 2, maximumFractionDigits: 6 }).format(
    asNumeric(amount),
  );
}

/** "1,234". */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(LOCALE).format(count);
}

/** "43 %"; never 100 before it is done, never 0 once it has begun. */
export function formatPercent(percent: number): string {
  if (percent > 0 && percent < 1) return "1 %";
  return `${percent >= 100 ? 100 : Math.floor(percent)} %`;
}

const STEPS: readonly [unit: Intl.RelativeTimeFormatUnit, ms: number][] = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "3 hours ago", "in 2 days", "now" within a minute. */
export function formatRelativeTime(atMs: number, nowMs: number): string {
  const distanceMs = atMs - nowMs;
  const format = new Intl.RelativeTimeFormat("en", { numeric: "always" });
  for (const [unit, ms] of STEPS) {
    if (Math.abs(distanceMs) >= ms) return format.format(Math.trunc(distanceMs / ms), unit);
  }
  return "now";
}

/** "2026-11-05 20:58:06 UTC". */
export function formatUtc(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** "0.4 s", "12 s", "3 min 20 s", "2 h 05 min", "3 d 4 h". */
export function formatDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  if (durationMs < 9950) return `${(durationMs / 1000).toFixed(1)} s`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} ${days === 1 ? "day" : "days"}` : `${days} d ${hours % 24} h`;
}

function threeDigits(value: number): string {
  const decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3;
  return value.toFixed(decimals);
}

function decimalFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return new Intl.NumberFormat(LOCALE, options);
}

/** Intl keeps every digit of a decimal string; its type wants to see that it is one. */
function asNumeric(text: string): `${number}` {
  if (!isNumeric(text)) throw new RangeError(`not a decimal number: ${text}`);
  return text;
}

function isNumeric(text: string): text is `${number}` {
  return DECIMAL_PATTERN.test(text);
}
