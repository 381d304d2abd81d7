// Azure writes times with up to seven fractional digits (trailing zeros dropped) and any offset.

/** The same moment as "2026-11-05T20:58:06.9075559Z": UTC, always seven digits. Throws on what is no time. */
export function toAzureTime(raw: string): string {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})?$/i.exec(raw.trim());
  if (!match) throw new RangeError(`not an Azure time: ${raw}`);
  const [, seconds = "", fraction = "", zone = "Z"] = match;
  const wholeSeconds = new Date(`${seconds}${zone}`).toISOString().slice(0, 19);
  return `${wholeSeconds}.${fraction.slice(0, 7).padEnd(7, "0")}Z`;
}

/**
 * The creation times of a list or of one resource as Azure wrote them, in order; undefined where one has none.
 * The quick scan serves unless a tag happens to be called timeCreated: then the text is parsed.
 */
export function rawTimesCreated(text: string, dates: (Date | undefined)[]): (string | undefined)[] {
  const found = [...text.matchAll(/"timeCreated"\s*:\s*"([^"]+)"/g)].map((match) => match[1]);
  const fits = found.length === dates.length && found.every((raw, i) => Date.parse(raw ?? "") === dates[i]?.getTime());
  return fits ? found : parsedTimes(text);
}

function parsedTimes(text: string): (string | undefined)[] {
  interface Item {
    properties?: { timeCreated?: string };
  }
  const body = JSON.parse(text) as Item & { value?: Item[] };
  return (body.value ?? [body]).map((item) => item.properties?.timeCreated);
}
