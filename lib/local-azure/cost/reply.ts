// Answers of what needs no sign-in: the price list and the files.

import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AzureError } from "../errors.ts";

/** As the client wrote it, so that links lead back here. */
export function originOf(req: IncomingMessage): string {
  return `https://${req.headers.host ?? "127.0.0.1"}`;
}

export function sendJson(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const clientRequestId = req.headers["x-ms-client-request-id"];
  res.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "x-ms-request-id": randomUUID(),
    ...(typeof clientRequestId === "string" ? { "x-ms-client-request-id": clientRequestId } : {}),
    ...headers,
  });
  res.end(body === undefined ? undefined : JSON.stringify(body));
}

/** What is no refusal of ours goes on to the server, which knows what an unknown error looks like. */
export function sendError(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  if (!(error instanceof AzureError)) throw error;
  sendJson(req, res, error.status, error.body(), error.headers);
}
