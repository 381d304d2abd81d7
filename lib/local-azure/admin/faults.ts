// Faults that are asked for: "the next two PUTs of a snapshot are throttled". A rule counts down and is gone.

import type { IncomingMessage, ServerResponse } from "node:http";
import { AzureError, invalidParameter } from "../errors.ts";
import { sendCompactJson } from "../http.ts";
import { newGuid } from "../model/ids.ts";

export const faultKinds = ["throttle", "status500", "reset", "lostAnswer"] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface FaultRule {
  id: string;
  kind: FaultKind;
  /** Any, when absent. */
  method?: string;
  /** Regular expression over path and query, in any case. */
  path: string;
  /** Matching calls to leave alone first. */
  skip: number;
  /** Calls still to be hit. */
  times: number;
  retryAfterSeconds: number;
}

export type FaultRequest = Pick<FaultRule, "kind" | "path"> & Partial<FaultRule>;

export interface Faults {
  add(request: FaultRequest): FaultRule;
  list(): readonly FaultRule[];
  clear(): void;
  /** The rule that hits this call, if one does: it is used up by one. */
  take(method: string, pathAndQuery: string): FaultRule | undefined;
}

export function createFaults(): Faults {
  let rules: FaultRule[] = [];
  return {
    add(request) {
      assertPattern(request.path);
      const rule: FaultRule = { skip: 0, times: 1, retryAfterSeconds: 1, ...request, id: newGuid() };
      rules.push(rule);
      return rule;
    },
    list: () => rules,
    clear() {
      rules = [];
    },
    take(method, pathAndQuery) {
      const rule = rules.find(
        (known) => (known.method ?? method).toUpperCase() === method && new RegExp(known.path, "i").test(pathAndQuery),
      );
      if (rule === undefined) return undefined;
      if (rule.skip > 0) {
        rule.skip--;
        return undefined;
      }
      rule.times--;
      if (rule.times <= 0) rules = rules.filter((known) => known !== rule);
      return rule;
    },
  };
}

function assertPattern(pattern: string): void {
  try {
    new RegExp(pattern, "i");
  } catch (error) {
    throw invalidParameter("path", `path is not a regular expression: ${(error as Error).message}`);
  }
}

/** true: the fault has answered (or cut) the call, and the work must not be done. */
export function strike(rule: FaultRule, req: IncomingMessage, res: ServerResponse, service: "arm" | "blob"): boolean {
  switch (rule.kind) {
    case "reset":
      req.socket.destroy();
      return true;
    case "lostAnswer":
      loseAnswer(res);
      return false;
    case "throttle":
      answerThrottled(rule, res, service);
      return true;
    case "status500":
      if (service === "blob") answerXml(res, 500, "InternalError", "The server encountered an internal error. Please retry the request.");
      else sendCompactJson(res, 500, new AzureError(500, "OperationTimedOut", "The operation did not complete in time.").body());
      return true;
  }
}

/** The work is done and durable; its answer never arrives. */
function loseAnswer(res: ServerResponse): void {
  const cut = () => {
    res.socket?.destroy();
    return res;
  };
  res.writeHead = cut;
  res.write = () => {
    cut();
    return false;
  };
  res.end = cut;
}

function answerThrottled(rule: FaultRule, res: ServerResponse, service: "arm" | "blob"): void {
  const retryAfter = String(rule.retryAfterSeconds);
  if (service === "blob") {
    answerXml(res, 503, "ServerBusy", "The server is busy.", { "Retry-After": retryAfter });
    return;
  }
  const message = `Number of requests exceeded the limit for time interval '01:00:00'. Please try again after '${retryAfter}' seconds.`;
  sendCompactJson(res, 429, new AzureError(429, "SubscriptionRequestsThrottled", message).body(), { "Retry-After": retryAfter });
}

function answerXml(res: ServerResponse, status: number, code: string, message: string, headers: Record<string, string> = {}): void {
  const body = `\uFEFF<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}\nRequestId:${newGuid()}</Message></Error>`;
  res.writeHead(status, {
    "Content-Type": "application/xml",
    "x-ms-error-code": code,
    ...headers,
    "Content-Length": Buffer.byteLength(body),
  });
  res.end(body);
}
