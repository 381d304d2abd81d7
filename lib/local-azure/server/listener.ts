// One loopback TLS listener: faults first, then the handler, then the last resort.

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Interrupt } from "../admin/strike.ts";
import { AzureError } from "../errors.ts";
import { logFailure } from "../log-failure.ts";
import { sendCompactJson } from "./http.ts";
import type { ServerTls } from "./tls.ts";

export const loopback = "127.0.0.1";

export class PortInUse extends Error {
  constructor(port: number) {
    super(`Port ${port} of ${loopback} is in use. Choose another, or leave the port out.`);
    this.name = "PortInUse";
  }
}

export interface ListenerInput {
  tls: ServerTls;
  interrupt: Interrupt;
  handle: (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void>;
}

export interface Listener {
  port: number;
  close(): Promise<void>;
}

export async function listen(input: ListenerInput, port: number): Promise<Listener> {
  const server = createServer({ cert: input.tls.certPem, key: input.tls.keyPem }, (req, res) => {
    answer(input, req, res).catch((error: unknown) => fail(res, error));
  });
  server.keepAliveTimeout = 60_000;
  const sockets = socketsOf(server);
  await bind(server, port);
  return { port: (server.address() as AddressInfo).port, close: () => close(server, sockets) };
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(error.code === "EADDRINUSE" ? new PortInUse(port) : error));
    server.listen(port, loopback, resolve);
  });
}

async function answer({ interrupt, handle }: ListenerInput, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = urlOf(req);
  if (url === undefined)
    return sendCompactJson(
      res,
      400,
      new AzureError(400, "InvalidHostHeader", "Local Azure answers on 127.0.0.1 and localhost only.").body(),
    );
  if (!(await interrupt(req, res, url))) await handle(req, res, url);
}

/** The URL as the client wrote it. Other names than the loopback's are refused (a web page may have rebound one to us). */
function urlOf(req: IncomingMessage): URL | undefined {
  const url = parseUrl(`https://${req.headers.host ?? ""}${req.url ?? "/"}`);
  return url !== undefined && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname) ? url : undefined;
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function fail(res: ServerResponse, error: unknown): void {
  logFailure(error);
  if (res.headersSent) res.destroy();
  else sendCompactJson(res, 500, new AzureError(500, "InternalServerError", "Local Azure failed: see its log.").body());
}

/** Also those still shaking hands, which closeAllConnections does not know: one would hold the end for two minutes. */
function socketsOf(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
