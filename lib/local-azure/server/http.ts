// Reading bodies and writing plain JSON answers.

import type { IncomingMessage, ServerResponse } from "node:http";
import { AzureError } from "../errors.ts";

const maxBodyBytes = 4 * 1024 * 1024;

export async function readBody(req: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let lengthBytes = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    lengthBytes += part.length;
    if (lengthBytes > maxBodyBytes)
      throw new AzureError(413, "RequestEntityTooLarge", `The request body is longer than ${maxBodyBytes} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** undefined: no body. */
export async function readJson(req: IncomingMessage): Promise<unknown> {
  const body = await readBody(req);
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw new AzureError(
      400,
      "InvalidRequestContent",
      `The request content was invalid and could not be deserialized: '${(error as Error).message}'.`,
    );
  }
}

export function sendCompactJson(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const content = body === undefined ? "" : JSON.stringify(body);
  res.writeHead(status, { "Content-Type": "application/json; charset=utf-8", ...headers, "Content-Length": Buffer.byteLength(content) });
  res.end(content);
}
