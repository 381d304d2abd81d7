// The snapshots page's filter as it stands in the address, and as typed words ("type:full tag:env=prod").

import { knownAmong, type UrlChange } from "#lib/client/shell/address-query.ts";
import { HELD } from "#lib/contract/holds.ts";
import { type SnapshotQuery, snapshotQuery, snapshotSort } from "#lib/contract/inventory.ts";
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import { SNAPSHOT_KINDS } from "#lib/domain/inventory/inventory.ts";
import { TOLD_REDUNDANCIES } from "#lib/domain/inventory/snapshot-sku.ts";
import { SNAPSHOT_STATES } from "#lib/domain/inventory/snapshot-state.ts";

export type SnapshotFilter = Pick<
  SnapshotQuery,
  "q" | "subscription" | "region" | "kind" | "redundancy" | "state" | "held" | "tag" | "disk" | "chain"
> &
  Partial<Pick<SnapshotQuery, "sort" | "order">>;

/** Names as in the address; the same as the API's. */
export const FILTER_NAMES = ["q", "subscription", "region", "kind", "redundancy", "state", "held", "tag", "disk", "chain"] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

interface UrlReader {
  get(name: string): string | undefined;
  list(name: string): string[];
}

export function readSnapshotFilter(url: UrlReader): SnapshotFilter & { sort: SnapshotQuery["sort"]; order: SnapshotQuery["order"] } {
  return {
    q: url.get("q"),
    subscription: filled(url.list("subscription")),
    region: filled(url.list("region")),
    kind: filled(knownAmong(SNAPSHOT_KINDS, url.list("kind"))),
    redundancy: filled(knownAmong(TOLD_REDUNDANCIES, url.list("redundancy"))),
    state: filled(knownAmong(SNAPSHOT_STATES, url.list("state"))),
    held: filled(knownAmong(HELD, url.list("held"))),
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

/** The values a typed word may have; null: any. */
const TYPED: Readonly<Record<string, { name: FilterName; values: readonly string[] | null; read?: (value: string) => string }>> = {
  type: { name: "kind", values: SNAPSHOT_KINDS },
  kind: { name: "kind", values: SNAPSHOT_KINDS },
  redundancy: { name: "redundancy", values: TOLD_REDUNDANCIES },
  state: { name: "state", values: SNAPSHOT_STATES },
  held: { name: "held", values: HELD },
  region: { name: "region", values: null, read: normaliseRegion },
  tag: { name: "tag", values: null },
  disk: { name: "disk", values: null },
};
const WORD = /(\w+):(?:"([^"]*)"?|(\S*))/g;

/** "type:full backup tag:env=prod" → two tokens and the text "backup". A value with spaces stands in quotes. */
export function parseTypedFilter(words: string): TypedFilter {
  const tokens: TypedFilter["tokens"] = [];
  const text = words.replace(WORD, (whole, key: string, quoted?: string, bare?: string) => {
    const token = tokenOf(key, quoted ?? bare ?? "");
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

/** What is searched for while somebody types: "type:fu" is no text to be found in a name. */
export function withoutTyped(words: string): string {
  const text = words.replace(WORD, (whole, key: string) => (TYPED[key.toLowerCase()] ? "" : whole));
  return text.replace(/\s+/g, " ").trim();
}

/** What the typed words will do at Enter, or which values there are for one that has none of them. */
export function typedHint(words: string): string | undefined {
  const found = [...words.matchAll(WORD)].filter(([, key = ""]) => TYPED[key.toLowerCase()]);
  for (const [, key = "", quoted, bare] of found) {
    const values = TYPED[key.toLowerCase()]?.values;
    const value = quoted ?? bare ?? "";
    if (!tokenOf(key, value)) return values ? `${key}: ${values.join(", ")}` : `${key}: a value`;
  }
  return found.length > 0 ? `Enter filters by ${found.map(([whole]) => whole).join(" ")}` : undefined;
}

function tokenOf(key: string, value: string): { name: FilterName; value: string } | undefined {
  const typed = TYPED[key.toLowerCase()];
  if (!typed || value === "") return undefined;
  const allowed = typed.values ? typed.values.find((one) => one.toLowerCase() === value.toLowerCase()) : (typed.read?.(value) ?? value);
  return allowed === undefined ? undefined : { name: typed.name, value: allowed };
}

function filled<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}
