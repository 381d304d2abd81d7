// Pages of long answers. A link to the next page carries the moment the first one was computed for, so every row comes
// once however the clock moves meanwhile.

import type { CostCall } from "./cost-call.ts";
import { badRequest } from "./cost-call.ts";

export interface Page {
  top: number;
  skip: number;
  asOfMs: number;
}

export interface PageLimits {
  defaultRows: number;
  maxRows: number;
}

export function parsePage({ query }: Pick<CostCall, "query">, nowMs: number, { defaultRows, maxRows }: PageLimits): Page {
  const topText = query.get("$top") ?? String(defaultRows);
  const top = Number(topText);
  if (!Number.isInteger(top) || top < 1 || top > maxRows)
    throw badRequest(`Invalid $top: '${topText}'; it must be between 1 and ${maxRows}.`);
  const token = query.get("$skiptoken");
  if (token === null) return { top, skip: 0, asOfMs: nowMs };
  const [, asOfText, skipText] = /^(\d+)!(\d+)$/.exec(Buffer.from(token, "base64url").toString()) ?? [];
  if (asOfText === undefined || skipText === undefined) throw badRequest(`Invalid $skiptoken: '${token}'.`);
  return { top, skip: Number(skipText), asOfMs: Number(asOfText) };
}

export function nextLinkOf({ origin, path, query }: CostCall, page: Page): string {
  const link = new URL(`${origin}${path}?${query}`);
  link.searchParams.set("$skiptoken", Buffer.from(`${page.asOfMs}!${page.skip + page.top}`).toString("base64url"));
  return link.href;
}
