// Times that come over the wire. Azure's services reckon in UTC, and so is a time read that names no zone; Date.parse
// would read it in the zone of this machine, and the 30th of February as the 2nd of March.

const isoForm = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/;
/** As HTTP writes dates: Thu, 05 Mar 2026 20:45:00 GMT. */
const namedForm = /^(?:[a-z]+, ?)?\d{1,2}[ -][a-z]{3}[ -]\d/i;
const zoneForm = /(?:GMT|UTC?|Z|[+-]\d\d:?\d\d)$/i;

/** ISO 8601, or as HTTP writes it, in milliseconds; NaN for what is neither, and for a day no month has. */
export function parseUtc(text: string): number {
  const [, day, time = "00:00", zone = "Z"] = isoForm.exec(text) ?? [];
  if (day !== undefined) return isDay(day) ? Date.parse(`${day}T${time}${zone}`) : Number.NaN;
  return namedForm.test(text) ? Date.parse(zoneForm.test(text) ? text : `${text} GMT`) : Number.NaN;
}

function isDay(day: string): boolean {
  const ms = Date.parse(day);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}
