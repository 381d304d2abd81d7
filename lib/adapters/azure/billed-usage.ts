// What Azure billed for snapshots, from the Cost Management query API (one query a subscription and month).
// Complete or thrown: a page that is missing would look like a saving. Every query draws on a quota the whole
// tenant shares, so the ClientType header puts ours into a bucket of our own and waits are honoured.
import { setTimeout as wait } from "node:timers/promises";
import type { PipelineResponse } from "@azure/core-rest-pipeline";
import { isRestError } from "@azure/core-rest-pipeline";
import { askedWaitMs } from "#lib/domain/app-error.ts";
import { orAborted } from "#lib/domain/concurrency/shared-work.ts";
import type { BilledRow, BilledUsage } from "#lib/services/ports/billing.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { sendArm } from "./arm-client.ts";
import { toAzureError } from "./azure-error.ts";
import type { AzureConnection } from "./connection.ts";
import { parseCostPage } from "./cost-page.ts";
import { followPages } from "./follow-pages.ts";
import { notInTime } from "./page-bytes.ts";
import { askedInAllMs, LONGEST_WAIT_MS, retryAfterMs } from "./retry-after.ts";
import { readable, requestIdOf } from "./unreadable.ts";

const API_VERSION = "2023-11-01";
const ROWS_PER_PAGE = 5000;
const MAX_PAGES = 500;
const MAX_WAITS = 3;
const LONGEST_READING_MS = 15 * 60_000;

/** Azure renews these figures every four hours at best. */
const FRESH_MS = 30 * 60_000;
/** A query that failed is not sent again at every look at the page. */
const FAILED_MS = 60_000;

export function createBilledUsage(deps: { connection: AzureConnection }): BilledUsage {
  const cache = new Map<string, { rows: Promise<BilledRow[]>; untilMs: number }>();
  return {
    /** Shared by all who ask with the same rights within half an hour, so nobody's abort signal stops it: its own time does. */
    readMonth(subscriptionId, month, context) {
      const key = `${context.principal.identity} ${subscriptionId.toLowerCase()} ${month}`;
      const cached = cache.get(key);
      if (cached && performance.now() < cached.untilMs) return orAborted(cached.rows, context.signal);
      const late = AbortSignal.timeout(LONGEST_READING_MS);
      const call = { requestId: context.requestId, principal: context.principal, signal: late };
      const rows = readMonth(deps.connection, subscriptionId, month, call).catch((error: unknown) => {
        const failure = toAzureError(error, `read what was billed in ${month} for subscription ${subscriptionId}`);
        entry.untilMs = performance.now() + Math.max(FAILED_MS, askedWaitMs(failure) ?? 0);
        throw late.aborted ? notInTime(LONGEST_READING_MS) : failure;
      });
      const entry = { rows, untilMs: performance.now() + FRESH_MS };
      dropOld(cache);
      cache.set(key, entry);
      return orAborted(rows, context.signal);
    },
  };
}

/** Many months of many subscriptions are thousands of rows each: what would be asked again is not kept. */
function dropOld(cache: Map<string, { untilMs: number }>): void {
  const nowMs = performance.now();
  for (const [key, { untilMs }] of cache) if (untilMs <= nowMs) cache.delete(key);
}

async function readMonth(connection: AzureConnection, subscriptionId: string, month: string, context: CallContext): Promise<BilledRow[]> {
  const body = queryBody(month);
  const first = `/subscriptions/${subscriptionId}/providers/Microsoft.CostManagement/query?api-version=${API_VERSION}&$top=${ROWS_PER_PAGE}`;
  const patience: Patience = { askedMs: 0 };
  const read = async (path: string) => {
    const response = await postQuery(connection, path, body, patience, context);
    return readable(
      () => requestIdOf(response),
      () => parseCostPage(response),
    );
  };
  // A row that comes again on a later page is the same cost, not another one.
  const rows = new Map<string, BilledRow>();
  for await (const page of followPages({ first, read, maxPages: MAX_PAGES, signal: context.signal }))
    for (const { row, sent } of page.rows) if (row.date.startsWith(month)) rows.set(sent, row);
  return [...rows.values()];
}

function queryBody(month: string) {
  const [year = 0, monthNumber = 0] = month.split("-").map(Number);
  const lastDay = new Date(Date.UTC(year, monthNumber, 0)).getUTCDate();
  return {
    type: "ActualCost",
    timeframe: "Custom",
    timePeriod: { from: `${month}-01T00:00:00Z`, to: `${month}-${lastDay}T23:59:59Z` },
    dataset: {
      granularity: "Daily",
      aggregation: { cost: { name: "CostUSD", function: "Sum" }, quantity: { name: "UsageQuantity", function: "Sum" } },
      grouping: [
        { type: "Dimension", name: "ResourceId" },
        { type: "Dimension", name: "Meter" },
      ],
      filter: { dimensions: { name: "ResourceType", operator: "In", values: ["microsoft.compute/snapshots"] } },
    },
  };
}

/** Of one bill: how long its answers asked to wait so far, what the SDK waits for included. */
interface Patience {
  askedMs: number;
}

async function postQuery(
  connection: AzureConnection,
  path: string,
  body: unknown,
  patience: Patience,
  context: CallContext,
): Promise<PipelineResponse> {
  for (let waits = 0; ; waits += 1) {
    try {
      const response = await sendArm(connection, { method: "POST", path, body, headers: { ClientType: "Snapscope" } }, context);
      patience.askedMs += askedInAllMs(response.request);
      return response;
    } catch (error) {
      const waitMs = throttleWaitMs(error);
      if (isRestError(error) && error.request) patience.askedMs += askedInAllMs(error.request);
      if (waitMs === undefined || patience.askedMs > LONGEST_WAIT_MS || waits >= MAX_WAITS) throw error;
      await wait(waitMs, undefined, context.signal ? { signal: context.signal } : {});
    }
  }
}

function throttleWaitMs(error: unknown): number | undefined {
  if (!isRestError(error) || error.statusCode !== 429) return undefined;
  return error.response && retryAfterMs(error.response.headers);
}
