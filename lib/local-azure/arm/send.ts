// Answers as they look on the wire: the disk provider's bodies are indented by two spaces with CRLF, ARM's own compact.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../clock.ts";
import { newGuid } from "../ids.ts";
import type { ArmAnswer } from "./request.ts";
import type { Route } from "./route.ts";

export interface Outgoing {
  answer: ArmAnswer;
  route?: Route;
  headers: Record<string, string>;
}

const servedById = newGuid();
/** Milliseconds from 1601 to 1970. */
const filetimeOffsetMs = 11_644_473_600_000;

export function sendAnswer(clock: Clock, req: IncomingMessage, res: ServerResponse, { answer, route, headers }: Outgoing): void {
  const isDiskProvider = route?.bucket !== undefined;
  const content = answer.body === undefined ? "" : toText(answer.body, isDiskProvider);
  res.statusCode = answer.status;
  for (const [name, value] of Object.entries({ ...commonHeaders(clock, req, isDiskProvider), ...headers, ...answer.headers }))
    res.setHeader(name, value);
  if (answer.status !== 204) res.setHeader("content-length", Buffer.byteLength(content));
  if (content !== "") res.setHeader("content-type", "application/json; charset=utf-8");
  res.end(req.method === "HEAD" ? undefined : content);
}

function toText(body: unknown, isDiskProvider: boolean): string {
  return isDiskProvider ? JSON.stringify(body, null, 2).replaceAll("\n", "\r\n") : JSON.stringify(body);
}

function commonHeaders(clock: Clock, req: IncomingMessage, isDiskProvider: boolean): Record<string, string | string[]> {
  const requestId = newGuid();
  const given = req.headers["x-ms-correlation-request-id"];
  const correlationId = typeof given === "string" ? given : requestId;
  const clientRequestId = req.headers["x-ms-client-request-id"];
  const nowMs = clock.nowMs();
  const compactTime = new Date(nowMs).toISOString().replace(/[-:]/g, "").replace(/\.\d+/, "");
  const provider = {
    server: ["Microsoft-HTTPAPI/2.0", "Microsoft-HTTPAPI/2.0"],
    "x-ms-served-by": `${servedById}_${Math.trunc(nowMs + filetimeOffsetMs) * 10_000}`,
  };
  return {
    "cache-control": "no-cache",
    pragma: "no-cache",
    expires: "-1",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    ...(isDiskProvider ? provider : {}),
    "x-ms-request-id": requestId,
    "x-ms-correlation-request-id": correlationId,
    "x-ms-routing-request-id": `LOCALAZURE:${compactTime}:${requestId}`,
    ...(typeof clientRequestId === "string" ? { "x-ms-client-request-id": clientRequestId } : {}),
  };
}
