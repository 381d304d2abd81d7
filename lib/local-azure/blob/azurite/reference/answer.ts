// One answer of a storage service, made comparable: what no two services can have alike (times, ids, entity tags, their
// own names) is replaced by what it stands for. Entity tags, snapshot times and ids are named after the call that first
// showed them, so that "the tag has moved" and "it has stayed" are compared too.

import { createHash } from "node:crypto";
import type { Peer } from "../azurite-peer.ts";
import { listEntries } from "./list-entries.ts";

export interface RawAnswer {
  method: string;
  /** Path and query below the account. */
  target: string;
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

/** From the place of a value, such as "header etag", "refusal content-type" or "body Blobs b LeaseState", to the value. */
export type Answer = Record<string, string>;

/** Of the connection, not of the service. */
const unseenHeaders = ["connection", "keep-alive"];
const sasParameters = ["sv", "ss", "srt", "st", "se", "sr", "sp", "spr", "si", "sig", "sip"];
const httpTime = /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g;
const snapshotTime = /\d{4}-\d\d-\d\dT\d\d(:|%3A)\d\d(:|%3A)\d\d\.\d{7}Z/g;
const entityTag = /0x[0-9A-F]{10,}/gi;
const guid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Remembers what one service has shown in one run of calls. */
export function createAnswerReader({ account, url }: Peer): (raw: RawAnswer) => Promise<Answer> {
  const names = new Map<string, string>();
  let calls = -1;
  let newInCall = 0;
  const named = (kind: string) => (text: string) => {
    const known = names.get(decodeURIComponent(text));
    if (known !== undefined) return known;
    const name = `<${kind} ${calls}${newInCall === 0 ? "" : `.${newInCall}`}>`;
    newInCall += 1;
    names.set(decodeURIComponent(text), name);
    return name;
  };
  const plain = (value: string): string =>
    value
      .replaceAll(url, "{url}")
      .replaceAll(account, "{account}")
      .replace(httpTime, "<time>")
      .replace(snapshotTime, named("snapshot"))
      .replace(entityTag, named("etag"))
      .replace(guid, named("id"));

  return async ({ method, target, status, headers, body }) => {
    calls += 1;
    newInCall = 0;
    const code = headers["x-ms-error-code"];
    const answer: Answer = {
      call: plain(`${method} ${comparableTarget(target)}`),
      status: code === undefined ? `${status}` : `${status} ${code}`,
    };
    const kind = status < 300 ? "header" : "refusal";
    for (const name of Object.keys(headers).sort()) {
      if (unseenHeaders.includes(name)) continue;
      answer[`${kind} ${name}`] = name.endsWith("request-id") ? "<id>" : plain(headers[name] ?? "");
    }
    for (const [place, value] of Object.entries(await bodyOf(body, status))) answer[`body ${plain(place)}`] = plain(value);
    return answer;
  };
}

/** Without the SAS, and without the marker, which is each service's own. */
function comparableTarget(target: string): string {
  const { pathname, searchParams } = new URL(target, "http://any");
  for (const name of sasParameters) searchParams.delete(name);
  if (searchParams.has("marker")) searchParams.set("marker", "…");
  return `${decodeURIComponent(pathname)}?${decodeURIComponent(searchParams.toString())}`;
}

async function bodyOf(body: Buffer, status: number): Promise<Record<string, string>> {
  const text = body.toString("utf8").replace(/^\uFEFF/, "");
  if (!text.startsWith("<?xml") && !text.startsWith("<Error")) return bytesOf(body);
  // What an error says beside its code is each service's own.
  if (status >= 300) return { Code: /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? "absent" };
  return text.includes("<PageList") ? rangesOf(text) : listEntries(text);
}

/** By their hash. */
function bytesOf(body: Buffer): Record<string, string> {
  if (body.length === 0) return {};
  return { bytes: `${body.length} ${createHash("sha256").update(body).digest("hex").slice(0, 16)}` };
}

/** Twice: which pages, and how they are cut into ranges. */
function rangesOf(text: string): Record<string, string> {
  const cuts = [...text.matchAll(/<(PageRange|ClearRange)>\s*<Start>(\d+)<\/Start>\s*<End>(\d+)<\/End>/g)].map(
    ([, kind = "", start, end]) => ({ kind, first: Number(start), last: Number(end) }),
  );
  const merged: typeof cuts = [];
  for (const cut of cuts) {
    const before = merged.at(-1);
    if (before !== undefined && before.kind === cut.kind && before.last + 1 === cut.first) before.last = cut.last;
    else merged.push({ ...cut });
  }
  const written = (list: typeof cuts) => list.map(({ kind, first, last }) => `${kind} ${first}-${last}`).join(", ");
  return { pages: written(merged), ranges: written(cuts), "has more": String(/<NextMarker>[^<]+</.test(text)) };
}
