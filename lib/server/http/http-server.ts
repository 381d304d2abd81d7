// The listener in front of Next: decides who is answered at all before any framework code runs (docs/decisions/0002).
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { AppError, toAppError } from "#lib/domain/app-error.ts";
import { apiTable } from "#lib/server/api/api-table.ts";
import type { Config } from "#lib/server/config.ts";
import type { Log } from "#lib/server/log.ts";
import { eventHandler } from "#lib/server/process-state.ts";
import { answerDirectly } from "./direct-stream.ts";
import { errorResponse } from "./error-response.ts";
import { type ApiFinder, createApiFinder, isApiPath } from "./find-api-route.ts";
import { givePageHeaders } from "./page-headers.ts";
import { assertAllowedHost } from "./request-guard.ts";
import { usualLimits } from "./request-limits.ts";
import { findTargetProblem } from "./request-target.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface HttpServerOptions {
  dev: boolean;
  log: Pick<Log, "error">;
  api?: ApiFinder;
  /** Until all of a request has come; of an upload, between two parts of it. */
  receiveMs?: number;
}

// A little later than the route wrapper, which tells better.
const usualReceiveMs = usualLimits.receiveMs + 15_000;

/** Longer than proxies keep an idle connection (a minute): whoever closes it first must not be we, under an order being sent. */
const KEPT_ALIVE_MS = 75_000;

export function createHttpServer(config: Pick<Config, "allowedHosts">, handle: Handler, options: HttpServerOptions): Server {
  const { dev, log, api = createApiFinder(apiTable), receiveMs = usualReceiveMs } = options;
  const answer: Handler = async (request, response) => {
    const route = api.route(request.method ?? "", pathOf(request));
    const events = route?.entry.events && eventHandler(route.key);
    if (!events) return handle(request, response);
    const onFailed = (err: unknown) => log.error("stream-failed", { path: pathOf(request), err });
    return answerDirectly(events, route.params, { request, response, onFailed });
  };
  const server = createServer((request, response) => {
    const isApi = isApiPath(pathOf(request));
    const problem = findProblem(request, config, api);
    if (problem) return void answerProblem(response, problem, isApi);
    endStalled(request, response, { receiveMs, isUpload: api.entry(request.method ?? "", pathOf(request))?.upload ?? false });
    if (!isApi && !dev) givePageHeaders(request, response);
    answer(request, response).catch((err: unknown) => {
      log.error("request-failed", { path: pathOf(request), err });
      if (response.headersSent) response.destroy();
      else void answerProblem(response, toAppError(err), isApi);
    });
  });
  // No part of the app uses WebSockets; Next's reload in development does.
  if (!dev) server.on("upgrade", (_request, socket) => socket.destroy());
  server.headersTimeout = 15_000;
  server.keepAliveTimeout = KEPT_ALIVE_MS;
  // Not one time for all: an upload may take longer (endStalled).
  server.requestTimeout = 0;
  return server;
}

/** Into so many parts the time is divided, at the end of each of which one looks. */
const LOOKS = 4;

/** Hangs up on a sender that does not get on. While its last part lies here unread it is not the sender who is waited for. */
function endStalled(request: IncomingMessage, response: ServerResponse, limits: { receiveMs: number; isUpload: boolean }): void {
  const { socket } = request;
  let received = socket.bytesRead;
  let waitedFor = 0;
  const timer = setTimeout(() => {
    if (request.complete) return;
    const isGettingOn = limits.isUpload && socket.bytesRead > received;
    received = socket.bytesRead;
    if (isGettingOn) waitedFor = 0;
    else if (request.readableLength === 0) waitedFor += 1;
    if (waitedFor < LOOKS) timer.refresh();
    else if (response.headersSent) socket.destroy();
    else {
      const allowed = `${limits.receiveMs / 1000} seconds`;
      const tooSlow = new AppError("too-slow", `The request did not arrive within ${allowed}.`, { details: { allowed } });
      void answerProblem(response, tooSlow, isApiPath(pathOf(request)));
    }
  }, limits.receiveMs / LOOKS);
  timer.unref();
  request.once("close", () => clearTimeout(timer));
}

function findProblem(request: IncomingMessage, config: Pick<Config, "allowedHosts">, api: ApiFinder): AppError | undefined {
  try {
    assertAllowedHost(request.headers.host, config.allowedHosts);
  } catch (error) {
    return toAppError(error);
  }
  const path = pathOf(request);
  const problem = findTargetProblem(path);
  if (problem) return problem;
  return isApiPath(path) ? api.problem(request.method ?? "", path) : undefined;
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split("?", 1)[0] ?? "";
}

/** A browser asks again by itself; a script is told when to. why: what the start waits for. */
export async function answerNotReady(request: IncomingMessage, response: ServerResponse, why = ""): Promise<void> {
  response.setHeader("retry-after", "1");
  const message = `Snapscope is starting … ${why}`.trim();
  if (isApiPath(pathOf(request))) return answerProblem(response, new AppError("storage-unavailable", message), true);
  response.writeHead(503, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  response.end(`<!doctype html><meta http-equiv="refresh" content="1"><title>Snapscope</title><p>${message.replaceAll("<", "&lt;")}\n`);
}

/** The API's error shape where the API was asked, a sentence where a person may read it. */
async function answerProblem(response: ServerResponse, error: AppError, isApi: boolean): Promise<void> {
  const answer = errorResponse(error, randomUUID());
  const text = isApi ? await answer.text() : `${error.message}\n`;
  if (response.headersSent) return;
  const headers = { ...Object.fromEntries(answer.headers), ...(isApi ? {} : { "content-type": "text/plain; charset=utf-8" }) };
  response.writeHead(error.status, { ...headers, connection: "close" });
  response.end(text);
}
