// Calendar of the bill: months are UTC months written YYYY-MM, and the meter counts the real hours of each
// (672 to 744). A local evening may belong to the next UTC day, or month.

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A month as YYYY-MM. */
export const MONTH_PATTERN = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** Throws RangeError unless the text is a month as YYYY-MM. */
export function monthStartMs(month: string): number {
  const [, year, number] = MONTH_PATTERN.exec(month) ?? [];
  if (!year || !number) throw new RangeError(`not a month as YYYY-MM: ${month}`);
  return Date.UTC(Number(year), Number(number) - 1, 1);
}

/** Where the next month starts. */
export function monthEndMs(month: string): number {
  const start = new Date(monthStartMs(month));
  return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1);
}

export function daysInMonth(month: string): number {
  return (monthEndMs(month) - monthStartMs(month)) / DAY_MS;
}

export function hoursInMonth(month: string): number {
  return daysInMonth(month) * 24;
}

/** The UTC month of a moment. */
export function monthOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7);
}

/** The UTC day of a moment, YYYY-MM-DD. */
export function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
