// POST /providers/Microsoft.ResourceGraph/resources. Pages of one query come from one evaluation, kept for a minute:
// Resource Graph is behind the truth anyway, and a hundred pages must not mean a hundred evaluations.

import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { JsonObject } from "../arm/body.ts";
import { asObject, assertKnown, choiceIn, numberIn, objectIn, textIn, textListIn } from "../arm/body.ts";
import type { ArmAnswer, ArmRequest } from "../arm/request.ts";
import { AzureError, invalidParameter, notImplemented } from "../errors.ts";
import type { ReadableRecords } from "../model/records/records.ts";
import type { QueryResult, Table } from "./query.ts";
import { runQuery } from "./query.ts";
import type { QueryWindow } from "./query-window.ts";
import { createQueryWindow } from "./query-window.ts";
import { containersTable, resourcesTable, visibleSubscriptions } from "./tables.ts";
import type { Row, Value } from "./values.ts";

const keptMs = 60_000;
const keptResults = 4;
const mostPerPage = 1000;
const defaultPerPage = 100;

interface Kept {
  result: QueryResult;
  madeAtMs: number;
}

/** Of each world: its callers' quotas and the latest results. */
const states = new WeakMap<ReadableRecords, { window: QueryWindow; kept: Map<string, Kept> }>();

function stateOf(world: ReadableRecords) {
  const known = states.get(world) ?? { window: createQueryWindow(world.clock), kept: new Map<string, Kept>() };
  states.set(world, known);
  return known;
}

export async function queryResources(request: ArmRequest): Promise<ArmAnswer> {
  const { world, client, apiVersion } = request;
  const headers = stateOf(world).window.take(client.objectId, request.options.graphQueriesPerWindow);
  const body = asObject(request.body, "the body");
  assertKnown(body, new Set(["query", "subscriptions", "options", "managementGroups"]), "a Resource Graph query");
  if ((textListIn(body, "managementGroups") ?? []).length > 0) throw notImplemented("Resource Graph over managementGroups");
  const query = textIn(body, "query");
  if (query === undefined || query.trim() === "") throw invalidParameter("query", "Required parameter 'query' is missing (null).");
  const options = readOptions(objectIn(body, "options"), apiVersion);
  const subscriptionIds = visibleSubscriptions(request, textListIn(body, "subscriptions"));
  if (subscriptionIds.length === 0) throw noSubscriptions();
  const key = createHash("sha256")
    .update(JSON.stringify([client.objectId, query, subscriptionIds]))
    .digest("base64url");
  const skip = options.token === undefined ? options.skip : skipOf(options.token, key);
  const result = await resultOf(request, { key, query, subscriptionIds, isLaterPage: options.token !== undefined });
  if (result.isLimited && options.skip > 0) throw notImplemented("$skip together with limit, take or top in the query");
  return { status: 200, headers, body: page(result, { ...options, skip, key }) };
}

interface Options {
  top: number;
  skip: number;
  token?: string;
  isTable: boolean;
}

function readOptions(options: JsonObject, apiVersion: string): Options {
  assertKnown(
    options,
    new Set(["$top", "$skip", "$skipToken", "resultFormat", "allowPartialScopes", "top", "skip"]),
    "the options of a Resource Graph query",
  );
  const top = numberIn(options, "$top") ?? numberIn(options, "top") ?? defaultPerPage;
  const skip = numberIn(options, "$skip") ?? numberIn(options, "skip") ?? 0;
  if (!Number.isInteger(top) || top < 1 || top > mostPerPage)
    throw invalidParameter("$top", `The value ${top} of $top is out of range. It must be between 1 and ${mostPerPage}.`);
  if (!Number.isInteger(skip) || skip < 0) throw invalidParameter("$skip", `The value ${skip} of $skip must be 0 or more.`);
  const format = choiceIn(options, "resultFormat", ["objectArray", "table"] as const) ?? (apiVersion < "2021" ? "table" : "objectArray");
  return { top, skip, token: textIn(options, "$skipToken"), isTable: format === "table" };
}

function noSubscriptions(): AzureError {
  return new AzureError(400, "BadRequest", "Please provide below info when asking for support: the query and the time.", {
    details: [
      {
        code: "NoValidSubscriptionsInQueryRequest",
        message: "There must be at least one subscription that is eligible to contain resources.",
      },
    ],
  });
}

interface Evaluation {
  key: string;
  query: string;
  subscriptionIds: string[];
  isLaterPage: boolean;
}

async function resultOf(request: ArmRequest, { key, query, subscriptionIds, isLaterPage }: Evaluation): Promise<QueryResult> {
  const { world } = request;
  const { kept } = stateOf(world);
  const nowMs = world.clock.nowMs();
  const known = kept.get(key);
  if (isLaterPage && known !== undefined && nowMs < known.madeAtMs + keptMs) return known.result;
  // Read once: both sides of a join are of the same moment, whatever others change during its turns.
  const tables = new Map<string, Table>();
  const steps = runQuery(query, {
    nowMs,
    realNowMs: () => performance.now(),
    tableNamed(name) {
      const table = tables.get(name) ?? makers[name]?.(request, subscriptionIds);
      if (table !== undefined) tables.set(name, table);
      return table;
    },
  });
  const result = await inTurns(steps);
  kept.delete(key);
  kept.set(key, { result, madeAtMs: nowMs });
  for (const oldest of [...kept.keys()].slice(0, -keptResults)) kept.delete(oldest);
  return result;
}

const makers: Partial<Record<string, typeof resourcesTable>> = Object.assign(Object.create(null), {
  resources: resourcesTable,
  resourcecontainers: containersTable,
});

async function inTurns<T>(steps: Iterator<undefined, T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await setImmediate();
  }
}

/** The token names its query, and where the next page begins. */
function tokenFor(key: string, skip: number): string {
  return Buffer.from(JSON.stringify({ q: key, s: skip })).toString("base64url");
}

function skipOf(token: string, key: string): number {
  try {
    const { q, s } = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as { q: string; s: number };
    if (q === key && Number.isInteger(s) && s >= 0) return s;
  } catch {
    // Answered below.
  }
  throw new AzureError(400, "BadRequest", "The skip token is invalid, or belongs to another query.", { target: "$skipToken" });
}

function page({ columns, rows, isLimited }: QueryResult, { top, skip, isTable, key }: Options & { key: string }): object {
  const shown = rows.slice(skip, skip + top);
  const hasMore = skip + shown.length < rows.length;
  // Without the id of its rows Azure cannot go on.
  const mayGoOn = hasMore && !isLimited && columns.includes("id");
  return {
    totalRecords: rows.length,
    count: shown.length,
    resultTruncated: hasMore ? "true" : "false",
    ...(mayGoOn ? { $skipToken: tokenFor(key, skip + shown.length) } : {}),
    data: isTable ? tableOf(columns, rows, shown) : shown,
    facets: [],
  };
}

function tableOf(columns: string[], rows: Row[], shown: Row[]): object {
  const typeOfColumn = (name: string) => typeOf(rows.find((row) => (row[name] ?? null) !== null)?.[name] ?? null);
  return {
    columns: columns.map((name) => ({ name, type: typeOfColumn(name) })),
    rows: shown.map((row) => columns.map((name) => row[name] ?? null)),
  };
}

function typeOf(value: Value): string {
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "boolean") return "boolean";
  return value !== null && typeof value === "object" ? "object" : "string";
}
