// Bodies and answers of the small services in this folder.

import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AzureError } from "../errors.ts";

const maxBodyBytes = 1 << 20;

/** undefined: no body. */
export async function readJsonBody(req: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let lengthBytes = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    lengthBytes += part.length;
    if (lengthBytes > maxBodyBytes) throw new AzureError(413, "RequestEntityTooLarge", `The body is longer than ${maxBodyBytes} bytes.`);
    parts.push(part);
  }
  if (lengthBytes === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    throw new AzureError(400, "BadRequest", "The body is not valid JSON.");
  }
}

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
