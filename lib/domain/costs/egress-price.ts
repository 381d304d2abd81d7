// What Azure asks for a GiB that goes to another region. Seen on real bills: 0.02 per GiB between regions of one
// continent in Europe and North America. Other routes cost more and differ: those are unknown here rather than guessed.
// The bill's own bandwidth rows are the truth.
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";

const usdWithinContinent = "0.02";
const europe = /europe|^uk|^france|^germany|^switzerland|^norway|^sweden|^poland|^italy|^spain|^austria|^belgium|^denmark/;
const northAmerica = /us\d?$|^canada|^mexico/;

/** Decimal string; null when the price of this route is not known. */
export function egressUsdPerGib(fromRegion: string, toRegion: string): string | null {
  const from = normaliseRegion(fromRegion);
  const to = normaliseRegion(toRegion);
  return [europe, northAmerica].some((continent) => continent.test(from) && continent.test(to)) ? usdWithinContinent : null;
}
