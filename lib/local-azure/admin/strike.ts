// What a fault does to the call it hits.

import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { RecordStore } from "../model/records/record-store.ts";
import { revokeAccess } from "../model/rules/grants.ts";
import type { BlobCeilings } from "./blob-ceilings.ts";
import { cutBody } from "./cut-body.ts";
import { failOperation } from "./fail-operation.ts";
import { answerFault, answerFaultInstead } from "./fault-answers.ts";
import type { FaultRule, FaultService, Faults } from "./faults.ts";
import { paceBody } from "./pace-body.ts";

export interface StrikeDeps {
  faults: Faults;
  world: RecordStore;
  listener: "arm" | "blob";
  ceilings?: BlobCeilings;
  /** Calls to these paths are never hit. */
  isExempt?: (pathname: string) => boolean;
}

/** true: the fault has answered (or cut) the call, and the work must not be done. */
export type Interrupt = (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<boolean>;

export function createInterrupt({ faults, world, listener, ceilings, isExempt }: StrikeDeps): Interrupt {
  return async (req, res, url) => {
    if (isExempt?.(url.pathname) === true) return false;
    if (ceilings?.refuse(req, res, url) === true) return true;
    const service = listener === "blob" ? "blob" : serviceOf(url.pathname);
    const rule = faults.take({ service, method: req.method ?? "GET", pathAndQuery: url.pathname + url.search });
    return rule !== undefined && (await strike({ rule, req, res, url, service, world, cleared: faults.signalOf(rule) }));
  };
}

function serviceOf(pathname: string): FaultService {
  if (/\/providers\/Microsoft\.(CostManagement|Consumption)\//i.test(pathname)) return "cost";
  if (/^\/api\/retail\/prices/i.test(pathname)) return "prices";
  return /\/(oauth2|discovery|\.well-known)\//i.test(pathname) ? "token" : "arm";
}

interface Strike {
  rule: FaultRule;
  req: IncomingMessage;
  res: ServerResponse;
  url: URL;
  service: FaultService;
  world: RecordStore;
  cleared: AbortSignal;
}

async function strike(call: Strike): Promise<boolean> {
  const { rule, req, res, service, cleared } = call;
  switch (rule.kind) {
    case "reset":
      req.socket.destroy();
      return true;
    case "lostAnswer":
      loseAnswer(res);
      return false;
    case "throttle":
    case "status500":
    case "timedOut":
    case "status503":
      if (rule.afterCommit) answerFaultInstead(rule, res, service);
      else answerFault(rule, res, service);
      return !rule.afterCommit;
    case "resetMidBody":
      cutBody(res, { afterBytes: rule.afterBytes, ending: "reset" });
      return false;
    case "truncate":
      cutBody(res, { afterBytes: rule.afterBytes, ending: rule.announce === "short" ? "end" : "close" });
      return false;
    case "stall":
      return stall(call);
    case "slowDrip":
      paceBody(res, cleared, (sinceMs) => (sinceMs * rule.bytesPerSecond) / 1000);
      return false;
    case "expiredSas":
    case "revokedSas":
      return endSas(call);
    case "operationFailed":
      return failOperation(call);
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

const longestTimerMs = 0x7fffffff;

/** Before the work, or in the answer's body. */
async function stall({ rule, req, res, cleared }: Strike): Promise<boolean> {
  const { stallMs = Number.POSITIVE_INFINITY, afterBytes } = rule;
  if (afterBytes !== undefined) {
    paceBody(res, cleared, (sinceMs) => (sinceMs < stallMs ? afterBytes : Number.POSITIVE_INFINITY));
    return false;
  }
  const gone = new AbortController();
  const leave = () => gone.abort();
  req.socket.once("close", leave);
  const signal = AbortSignal.any([cleared, gone.signal]);
  await wait(Math.min(stallMs, longestTimerMs), undefined, { signal, ref: false }).catch(() => {});
  req.socket.off("close", leave);
  return req.socket.destroyed;
}

/** The SAS of the call ends, for this call and all that follow: its own rules then refuse it. */
async function endSas({ rule, res, url, service, world }: Strike): Promise<boolean> {
  const grant = world.grants.get(url.searchParams.get("si") ?? "");
  const resource = grant === undefined ? undefined : world.resourceByUniqueId(grant.resourceUniqueId);
  if (grant === undefined || resource === undefined) {
    // A SAS of a storage account carries its end in itself: this one call is refused.
    answerFault(rule, res, service);
    return true;
  }
  if (rule.kind === "revokedSas") revokeAccess(world, resource);
  else grant.expiresAtMs = Math.min(grant.expiresAtMs, world.clock.nowMs());
  world.touch("grant", grant);
  await world.flush();
  return false;
}
