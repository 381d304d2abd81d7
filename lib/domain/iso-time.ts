// Azure stamps resources with seven fractional digits. Two snapshots may differ only in those a Date loses,
// so they are compared on the text.

/** Negative when a is earlier; what is unknown comes last. ISO 8601 with a zone; any number of fractional digits. */
export function compareTimes(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  // One form and one length: the text is in order of time. Nearly all of Azure's times come this way.
  if (a.length === b.length && a.endsWith("Z") && isUtc(a) && isUtc(b)) return a < b ? -1 : 1;
  const [secondsA, secondsB] = isUtc(a) && isUtc(b) ? [a.slice(0, 19), b.slice(0, 19)] : [wholeSeconds(a), wholeSeconds(b)];
  if (secondsA !== secondsB) return secondsA < secondsB ? -1 : 1;
  const [fractionA, fractionB] = [fraction(a), fraction(b)];
  return fractionA === fractionB ? 0 : fractionA < fractionB ? -1 : 1;
}

/** Text in the order of time, whatever form the time was given in: UTC, nine fractional digits, no zone. */
export function timeKey(time: string): string {
  return `${isUtc(time) ? time.slice(0, 19) : wholeSeconds(time)}.${fraction(time)}`;
}

/** Milliseconds since 1970; throws on what is no time. */
export function epochMs(time: string): number {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) throw new RangeError(`not an ISO time: ${time}`);
  return ms;
}

/** Azure's own form, which compares as text. */
function isUtc(time: string): boolean {
  return time.charAt(10) === "T" && time.charAt(4) === "-" && (time.endsWith("Z") || time.endsWith("+00:00"));
}

function wholeSeconds(time: string): string {
  return new Date(Math.floor(epochMs(time) / 1000) * 1000).toISOString().slice(0, 19);
}

function fraction(time: string): string {
  if (time.charAt(19) !== ".") return "000000000";
  return (/^\d+/.exec(time.slice(20))?.[0] ?? "").padEnd(9, "0");
}
