// A call the SDK does not make, or not so: plain HTTP, signed with the account's key when it shall be
// (REST reference "Authorize with Shared Key").

import { createHmac } from "node:crypto";
import { type IncomingMessage, request } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Peer } from "../azurite-peer.ts";
import type { RawAnswer } from "./answer.ts";

export interface PlainCall {
  method: string;
  /** Below the account, with the query: "/container/blob?comp=page". */
  target: string;
  headers?: Record<string, string>;
  body?: Uint8Array;
  /** Absent: the account's. */
  key?: string;
  /** As it is: with the SAS in the target, or none. */
  isUnsigned?: boolean;
}

const protocolVersion = "2025-07-05";
const signedNames = [
  ...["content-encoding", "content-language", "content-length", "content-md5", "content-type", "date"],
  ...["if-modified-since", "if-match", "if-none-match", "if-unmodified-since", "range"],
];

export async function sendPlain(peer: Peer, call: PlainCall): Promise<RawAnswer> {
  const url = new URL(peer.url + call.target);
  const headers: Record<string, string> = {
    "x-ms-version": protocolVersion,
    "x-ms-date": new Date(peer.nowMs()).toUTCString(),
    ...(call.method === "PUT" ? { "content-length": String(call.body?.length ?? 0) } : {}),
    ...call.headers,
  };
  if (call.isUnsigned !== true) headers.authorization = authorization(peer, call, url, headers);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(url, { method: call.method, headers }, resolve);
    sent.on("error", reject);
    sent.end(call.body);
  });
  const body = await buffer(response);
  const found = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  return { method: call.method, target: call.target, status: response.statusCode ?? 0, headers: Object.fromEntries(found), body };
}

function authorization({ account, key }: Peer, call: PlainCall, url: URL, headers: Record<string, string>): string {
  const ms = Object.keys(headers).filter((name) => name.startsWith("x-ms-"));
  const query = [...url.searchParams.keys()].sort().map((name) => `\n${name}:${url.searchParams.get(name)}`);
  const text = [
    call.method,
    ...signedNames.map((name) => (headers[name] === "0" && name === "content-length" ? "" : (headers[name] ?? ""))),
    ...ms.sort().map((name) => `${name}:${headers[name]}`),
    `/${account}${url.pathname}${query.join("")}`,
  ];
  const signature = createHmac("sha256", Buffer.from(call.key ?? key, "base64"))
    .update(text.join("\n"), "utf8")
    .digest("base64");
  return `SharedKey ${account}:${signature}`;
}
