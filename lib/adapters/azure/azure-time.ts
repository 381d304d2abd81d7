// Azure writes times with up to seven fractional digits (trailing zeros dropped) and any offset.

/** The same moment as "2026-11-05T20:58:06.9075559Z": UTC, always seven digits. Throws on what is no time. */
export function toAzureTime(raw: string): string {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})?$/i.exec(raw.trim());
  if (!match) throw new RangeError(`not an Azure time: ${raw}`);
  const [, seconds = "", fraction = "", zone = "Z"] = match;
  const wholeSeconds = new Date(`${seconds}${zone}`).toISOString().slice(0, 19);
  return `${wholeSeconds}.${fraction.slice(0, 7).padEnd(7, "0")}Z`;
}
