// Why a price stands as "not known": a figure that is missing is explained where it would have stood.

/** no-meter: no one price tells what it costs. not-listed: the list was read. late: it has not answered yet. */
export type MissingPrice = "no-meter" | "not-listed" | "failed" | "late";

export type AskedPrice<T> = { price: T } | { missing: MissingPrice };

/** A sentence. what: "P10 LRS Disk in West Europe". */
export function whyNoPrice(missing: MissingPrice, what: string): string {
  switch (missing) {
    case "no-meter":
      return `There is no one price for ${what}: Azure bills more of it than its size.`;
    case "not-listed":
      return `The price list that was asked has none for ${what}.`;
    case "failed":
      return `The price list could not be read, so there is none for ${what}.`;
    case "late":
      return `The price list has not answered yet for ${what}; it is asked again with the next change here.`;
  }
}
