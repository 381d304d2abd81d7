// The one wrapper around every handler: who may ask, what was asked, how long it may take, what goes wrong. Nothing else writes an error body.
import { randomUUID } from "node:crypto";
import { toAppError } from "#lib/domain/app-error.ts";
import { orAborted } from "#lib/domain/concurrency/shared-work.ts";
import { createDeadline, type Deadline } from "#lib/server/http/deadline.ts";
import { apiHeaders, errorResponse } from "#lib/server/http/error-response.ts";
import { streamWork } from "#lib/server/http/event-stream.ts";
import { readBody, readQuery, readUpload } from "#lib/server/http/request-body.ts";
import { assertAllowedHost, assertSameSite } from "#lib/server/http/request-guard.ts";
import { limitsOf, type RequestLimits, type UsualLimits } from "#lib/server/http/request-limits.ts";
import { streamedBody } from "#lib/server/http/streamed-body.ts";
import { watchedBody } from "#lib/server/http/watched-body.ts";
import { createLog } from "#lib/server/log.ts";
import { type App, container } from "#lib/server/wiring/container.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { ApiEntries, ApiEntry, ApiTable, BodyOf, KeyOf, QueryOf, ResponseOf } from "./api-table.ts";

export interface RouteInput<E> {
  app: App;
  query: QueryOf<E>;
  body: BodyOf<E>;
  /** The file, part by part, where the entry takes one. */
  upload: E extends { upload: true } ? AsyncIterable<Uint8Array> : undefined;
  params: Record<string, string>;
  request: Request;
  context: CallContext;
}

type NextContext = { params: Promise<Record<string, string | string[] | undefined>> };
type Handler = (request: Request, next?: NextContext) => Promise<Response>;
type Handle<E> = (input: RouteInput<E>) => Promise<ResponseOf<E> | Response>;

/** A value becomes JSON with the table's status; a Response goes as it is, with our headers. */
export const route = createRoute<ApiTable>((app) => app.api);

/** For handlers of any table of entries. */
export function createRoute<T extends ApiEntries>(tableOf: (app: App) => T, usual?: UsualLimits) {
  return <K extends KeyOf<T>>(key: K, handle: Handle<T[K]>): Handler =>
    async (request, next) => {
      const begunMs = performance.now();
      const requestId = readRequestId(request);
      const deadline = createDeadline();
      let app: App | undefined;
      let response: Response;
      const onFailed = (err: unknown) => {
        // Who went away while we worked is told nothing, and is no failure. No app: it could not be started, and the log should say why.
        if (!request.signal.aborted) (app?.log ?? createLog("error")).error("request-failed", { requestId, route: key, err });
      };
      try {
        app = await container();
        const entry: ApiEntry = tableOf(app)[key] as T[K];
        const call = { app, entry, request, next, requestId, deadline, limits: limitsOf(entry, app.config, usual) };
        const result = await orAborted(answer(call, handle as Handle<unknown>), deadline.signal);
        response = result instanceof Response ? watched(result, onFailed) : Response.json(result, { status: entry.status ?? 200 });
      } catch (thrown) {
        // Work that was ended may say so in its own words.
        const error = toAppError(deadline.signal.aborted ? deadline.signal.reason : thrown);
        if (error.status >= 500) onFailed(thrown);
        response = errorResponse(error, requestId);
      } finally {
        deadline.end();
      }
      for (const [name, value] of Object.entries({ ...apiHeaders, "x-request-id": requestId })) response.headers.set(name, value);
      app?.log.info("request", { requestId, route: key, status: response.status, ms: Math.round(performance.now() - begunMs) });
      return response;
    };
}

/** An event stream's work is told of by itself, and its client asks again. */
function watched(response: Response, onFailed: (error: unknown) => void): Response {
  return streamWork(response) ? response : watchedBody(response, onFailed);
}

interface Call {
  app: App;
  entry: ApiEntry;
  request: Request;
  next: NextContext | undefined;
  requestId: string;
  deadline: Deadline;
  limits: RequestLimits;
}

const NOT_RECEIVED = "The request did not arrive";
const NOT_ANSWERED = "There was no answer";

async function answer({ app, entry, request, next, requestId, deadline, limits }: Call, handle: Handle<unknown>): Promise<unknown> {
  deadline.set(limits.receiveMs, NOT_RECEIVED);
  assertAllowedHost(request.headers.get("host"), app.config.allowedHosts);
  assertSameSite(request, app.config.allowedHosts);
  const signal = AbortSignal.any([request.signal, deadline.signal]);
  const context: CallContext = { requestId, principal: await app.principalOf(request), signal, waitsFor: deadline.waitsFor };
  const query = entry.query ? readQuery(new URL(request.url), entry.query) : undefined;
  const body = entry.body ? await readBody(request, entry.body, limits.maxBodyBytes, signal) : undefined;
  deadline.set(limits.answerMs, NOT_ANSWERED);
  // The time to answer begins anew with each part that is taken: only a sender, or a reader, that stops is too slow.
  const onPart = () => deadline.set(limits.answerMs, NOT_ANSWERED);
  const upload = entry.upload && readUpload(request, limits.maxBodyBytes, { signal, onPart });
  return handle({ app, query, body, upload, params: await readParams(next), request, context } as RouteInput<unknown>);
}

/** CSV of what the filter shows, to be saved under a name that says what and when. */
export function csvResponse(csv: string | ReadableStream<Uint8Array>, name: string): Response {
  const day = new Date().toISOString().slice(0, 10);
  return new Response(csv, {
    headers: { "content-type": "text/csv; charset=utf-8", "content-disposition": `attachment; filename="snapscope-${name}-${day}.csv"` },
  });
}

/** The same of a table that comes in parts. */
export async function csvStreamResponse(parts: AsyncGenerator<string>, name: string): Promise<Response> {
  return csvResponse(await streamedBody(parts), name);
}

function readRequestId(request: Request): string {
  const given = request.headers.get("x-request-id");
  return given && /^[A-Za-z0-9-]{8,64}$/.test(given) ? given : randomUUID();
}

async function readParams(next: NextContext | undefined): Promise<Record<string, string>> {
  const params = (await next?.params) ?? {};
  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, Array.isArray(value) ? value.join("/") : (value ?? "")]));
}
