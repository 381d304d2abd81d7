// A page of a list of blobs or containers: what was asked for, where it goes on.

import { escapeXml, invalidQuery, notImplemented } from "../../blob-error.ts";
import type { AccountRequest } from "../account-request.ts";

const longestList = 5000;

export interface ListPage<Entry> {
  prefix: string;
  marker: string;
  /** As asked; absent: the most there may be. */
  maxResults: number | undefined;
  listed: Entry[];
  /** Absent: this is the last page. */
  nextMarker: string | undefined;
}

/** entries: by the key that orders them; the marker is the key of the first entry of the next page. */
export function listPage<Entry>({ url }: AccountRequest, entries: Map<string, Entry>): ListPage<Entry> {
  const query = url.searchParams;
  const marker = query.get("marker") ?? "";
  const from = Buffer.from(marker, "base64").toString("utf8");
  if (Buffer.from(from).toString("base64") !== marker) throw invalidQuery("marker", marker);
  const maxResults = maxResultsIn(query.get("maxresults"));
  const keys = [...entries.keys()].filter((key) => key >= from).sort();
  const count = maxResults ?? longestList;
  const next = keys[count];
  return {
    prefix: query.get("prefix") ?? "",
    marker,
    maxResults,
    listed: keys.slice(0, count).flatMap((key) => entries.get(key) ?? []),
    nextMarker: next === undefined ? undefined : Buffer.from(next).toString("base64"),
  };
}

/** What a list is asked to show beyond the usual: Azure reads the names in any case. */
export function includedIn({ url }: AccountRequest, known: readonly string[], operation: string): string[] {
  const asked = (url.searchParams.get("include") ?? "").split(",").map((one) => one.trim().toLowerCase());
  const included = asked.filter((one) => one !== "");
  const unknown = included.find((one) => !known.includes(one));
  if (unknown !== undefined) throw notImplemented(`${operation} with include=${unknown}`);
  return included;
}

/** Of the account, as the client called it. */
export function endpointOf({ url, account }: AccountRequest): string {
  return `${url.origin}/${account.name}/`;
}

function maxResultsIn(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw invalidQuery("maxresults", value);
  if (Number(value) === 0) throw invalidQuery("maxresults", value, "It must be at least 1.");
  return Math.min(Number(value), longestList);
}

/** What stands around the entries. */
export function pageXml({ prefix, marker, maxResults, nextMarker }: ListPage<unknown>, entries: string): string {
  return [
    prefix === "" ? "" : `<Prefix>${escapeXml(prefix)}</Prefix>`,
    marker === "" ? "" : `<Marker>${escapeXml(marker)}</Marker>`,
    maxResults === undefined ? "" : `<MaxResults>${maxResults}</MaxResults>`,
    entries,
    nextMarker === undefined ? "<NextMarker />" : `<NextMarker>${nextMarker}</NextMarker>`,
  ].join("");
}
