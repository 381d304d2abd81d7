// The one wrapper around every handler: who may ask, what was asked, what goes wrong. Nothing else writes an error body.
import { randomUUID } from "node:crypto";
import { toAppError } from "#lib/domain/app-error.ts";
import { apiHeaders, errorResponse } from "#lib/server/http/error-response.ts";
import { readBody, readQuery } from "#lib/server/http/request-body.ts";
import { assertAllowedHost, assertSameSite } from "#lib/server/http/request-guard.ts";
import { streamedBody } from "#lib/server/http/streamed-body.ts";
import { createLog } from "#lib/server/log.ts";
import { type App, container } from "#lib/server/wiring/container.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { ApiEntry, ApiKey, BodyOf, QueryOf, ResponseOf } from "./api-table.ts";

export interface RouteInput<K extends ApiKey> {
  app: App;
  query: QueryOf<K>;
  body: BodyOf<K>;
  params: Record<string, string>;
  request: Request;
  context: CallContext;
}

type NextContext = { params: Promise<Record<string, string | string[] | undefined>> };
type Handler = (request: Request, next?: NextContext) => Promise<Response>;

/** A value becomes JSON with the table's status; a Response goes as it is, with our headers. */
export function route<K extends ApiKey>(key: K, handle: (input: RouteInput<K>) => Promise<ResponseOf<K> | Response>): Handler {
  return async (request, next) => {
    const begunMs = performance.now();
    const requestId = readRequestId(request);
    let app: App | undefined;
    let response: Response;
    try {
      app = await container();
      assertAllowedHost(request.headers.get("host"), app.config.allowedHosts);
      assertSameSite(request, app.config.allowedHosts);
      const entry: ApiEntry = app.api[key];
      const context: CallContext = { requestId, principal: await app.principalOf(request), signal: request.signal };
      const query = entry.query ? readQuery(new URL(request.url), entry.query) : undefined;
      const body = entry.body ? await readBody(request, entry.body, entry.maxBodyBytes) : undefined;
      const input = { app, query, body, params: await readParams(next), request, context };
      const result = await handle(input as RouteInput<K>);
      response = result instanceof Response ? result : Response.json(result, { status: entry.status ?? 200 });
    } catch (thrown) {
      const error = toAppError(thrown);
      // No app: it could not be started, and the log should say why.
      // Who went away while we worked is told nothing, and is no failure.
      if (error.status >= 500 && !request.signal.aborted)
        (app?.log ?? createLog("error")).error("request-failed", { requestId, route: key, err: thrown });
      response = errorResponse(error, requestId);
    }
    for (const [name, value] of Object.entries({ ...apiHeaders, "x-request-id": requestId })) response.headers.set(name, value);
    app?.log.info("request", { requestId, route: key, status: response.status, ms: Math.round(performance.now() - begunMs) });
    return response;
  };
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
