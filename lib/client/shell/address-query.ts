// The query of a page's address: how view state is written there and read again.
import { splitWords } from "#lib/contract/common.ts";

/** null and "" remove; a list repeats its key. */
export type UrlChange = Record<string, string | readonly string[] | null | undefined>;

/** Lists whose values may hold commas. */
const TEXT_LISTS: ReadonlySet<string> = new Set(["tag", "exempt"]);

/** By the same rule as the API's lists. */
export function readList(params: URLSearchParams, name: string): string[] {
  const values = params.getAll(name);
  return TEXT_LISTS.has(name) ? values.filter(Boolean) : splitWords(values);
}

/** What is not a valid value (an old link, a typing slip) is left out rather than refused. */
export function knownAmong<T extends string>(known: readonly T[], values: readonly string[]): T[] {
  return known.filter((one) => values.includes(one));
}

export function applyChange(params: URLSearchParams, change: UrlChange): string {
  for (const [name, value] of Object.entries(change)) {
    const [first, ...rest] = (typeof value === "string" ? [value] : (value ?? [])).filter(Boolean);
    if (first === undefined) params.delete(name);
    else params.set(name, first);
    for (const one of rest) params.append(name, one);
  }
  // Readable addresses: these are legal in a query as they are.
  return params.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":");
}
