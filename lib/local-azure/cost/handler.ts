// Cost Management's query API: POST {subscription or resource group}/providers/Microsoft.CostManagement/query.
// Answers come in pages; a nextLink is to be POSTed with the same body. The link carries the moment its first
// page was computed for, so every row comes once however the clock moves meanwhile.

import type { IncomingMessage, ServerResponse } from "node:http";
import { AzureError, notImplemented } from "../errors.ts";
import type { Irregularity } from "./booked-rows.ts";
import { usualIrregularity } from "./booked-rows.ts";
import type { CostQuery } from "./cost-query.ts";
import { parseCostQuery } from "./cost-query.ts";
import { costTable } from "./cost-table.ts";
import type { MeteredWorld, Scope } from "./metered-usage.ts";
import { meteredUsage } from "./metered-usage.ts";
import type { QueryQuota } from "./query-quota.ts";
import { createQueryQuota } from "./query-quota.ts";
import { readJsonBody, sendError, sendJson } from "./reply.ts";

const defaultPageRows = 1000;
const maxPageRows = 5000;
/** A year can touch 13 months, which would never fit into ten seconds' quota. */
const largestQueryUnits = 12;
const scopePattern = /^\/subscriptions\/([^/]+)(?:\/resourceGroups\/([^/]+))?\/providers\/Microsoft\.CostManagement\/([^?]+)$/i;

export interface CostHandlerInput {
  world: MeteredWorld;
  quota?: QueryQuota;
  irregularity?: Irregularity;
}

export function createCostHandler({ world, quota = createQueryQuota(world.clock), irregularity = usualIrregularity }: CostHandlerInput) {
  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<boolean> => {
    const match = scopePattern.exec(url.pathname);
    if (match === null) return false;
    const [, subscriptionId = "", resourceGroup, operation = ""] = match;
    try {
      const scope = {
        subscriptionId: decodeURIComponent(subscriptionId),
        resourceGroup: resourceGroup === undefined ? undefined : decodeURIComponent(resourceGroup),
      };
      await answer({ world, quota, irregularity }, { req, res, url, scope, operation });
    } catch (error) {
      sendError(req, res, error);
    }
    return true;
  };
}

interface Call {
  req: IncomingMessage;
  res: ServerResponse;
  url: URL;
  scope: Scope;
  operation: string;
}

async function answer(
  { world, quota, irregularity }: Required<CostHandlerInput>,
  { req, res, url, scope, operation }: Call,
): Promise<void> {
  if (operation.toLowerCase() !== "query") throw notImplemented(`Microsoft.CostManagement/${operation}`);
  if (req.method !== "POST")
    throw new AzureError(405, "MethodNotAllowed", `The requested resource does not support http method '${req.method}'.`);
  if (!url.searchParams.has("api-version")) {
    throw new AzureError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  if (!world.subscriptions.has(scope.subscriptionId.toLowerCase())) {
    throw new AzureError(404, "SubscriptionNotFound", `The subscription '${scope.subscriptionId}' could not be found.`);
  }
  const page = parsePage(url, world.clock.nowMs());
  const query = parseCostQuery(await readJsonBody(req), page.asOfMs);
  const quotaHeaders = quota.take(page.skip === 0 ? Math.min(monthsIn(query), largestQueryUnits) : 0);
  const table = costTable(query, meteredUsage(world, scope, { ...query, asOfMs: page.asOfMs }, irregularity));
  const rows = table.rows.slice(page.skip, page.skip + page.top);
  const nextLink = page.skip + rows.length < table.rows.length ? nextLinkOf(req, url, page) : null;
  const name = crypto.randomUUID();
  const id = `subscriptions/${scope.subscriptionId}/providers/Microsoft.CostManagement/query/${name}`;
  const body = {
    id,
    name,
    type: "Microsoft.CostManagement/query",
    location: null,
    sku: null,
    eTag: null,
    properties: { nextLink, columns: table.columns, rows },
  };
  sendJson(req, res, 200, body, quotaHeaders);
}

interface Page {
  top: number;
  skip: number;
  asOfMs: number;
}

function parsePage(url: URL, nowMs: number): Page {
  const topText = url.searchParams.get("$top") ?? String(defaultPageRows);
  const top = Number(topText);
  if (!Number.isInteger(top) || top < 1 || top > maxPageRows) {
    throw new AzureError(400, "BadRequest", `Invalid $top: '${topText}'; it must be between 1 and ${maxPageRows}.`);
  }
  const token = url.searchParams.get("$skiptoken");
  if (token === null) return { top, skip: 0, asOfMs: nowMs };
  const [, asOfText, skipText] = /^(\d+)!(\d+)$/.exec(Buffer.from(token, "base64url").toString()) ?? [];
  if (asOfText === undefined || skipText === undefined) throw new AzureError(400, "BadRequest", `Invalid $skiptoken: '${token}'.`);
  return { top, skip: Number(skipText), asOfMs: Number(asOfText) };
}

function nextLinkOf(req: IncomingMessage, url: URL, page: Page): string {
  const link = new URL(`${url.pathname}${url.search}`, `https://${req.headers.host ?? url.host}`);
  link.searchParams.set("$skiptoken", Buffer.from(`${page.asOfMs}!${page.skip + page.top}`).toString("base64url"));
  return link.href;
}

/** A query costs one unit of quota for each month of data it asks for. */
function monthsIn(query: CostQuery): number {
  const [from, last] = [new Date(query.fromMs), new Date(query.toMs - 1)];
  return (last.getUTCFullYear() - from.getUTCFullYear()) * 12 + last.getUTCMonth() - from.getUTCMonth() + 1;
}
