// Shared Key: an HMAC over the request's method, headers, path and query with the account's key
// (REST reference "Authorize with Shared Key", version 2015-02-21 and later). As with every path-style endpoint,
// the canonical resource names the account twice: once by itself, once at the begin of the path.

import { createHmac, timingSafeEqual } from "node:crypto";
import { authenticationFailed } from "../../blob-error.ts";
import { type BlobRequest, headerOf } from "../../blob-request.ts";
import type { StorageAccount } from "../account-types.ts";

const signedHeaders = [
  "content-encoding",
  "content-language",
  "content-length",
  "content-md5",
  "content-type",
  "date",
  "if-modified-since",
  "if-match",
  "if-none-match",
  "if-unmodified-since",
  "range",
];

export function assertSharedKey(request: BlobRequest, account: StorageAccount): void {
  const match = /^SharedKey ([^:]+):(.+)$/.exec(headerOf(request.headers, "authorization") ?? "");
  if (match === null) throw authenticationFailed("The Authorization header is not of the form SharedKey account:signature.");
  const [, name, signature] = match;
  if (name !== account.name) throw authenticationFailed(`The Authorization header is for account ${name}.`);
  const isGood = byNameAndByLetters.some((order) => isSigned(account, textToSign(request, account.name, order), signature ?? ""));
  if (!isGood) throw authenticationFailed("The MAC signature found in the HTTP request is not the same as any computed signature.");
}

type Order = (a: string, b: string) => number;

/** Clients differ in whether a hyphen counts when header names are sorted: both orders are accepted. */
const byNameAndByLetters: Order[] = [
  (a, b) => compare(a, b),
  (a, b) => compare(a.replaceAll("-", ""), b.replaceAll("-", "")) || compare(a, b),
];

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** With either of the account's keys. */
export function isSigned({ keys }: StorageAccount, text: string, given: string): boolean {
  return Object.values(keys).some(({ value }) => isSame(given, sign(value, text)));
}

function sign(key: string, text: string): string {
  return createHmac("sha256", Buffer.from(key, "base64")).update(text, "utf8").digest("base64");
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function textToSign(request: BlobRequest, account: string, order: Order): string {
  const plain = signedHeaders.map((name) => signedValue(request, name));
  return `${[request.method, ...plain].join("\n")}\n${canonicalHeaders(request, order)}/${account}${canonicalPath(request)}`;
}

function signedValue(request: BlobRequest, name: string): string {
  const value = headerOf(request.headers, name) ?? "";
  return name === "content-length" && value === "0" ? "" : value;
}

function canonicalHeaders(request: BlobRequest, order: Order): string {
  const names = Object.keys(request.headers).filter((name) => name.startsWith("x-ms-"));
  return names
    .sort(order)
    .map((name) => `${name}:${(headerOf(request.headers, name) ?? "").trim()}\n`)
    .join("");
}

function canonicalPath(request: BlobRequest): string {
  const values = new Map<string, string[]>();
  for (const [name, value] of request.url.searchParams) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  const keys = [...values.keys()].sort();
  return request.url.pathname + keys.map((key) => `\n${key}:${(values.get(key) ?? []).sort().join(",")}`).join("");
}
