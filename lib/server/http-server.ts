// The listener in front of Next: decides who is answered at all before any framework code runs (docs/decisions/0002).
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Config } from "./config.ts";
import { isAllowedHost } from "./request-guard.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

// Next's own inline bootstrap scripts need 'unsafe-inline' without a per-response nonce, which would make every page
// dynamic; the API sends nothing that could become script, and pages set no HTML from data (lint forbids it).
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const pageHeaders: Record<string, string> = {
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
};

export function createHttpServer(config: Config, handle: Handler, options: { dev: boolean }): Server {
  const server = createServer((request, response) => {
    if (!isAllowedHost(request.headers.host, config.allowedHosts)) return refuseHost(request, response);
    const isApi = request.url?.startsWith("/api/") ?? false;
    if (!isApi && !options.dev) for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end("Something went wrong in Snapscope.\n");
    });
  });
  // No part of the app uses WebSockets; Next's reload in development does.
  if (!options.dev) server.on("upgrade", (_request, socket) => socket.destroy());
  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  return server;
}

/** A browser asks again by itself; a script is told when to. */
export function answerNotReady(response: ServerResponse): void {
  response.writeHead(503, { "content-type": "text/html; charset=utf-8", "retry-after": "1", "cache-control": "no-store" });
  response.end('<!doctype html><meta http-equiv="refresh" content="1"><title>Snapscope</title><p>Snapscope is starting …\n');
}

function refuseHost(request: IncomingMessage, response: ServerResponse): void {
  const message = "This server does not answer to that host name. Set SNAPSCOPE_ALLOWED_HOSTS to add one.";
  const isApi = request.url?.startsWith("/api/") ?? false;
  response.writeHead(403, {
    "content-type": isApi ? "application/json" : "text/plain; charset=utf-8",
    "cache-control": "no-store",
    connection: "close",
  });
  response.end(isApi ? JSON.stringify({ error: { code: "host-not-allowed", message, requestId: "-" } }) : `${message}\n`);
}
