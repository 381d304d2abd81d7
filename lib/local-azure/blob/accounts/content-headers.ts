// What a blob's content is, as its owner describes it: kept as given, answered with every read, shown in lists.

import { type BlobRequest, headerOf } from "../blob-request.ts";

export interface ContentHeaders {
  contentType?: string;
  /** Of the whole blob, base64; nobody checks it. */
  contentMd5?: string;
  contentEncoding?: string;
  contentLanguage?: string;
  contentDisposition?: string;
  cacheControl?: string;
}

/** The name as in answers and lists; in requests it has x-ms-blob- before it. */
const names = {
  contentType: "Content-Type",
  contentMd5: "Content-MD5",
  contentEncoding: "Content-Encoding",
  contentLanguage: "Content-Language",
  contentDisposition: "Content-Disposition",
  cacheControl: "Cache-Control",
} as const satisfies Record<keyof ContentHeaders, string>;

const entries = Object.entries(names) as [keyof ContentHeaders, string][];

/** undefined: the request gives none of them. */
export function contentHeadersIn(request: BlobRequest): ContentHeaders | undefined {
  const given = entries.map(([key, name]) => [key, headerOf(request.headers, `x-ms-blob-${name.toLowerCase()}`)] as const);
  if (given.every(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(given);
}

/** Of those a blob has; all six, so that setting them clears the others. */
export function contentHeadersOf(version: ContentHeaders): { [Key in keyof Required<ContentHeaders>]: string | undefined } {
  const { contentType, contentMd5, contentEncoding, contentLanguage, contentDisposition, cacheControl } = version;
  return { contentType, contentMd5, contentEncoding, contentLanguage, contentDisposition, cacheControl };
}

/** By the names of answers and lists; only what there is. */
export function namedContentHeaders(version: ContentHeaders): Record<string, string> {
  const named: Record<string, string> = {};
  for (const [key, name] of entries) {
    const value = version[key];
    if (value !== undefined) named[name] = value;
  }
  return named;
}
