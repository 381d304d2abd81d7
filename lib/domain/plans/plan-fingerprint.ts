// Whether the plan that somebody looked at still holds when it is to be run, and what changed where not. A short text stands for all
// that a person decides by, part by part, so that no plan has to be kept: what it was is on the screen of who asked.
import { stableHash } from "#lib/domain/stable-hash.ts";
import type { Plan } from "./plan.ts";

/** What a person decides by. Not in it: what moves by itself, such as limits and places in a queue. */
const PARTS = {
  problems: ({ problems }) => problems.map(({ rule, message }) => [rule, message]),
  bytes: ({ transferBytes, transferBound }) => [transferBytes, transferBound],
  costs: ({ costs }) => costs.map(({ title, usd, per, bound }) => [title, usd, per, bound]),
  warnings: ({ warnings }) => warnings,
  steps: ({ steps }) => steps.map(({ title }) => title),
  targets: ({ cli, selection }) => [cli, selection?.rows.map(({ id, uniqueId }) => [id, uniqueId])],
  frees: ({ selection }) => (selection ? [selection.frees, selection.final, selection.usdPerMonth] : []),
} satisfies Record<string, (plan: Plan) => unknown>;

export type PlanPart = keyof typeof PARTS;

const PART_WORDS: Record<PlanPart, string> = {
  problems: "what speaks against it",
  bytes: "how much is moved",
  costs: "what it costs",
  warnings: "its warnings",
  steps: "its steps",
  targets: "what it makes or takes away",
  frees: "what it frees",
};

const PATTERN = /^[a-z0-9]{14}(\.[a-z0-9]{14})*$/;

export function planFingerprint(plan: Plan): string {
  return partNames()
    .map((part) => hashOf(plan, part))
    .join(".");
}

export function isPlanFingerprint(text: string): boolean {
  return PATTERN.test(text) && text.split(".").length === partNames().length;
}

/** Empty: the plan still holds. */
export function changedParts(seen: string, now: Plan): { part: PlanPart; what: string }[] {
  const before = seen.split(".");
  return partNames().flatMap((part, i) => (before[i] === hashOf(now, part) ? [] : [{ part, what: PART_WORDS[part] }]));
}

function partNames(): PlanPart[] {
  return Object.keys(PARTS) as PlanPart[];
}

function hashOf(plan: Plan, part: PlanPart): string {
  return stableHash(JSON.stringify(PARTS[part](plan)));
}
