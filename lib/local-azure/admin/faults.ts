// Faults that are asked for: "the next two PUTs of a snapshot are throttled", "three in a hundred reads are cut in the
// middle". Which calls a rule hits depends on the order of the calls and on its seed, and on nothing else.

import { invalidParameter } from "../errors.ts";
import { newGuid } from "../ids.ts";
import { createRandom } from "../seed/random.ts";

export const faultKinds = [
  "throttle",
  "status500",
  "timedOut",
  "status503",
  "reset",
  "lostAnswer",
  "resetMidBody",
  "truncate",
  "stall",
  "slowDrip",
  "expiredSas",
  "revokedSas",
  "operationFailed",
] as const;

export type FaultKind = (typeof faultKinds)[number];

export const faultServices = ["arm", "blob", "cost", "token", "prices"] as const;

export type FaultService = (typeof faultServices)[number];

export interface FaultRule {
  id: string;
  kind: FaultKind;
  /** Any, when absent. */
  service?: FaultService;
  /** Any, when absent. */
  method?: string;
  /** Regular expression over path and query, in any case. */
  path: string;
  /** Matching calls to leave alone first: 4 hits the fifth. */
  skip: number;
  /** Of the calls then, how many in a hundred are hit: drawn by the seed. */
  percent: number;
  seed: number;
  /** Calls still to be hit. */
  times: number;
  /** Calls hit so far. */
  hits: number;
  /** throttle, status503; 0: the header is there and says 0. */
  retryAfterSeconds: number;
  /** throttle, status500, timedOut, status503: the work is done and durable, and the answer says it was not. */
  afterCommit: boolean;
  /** resetMidBody, truncate: bytes of the body that arrive; default half of it. stall: in the body, not before the work. */
  afterBytes?: number;
  /** truncate: "whole" announces what should have come and closes; "short" announces what does come, as if that were all. */
  announce: "whole" | "short";
  /** stall, in real time; default until the rule is cleared or the client gives up. */
  stallMs?: number;
  /** slowDrip, in real time. */
  bytesPerSecond: number;
  /** operationFailed. */
  error: { code: string; message: string };
}

export type FaultRequest = Pick<FaultRule, "kind"> & Partial<Omit<FaultRule, "id" | "hits">>;

export interface FaultCall {
  service: FaultService;
  method: string;
  pathAndQuery: string;
}

export interface Faults {
  add(request: FaultRequest): FaultRule;
  list(): readonly FaultRule[];
  /** One, or all. What stalls because of it goes on. */
  clear(id?: string): void;
  /** The rule that hits this call, if one does: it is used up by one. */
  take(call: FaultCall): FaultRule | undefined;
  /** Aborted when the rule is cleared. */
  signalOf(rule: FaultRule): AbortSignal;
}

interface Kept {
  rule: FaultRule;
  draw: () => number;
  matches: (call: FaultCall) => boolean;
}

export function createFaults(): Faults {
  let kept: Kept[] = [];
  const cleared = new WeakMap<FaultRule, AbortController>();
  const clearedOf = (rule: FaultRule) => {
    const controller = cleared.get(rule) ?? new AbortController();
    cleared.set(rule, controller);
    return controller;
  };
  /** Used up, but what they made stall may stall still. */
  const used = new Set<FaultRule>();
  return {
    add(request) {
      const rule = toRule(request);
      kept.push({ rule, draw: createRandom(`fault ${rule.seed}`).next, matches: matcherOf(rule) });
      return rule;
    },
    list: () => kept.map(({ rule }) => rule),
    clear(id) {
      const gone = [...kept.map(({ rule }) => rule), ...used].filter((rule) => id === undefined || rule.id === id);
      for (const rule of gone) {
        clearedOf(rule).abort();
        used.delete(rule);
      }
      kept = kept.filter(({ rule }) => !gone.includes(rule));
    },
    take(call) {
      const hit = kept.find((known) => isHit(known, call))?.rule;
      if (hit === undefined) return undefined;
      hit.times--;
      hit.hits++;
      if (hit.times <= 0) {
        kept = kept.filter(({ rule }) => rule !== hit);
        if (hit.kind === "stall" || hit.kind === "slowDrip") used.add(hit);
      }
      return hit;
    },
    signalOf: (rule) => clearedOf(rule).signal,
  };
}

function isHit({ rule, draw, matches }: Kept, call: FaultCall): boolean {
  if (!matches(call)) return false;
  if (rule.skip > 0) {
    rule.skip--;
    return false;
  }
  return rule.percent >= 100 || draw() * 100 < rule.percent;
}

/** A rule with a percentage goes on until it is cleared; one without hits once. */
function toRule(request: FaultRequest): FaultRule {
  const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as unknown as FaultRequest;
  const percent = given.percent ?? 100;
  if (!(percent >= 0 && percent <= 100)) throw invalidParameter("percent", `percent must be between 0 and 100, not ${percent}.`);
  for (const name of ["skip", "times", "seed", "retryAfterSeconds", "afterBytes", "stallMs", "bytesPerSecond"] as const) {
    const value = given[name];
    if (value !== undefined && !(value >= 0)) throw invalidParameter(name, `${name} must be a number, 0 or more.`);
  }
  return {
    path: "",
    skip: 0,
    seed: 1,
    times: percent < 100 ? Number.MAX_SAFE_INTEGER : 1,
    retryAfterSeconds: 1,
    afterCommit: false,
    announce: "whole",
    bytesPerSecond: 1024,
    error: { code: "InternalOperationError", message: "An internal execution error occurred. Please retry later." },
    ...given,
    percent,
    hits: 0,
    id: newGuid(),
  };
}

function matcherOf({ path, method, service }: FaultRule): (call: FaultCall) => boolean {
  const pattern = patternOf(path);
  return (call) =>
    (service ?? call.service) === call.service &&
    (method ?? call.method).toUpperCase() === call.method.toUpperCase() &&
    pattern.test(call.pathAndQuery);
}

function patternOf(path: string): RegExp {
  try {
    return new RegExp(path, "i");
  } catch (error) {
    throw invalidParameter("path", `path is not a regular expression: ${(error as Error).message}`);
  }
}
