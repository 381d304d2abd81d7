// The refusals of faults, in the words and shapes of the service that is asked.

import type { ServerResponse } from "node:http";
import { AzureError } from "../errors.ts";
import { newGuid } from "../ids.ts";
import { sendCompactJson } from "../server/http.ts";
import type { FaultRule, FaultService } from "./faults.ts";

interface Refusal {
  status: number;
  code: string;
  message: string;
  headers?: Record<string, string>;
}

export function answerFault(rule: FaultRule, res: ServerResponse, service: FaultService): void {
  const refusal = refusalOf(rule, service);
  if (service === "blob") answerXml(res, refusal);
  else if (service === "token") answerEntra(res, refusal);
  else sendCompactJson(res, refusal.status, new AzureError(refusal.status, refusal.code, refusal.message).body(), refusal.headers);
}

/** When the handler begins to answer, this goes out in its place. */
export function answerFaultInstead(rule: FaultRule, res: ServerResponse, service: FaultService): void {
  const own = { writeHead: res.writeHead, write: res.write, end: res.end };
  let isDone = false;
  const replace = () => {
    if (isDone) return res;
    isDone = true;
    for (const name of res.getHeaderNames()) res.removeHeader(name);
    const swallowing = { writeHead: res.writeHead, write: res.write, end: res.end };
    Object.assign(res, own);
    answerFault(rule, res, service);
    return Object.assign(res, swallowing);
  };
  res.writeHead = replace;
  res.write = () => {
    replace();
    return false;
  };
  res.end = replace;
}

function refusalOf(rule: FaultRule, service: FaultService): Refusal {
  switch (rule.kind) {
    case "throttle":
      return throttled(service, String(rule.retryAfterSeconds));
    case "status503":
      return { ...unavailable(service), headers: { "Retry-After": String(rule.retryAfterSeconds) } };
    case "expiredSas":
    case "revokedSas":
      return {
        status: 403,
        code: "AuthenticationFailed",
        message:
          "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
      };
    case "status500":
      return service === "blob" ? internalError : timedOut;
    default:
      return timedOut;
  }
}

const timedOut: Refusal = {
  status: 500,
  code: "OperationTimedOut",
  message: "The operation could not be completed within the permitted time.",
};

const internalError: Refusal = {
  status: 500,
  code: "InternalError",
  message: "The server encountered an internal error. Please retry the request.",
};

function throttled(service: FaultService, seconds: string): Refusal {
  if (service === "blob") return { ...serverBusy, headers: { "Retry-After": seconds } };
  if (service === "cost") {
    // Azure names the wait in a header of its own; readers of Retry-After alone are served too.
    const headers = { "x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after": seconds, "Retry-After": seconds };
    return { status: 429, code: "429", message: "Too many requests. Please retry.", headers };
  }
  const message = `Number of requests exceeded the limit for time interval '01:00:00'. Please try again after '${seconds}' seconds.`;
  return { status: 429, code: "SubscriptionRequestsThrottled", message, headers: { "Retry-After": seconds } };
}

export const serverBusy: Refusal = { status: 503, code: "ServerBusy", message: "The server is busy." };

function unavailable(service: FaultService): Refusal {
  if (service === "blob") return serverBusy;
  return {
    status: 503,
    code: service === "arm" ? "ServerTimeout" : "ServiceUnavailable",
    message: "The service is temporarily unavailable. Please try again later.",
  };
}

function answerEntra(res: ServerResponse, { status, message, headers }: Refusal): void {
  const error = status === 429 || status === 503 ? "temporarily_unavailable" : "server_error";
  sendCompactJson(res, status, { error, error_description: `AADSTS90033: ${message}`, error_codes: [90033] }, headers);
}

export function answerXml(res: ServerResponse, { status, code, message, headers = {} }: Refusal): void {
  const body = `\uFEFF<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}\nRequestId:${newGuid()}</Message></Error>`;
  const isHead = res.req.method === "HEAD";
  res.writeHead(status, {
    "Content-Type": "application/xml",
    "x-ms-error-code": code,
    ...headers,
    "Content-Length": isHead ? 0 : Buffer.byteLength(body),
  });
  res.end(isHead ? undefined : body);
}
