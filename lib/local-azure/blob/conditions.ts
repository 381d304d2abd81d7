// If-Match, If-None-Match, If-Modified-Since and If-Unmodified-Since. Entity tags match with or without quotes.

import { conditionNotMet, invalidHeader } from "./blob-error.ts";
import { type BlobRequest, headerOf } from "./blob-request.ts";

export interface Validators {
  /** With its quotes. */
  etag: string;
  lastModifiedMs: number;
}

/** Throws 304 where a read finds nothing new, else 412. */
export function assertConditions(request: BlobRequest, { etag, lastModifiedMs }: Validators): void {
  const isRead = request.method === "GET" || request.method === "HEAD";
  const modifiedSeconds = Math.floor(lastModifiedMs / 1000);
  const ifMatch = headerOf(request.headers, "if-match");
  if (ifMatch !== undefined && !matches(ifMatch, etag)) throw conditionNotMet(412);
  const unmodifiedSince = secondsOf(request, "if-unmodified-since");
  if (unmodifiedSince !== undefined && modifiedSeconds > unmodifiedSince) throw conditionNotMet(412);
  const ifNoneMatch = headerOf(request.headers, "if-none-match");
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, etag)) throw conditionNotMet(isRead ? 304 : 412);
  const modifiedSince = secondsOf(request, "if-modified-since");
  if (modifiedSince !== undefined && modifiedSeconds <= modifiedSince) throw conditionNotMet(isRead ? 304 : 412);
}

function matches(header: string, etag: string): boolean {
  const bare = etag.replaceAll('"', "");
  return header.split(",").some((one) => one.trim() === "*" || one.trim().replaceAll('"', "") === bare);
}

function secondsOf(request: BlobRequest, name: string): number | undefined {
  const value = headerOf(request.headers, name);
  if (value === undefined) return undefined;
  const ms = Date.parse(value);
  if (Number.isNaN(ms)) throw invalidHeader(name, value);
  return Math.floor(ms / 1000);
}
