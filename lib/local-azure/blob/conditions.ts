// If-Match, If-None-Match, If-Modified-Since and If-Unmodified-Since, as the REST reference has it ("Specifying
// conditional headers for Blob service operations"). Entity tags match with or without quotes.
//   reads:  If-Match && If-Unmodified-Since && (If-None-Match || If-Modified-Since)
//   writes: one of the four, or a tag with the time that says the same (If-Match with If-Unmodified-Since, If-None-Match
//           with If-Modified-Since): then the tag decides.

import { parseUtc } from "../utc-time.ts";
import { BlobError, conditionNotMet, invalidHeader } from "./blob-error.ts";
import { type BlobRequest, headerOf } from "./blob-request.ts";

export interface Validators {
  /** With its quotes. */
  etag: string;
  lastModifiedMs: number;
}

/** Whether each condition holds; undefined: it was not asked for. */
interface Held {
  match: boolean | undefined;
  unmodified: boolean | undefined;
  noneMatch: boolean | undefined;
  modified: boolean | undefined;
}

/** Throws 304 where a read finds nothing new, else 412. */
export function assertConditions(request: BlobRequest, validators: Validators): void {
  const held = judge(request, validators);
  if (request.method === "GET" || request.method === "HEAD") assertForRead(request, held);
  else assertForWrite(request, held);
}

function judge(request: BlobRequest, { etag, lastModifiedMs }: Validators): Held {
  const modifiedSeconds = Math.floor(lastModifiedMs / 1000);
  const [ifMatch, ifNoneMatch] = [headerOf(request.headers, "if-match"), headerOf(request.headers, "if-none-match")];
  const [since, unmodifiedSince] = [secondsOf(request, "if-modified-since"), secondsOf(request, "if-unmodified-since")];
  return {
    match: ifMatch === undefined ? undefined : matches(ifMatch, etag),
    unmodified: unmodifiedSince === undefined ? undefined : modifiedSeconds <= unmodifiedSince,
    noneMatch: ifNoneMatch === undefined ? undefined : !matches(ifNoneMatch, etag),
    modified: since === undefined ? undefined : modifiedSeconds > since,
  };
}

function assertForRead(request: BlobRequest, { match, unmodified, noneMatch, modified }: Held): void {
  if (match === false || unmodified === false) throw conditionNotMet(412);
  // What is there cannot be read on condition that it is not there.
  if (headerOf(request.headers, "if-none-match")?.trim() === "*") {
    throw new BlobError(400, "UnsatisfiableCondition", "The request includes an unsatisfiable condition for this operation.");
  }
  const isOld = noneMatch === false || modified === false;
  if (isOld && noneMatch !== true && modified !== true) throw conditionNotMet(304);
}

function assertForWrite(request: BlobRequest, { match, unmodified, noneMatch, modified }: Held): void {
  const has = (condition: boolean | undefined) => condition !== undefined;
  const isMixed = (has(match) || has(unmodified)) && (has(noneMatch) || has(modified));
  const hasManyTags = ["if-match", "if-none-match"].some((name) => headerOf(request.headers, name)?.includes(","));
  if (isMixed || hasManyTags) {
    throw new BlobError(400, "MultipleConditionHeadersNotSupported", "Multiple condition headers are not supported.");
  }
  if ((match ?? unmodified) === false || (noneMatch ?? modified) === false) throw conditionNotMet(412);
}

function matches(header: string, etag: string): boolean {
  const bare = etag.replaceAll('"', "");
  return header.split(",").some((one) => one.trim() === "*" || one.trim().replaceAll('"', "") === bare);
}

function secondsOf(request: BlobRequest, name: string): number | undefined {
  const value = headerOf(request.headers, name);
  if (value === undefined) return undefined;
  const ms = parseUtc(value);
  if (Number.isNaN(ms)) throw invalidHeader(name, value);
  return Math.floor(ms / 1000);
}
