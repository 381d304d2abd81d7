// The days of a month that are compared, in words.

/** "24 Nov". */
export function dayLabel(date: string): string {
  const month = new Intl.DateTimeFormat("en-GB", { month: "short", timeZone: "UTC" }).format(Date.parse(date));
  return `${Number(date.slice(8))} ${month}`;
}

/** "1 to 24 Nov": from the first of the month. */
export function daysThrough(date: string): string {
  return Number(date.slice(8)) === 1 ? dayLabel(date) : `1 to ${dayLabel(date)}`;
}
