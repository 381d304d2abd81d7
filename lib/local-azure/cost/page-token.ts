// Pages of long answers. A link to the next page carries the moment the first one was computed for, so every row comes
// once however the clock moves meanwhile.

import type { IncomingMessage } from "node:http";
import { badRequest } from "./cost-call.ts";
import { originOf } from "./reply.ts";

export interface Page {
  top: number;
  skip: number;
  asOfMs: number;
}

export interface PageLimits {
  defaultRows: number;
  maxRows: number;
}

export function parsePage(url: URL, nowMs: number, { defaultRows, maxRows }: PageLimits): Page {
  const topText = url.searchParams.get("$top") ?? String(defaultRows);
  const top = Number(topText);
  if (!Number.isInteger(top) || top < 1 || top > maxRows)
    throw badRequest(`Invalid $top: '${topText}'; it must be between 1 and ${maxRows}.`);
  const token = url.searchParams.get("$skiptoken");
  if (token === null) return { top, skip: 0, asOfMs: nowMs };
  const [, asOfText, skipText] = /^(\d+)!(\d+)$/.exec(Buffer.from(token, "base64url").toString()) ?? [];
  if (asOfText === undefined || skipText === undefined) throw badRequest(`Invalid $skiptoken: '${token}'.`);
  return { top, skip: Number(skipText), asOfMs: Number(asOfText) };
}

export function nextLinkOf(req: IncomingMessage, url: URL, page: Page): string {
  const link = new URL(`${url.pathname}${url.search}`, originOf(req));
  link.searchParams.set("$skiptoken", Buffer.from(`${page.asOfMs}!${page.skip + page.top}`).toString("base64url"));
  return link.href;
}
