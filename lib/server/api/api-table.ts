// Every path of the API with what it takes and gives: handlers are typed and validated from it, and
// /api/openapi.json is written from it. A test holds it against the files under app/api. Which operations there are
// it is told; the paths are the same with any.
import { z } from "zod";
import { chainDetail, chainDetailQuery, chainList, chainQuery } from "#lib/contract/chains.ts";
import { isoTime } from "#lib/contract/common.ts";
import { costQuery, costReport, priceList } from "#lib/contract/costs.ts";
import { diffQuery, diffRanges, diffRangesQuery, diffSummary } from "#lib/contract/diffs.ts";
import { auditList, endAccessAnswer, endAccessRequest, health } from "#lib/contract/health.ts";
import { diskList, diskQuery, snapshotList, snapshotQuery, subscriptionList } from "#lib/contract/inventory.ts";
import { createOperationContract, MAX_REQUEST_BYTES, type RequestKind } from "#lib/contract/operations.ts";
import { overview, overviewQuery } from "#lib/contract/overview.ts";
import { reclaimAnswer, reclaimQuery } from "#lib/contract/reclaim.ts";
import { webhookList } from "#lib/contract/webhooks.ts";
import { operationKinds } from "#lib/operations/kinds/registry.ts";

export interface ApiEntry {
  summary: string;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Where a body may be larger than is usual. */
  maxBodyBytes?: number;
  /** Works longer before it answers than is usual: reads page ranges, a bill, or all of Azure. */
  longAnswer?: true;
  /** Takes a file instead of a body: as a stream, as large as the configuration says. */
  upload?: true;
  /** Answers with events for as long as somebody listens; written straight to the socket. */
  events?: true;
  response?: z.ZodType;
  /** Other content types it can answer with. */
  alsoProduces?: string[];
  status?: number;
  /** Request headers that mean something here. */
  headers?: Record<string, string>;
}

const startHeaders = {
  "Idempotency-Key": "1 to 200 characters; the same key with the same body starts nothing twice",
  "Snapscope-Plan": "fingerprint of the plan that was looked at; one that no longer holds is refused (409) with what changed",
};

/** Of a POST that its path says all about: `{}`, or no body at all. */
const noFields = z.strictObject({}).optional();

export function createApiTable(kinds: readonly RequestKind[]) {
  const operations = createOperationContract(kinds);
  return {
    "GET /api/health": { summary: "Whether the parts work, and which Azure this is", response: health },
    "GET /api/overview": { summary: "What needs a person, what there is, what it costs", query: overviewQuery, response: overview },
    "GET /api/subscriptions": { summary: "Subscriptions and how each answered", response: subscriptionList },
    "GET /api/disks": { summary: "Managed disks", query: diskQuery, response: diskList, alsoProduces: ["text/csv"] },
    "GET /api/snapshots": {
      summary: "Snapshots over all subscriptions",
      query: snapshotQuery,
      response: snapshotList,
      alsoProduces: ["text/csv"],
    },
    "POST /api/snapshots/end-access": {
      summary: "Ends every SAS of a snapshot, whoever was given it; whoever reads through one is cut off",
      body: endAccessRequest,
      response: endAccessAnswer,
    },
    "GET /api/chains": { summary: "Snapshots grouped by chain", query: chainQuery, response: chainList, alsoProduces: ["text/csv"] },
    "GET /api/chains/detail": {
      summary: "One chain with its snapshots, their copies, and those that are gone",
      query: chainDetailQuery,
      response: chainDetail,
      alsoProduces: ["text/csv"],
    },
    "GET /api/reclaim": {
      summary: "What deleting snapshots, or those of a chain, would free: each alone and all together, from what is measured",
      query: reclaimQuery,
      response: reclaimAnswer,
      alsoProduces: ["text/csv"],
    },
    "GET /api/diffs": {
      summary: "What changed between two snapshots of a chain; measured on first ask",
      query: diffQuery,
      longAnswer: true,
      response: diffSummary,
    },
    "GET /api/diffs/ranges": {
      summary: "The changed ranges themselves; without a base all that the target holds",
      query: diffRangesQuery,
      longAnswer: true,
      response: diffRanges,
      alsoProduces: ["text/csv", "text/plain", "application/octet-stream"],
    },
    "GET /api/plans/options": {
      summary: "What an operation on this snapshot may choose from",
      query: operations.optionsQuery,
      response: operations.options,
    },
    "POST /api/plans": {
      summary: "What an operation would do and cost; changes nothing",
      body: operations.request,
      maxBodyBytes: MAX_REQUEST_BYTES,
      response: operations.plan,
    },
    "GET /api/operations": {
      summary: "Operations, newest first",
      query: operations.query,
      response: operations.list,
      alsoProduces: ["text/csv"],
    },
    "POST /api/operations": {
      summary: "Starts an operation",
      body: operations.request,
      maxBodyBytes: MAX_REQUEST_BYTES,
      response: operations.row,
      status: 202,
      headers: startHeaders,
    },
    "GET /api/events": {
      summary: "Server-sent events: every operation at each of its changes (operation), and when to ask for what is shown again (look)",
      events: true,
      alsoProduces: ["text/event-stream"],
    },
    "GET /api/operations/{id}": { summary: "One operation", response: operations.row },
    "GET /api/operations/{id}/events": {
      summary: "Server-sent events: the operation now and at every change, until it has ended",
      events: true,
      alsoProduces: ["text/event-stream"],
    },
    "POST /api/operations/{id}/cancel": { summary: "Asks an operation to stop", body: noFields, response: operations.row },
    "POST /api/operations/{id}/retry": {
      summary: "Runs a failed or cancelled operation again from its last finished step",
      body: noFields,
      response: operations.row,
    },
    "GET /api/costs": {
      summary: "A month's cost, estimated and billed",
      query: costQuery,
      longAnswer: true,
      response: costReport,
      alsoProduces: ["text/csv"],
    },
    "GET /api/webhooks": { summary: "Who is told when an operation ends, and whether it reaches them", response: webhookList },
    "GET /api/prices": { summary: "Snapshot prices by region and meter, with their dates", response: priceList },
    "GET /api/audit": { summary: "Who was given read access to what, newest first", response: auditList },
    "POST /api/inventory/refresh": { summary: "Reads Azure now", body: noFields, longAnswer: true, response: z.object({ asOf: isoTime }) },
    "GET /api/openapi.json": { summary: "This description", response: z.record(z.string(), z.unknown()) },
  } as const satisfies ApiEntries;
}

/** Of this dashboard. */
export const apiTable = createApiTable(operationKinds.map((kind) => kind.words));

export type ApiTable = typeof apiTable;
export type ApiEntries = Readonly<Record<string, ApiEntry>>;
export type KeyOf<T extends ApiEntries> = keyof T & string;
type Field<E, F extends string> = E extends Record<F, infer S extends z.ZodType> ? S : never;
export type QueryOf<E> = z.output<Field<E, "query">>;
export type BodyOf<E> = z.output<Field<E, "body">>;
export type ResponseOf<E> = z.input<Field<E, "response">>;
