// A dry run: what would happen, what it moves and costs, and why not. The same shape for every kind of plan.
import type { Frees } from "#lib/domain/sizes/reclaim.ts";

export interface PlanProblem {
  /** The refused field of the request, where there is one. */
  field?: string;
  /** Short name of the rule, for details.rule of a not-possible error. */
  rule: string;
  message: string;
}

export const COST_PERIODS = ["once", "month"] as const;
export type CostPeriod = (typeof COST_PERIODS)[number];

/** at-least: something is missing from a sum. at-most: some of it may be counted twice. */
export const AMOUNT_BOUNDS = ["at-least", "at-most"] as const;
export type AmountBound = (typeof AMOUNT_BOUNDS)[number];

export interface PlanCost {
  title: string;
  /** Decimal string; null when it cannot be told. */
  usd: string | null;
  per: CostPeriod;
  /** Absent: usd is the figure itself. */
  bound?: AmountBound;
  formula: string;
}

export interface PlanLimit {
  title: string;
  used: number;
  max: number;
}

/** One of several things a plan is about. */
export interface PlanRow {
  id: string;
  uniqueId: string;
  name: string;
  sourceDiskName?: string;
  createdAt?: string;
  /** Alone. */
  frees: Frees;
  movedBytes?: number;
  movesInto?: { id: string; name: string };
  usdPerMonth?: string;
  /** Why it may not go. */
  problems: { rule: string; message: string }[];
  warnings: string[];
}

/** Of all its rows together. */
export interface PlanSelection {
  rows: PlanRow[];
  frees: Frees;
  /** Of it what stays free when the next snapshots have been taken. */
  final: Frees;
  usdPerMonth?: string;
}

export interface Plan {
  kind: string;
  possible: boolean;
  /** Why not, by field of the request where there is one. */
  problems: PlanProblem[];
  summary: string;
  steps: { title: string; detail: string }[];
  /** What Azure will move; null when it was not measured. */
  transferBytes: number | null;
  transferBasis: string;
  /** Of the bytes; absent: they are what they are. */
  transferBound?: AmountBound;
  costs: PlanCost[];
  limits: PlanLimit[];
  warnings: string[];
  /** What it waits for once it is handed in, and begins after by itself: a sentence. Absent: it begins at once. */
  waits?: string;
  /** The same with az, to read or to run instead; empty where az has no such command. */
  cli: string;
  /** Of one about several things: each of them. */
  selection?: PlanSelection;
}

/** One thing a form may offer; an impossible one comes with its reason. */
export interface Choice {
  value: string;
  label: string;
  possible: boolean;
  reason?: string;
  recommended?: boolean;
}

/** The plan with what else is to be known before it is begun. */
export function withCaution(plan: Plan, caution: string | undefined): Plan {
  return caution === undefined ? plan : { ...plan, warnings: [caution, ...plan.warnings] };
}

/** The plan with more that speaks against it; each rule is told once. */
export function withProblems(plan: Plan, problems: readonly PlanProblem[]): Plan {
  const told = new Set(plan.problems.map(({ rule }) => rule));
  const all = [...plan.problems, ...problems.filter(({ rule }) => !told.has(rule))];
  return { ...plan, possible: all.length === 0, problems: all };
}
