// Azure stamps resources with seven fractional digits. Two snapshots may differ only in those a Date loses,
// so they are compared on the text.

/** Negative when a is earlier. ISO 8601 with a zone; any number of fractional digits. */
export function compareTimes(a: string, b: string): number {
  const wholeSeconds = Math.floor(epochMs(a) / 1000) - Math.floor(epochMs(b) / 1000);
  if (wholeSeconds !== 0) return wholeSeconds;
  const fractionA = fraction(a);
  const fractionB = fraction(b);
  if (fractionA === fractionB) return 0;
  return fractionA < fractionB ? -1 : 1;
}

/** Milliseconds since 1970; throws on what is no time. */
export function epochMs(time: string): number {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) throw new RangeError(`not an ISO time: ${time}`);
  return ms;
}

function fraction(time: string): string {
  return (/\.(\d+)/.exec(time)?.[1] ?? "").padEnd(9, "0");
}
