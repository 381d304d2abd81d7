// The snapshots page's filter as it stands in the address, and as typed words ("type:full tag:env=prod").
import { type SnapshotQuery, snapshotQuery, snapshotSort, snapshotState } from "#lib/contract/inventory.ts";
import { normaliseRegion } from "#lib/domain/azure-region.ts";
import type { UrlChange } from "./url-state.ts";

export type SnapshotFilter = Pick<
  SnapshotQuery,
  "q" | "subscription" | "region" | "kind" | "redundancy" | "state" | "tag" | "disk" | "chain"
> &
  Partial<Pick<SnapshotQuery, "sort" | "order">>;

/** Names as in the address; the same as the API's. */
export const FILTER_NAMES = ["q", "subscription", "region", "kind", "redundancy", "state", "tag", "disk", "chain"] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

interface UrlReader {
  get(name: string): string | undefined;
  list(name: string): string[];
}

/** What is not a valid value (an old link, a typing slip) is left out rather than refused. */
export function readSnapshotFilter(url: UrlReader): SnapshotFilter & { sort: SnapshotQuery["sort"]; order: SnapshotQuery["order"] } {
  return {
    q: url.get("q"),
    subscription: filled(url.list("subscription")),
    region: filled(url.list("region")),
    kind: filled(url.list("kind").filter((v): v is "incremental" | "full" => v === "incremental" || v === "full")),
    redundancy: filled(url.list("redundancy").filter((v): v is "LRS" | "ZRS" => v === "LRS" || v === "ZRS")),
    state: filled(url.list("state").flatMap((v) => snapshotState.safeParse(v).data ?? [])),
    tag: filled(url.list("tag")),
    disk: url.get("disk"),
    chain: url.get("chain"),
    sort: snapshotSort.catch("created").parse(url.get("sort")),
    order: snapshotQuery.shape.order.catch("desc").parse(url.get("order")),
  };
}

export interface TypedFilter {
  /** Filters found in the words. */
  tokens: { name: FilterName; value: string }[];
  /** What is left to search for. */
  text: string;
}

const TYPED: Readonly<Record<string, (value: string) => { name: FilterName; value: string } | undefined>> = {
  type: (value) => oneOf("kind", value, ["incremental", "full"]),
  kind: (value) => oneOf("kind", value, ["incremental", "full"]),
  redundancy: (value) => oneOf("redundancy", value, ["LRS", "ZRS"]),
  state: (value) => oneOf("state", value, snapshotState.options),
  region: (value) => ({ name: "region", value: normaliseRegion(value) }),
  tag: (value) => ({ name: "tag", value }),
  disk: (value) => ({ name: "disk", value }),
};

/** "type:full backup tag:env=prod" → two tokens and the text "backup". A value with spaces stands in quotes. */
export function parseTypedFilter(words: string): TypedFilter {
  const tokens: TypedFilter["tokens"] = [];
  const text = words.replace(/(\w+):(?:"([^"]*)"|(\S+))/g, (whole, key: string, quoted?: string, bare?: string) => {
    const token = TYPED[key.toLowerCase()]?.(quoted ?? bare ?? "");
    if (!token) return whole;
    tokens.push(token);
    return "";
  });
  return { tokens, text: text.replace(/\s+/g, " ").trim() };
}

/** Ready for the address: no filter at all. */
export function clearedFilter(): UrlChange {
  return Object.fromEntries(FILTER_NAMES.map((name) => [name, null]));
}

function oneOf(name: FilterName, value: string, allowed: readonly string[]) {
  const found = allowed.find((one) => one.toLowerCase() === value.toLowerCase());
  return found === undefined ? undefined : { name, value: found };
}

function filled<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}
