// What a retention rule would keep and free, and what it would have and will.
import { z } from "zod";
import { SNAPSHOT_KINDS } from "#lib/domain/inventory/inventory.ts";
import type { RetentionRule } from "#lib/domain/retention/retention-rule.ts";
import { armId, bytes, isoTime, monthlyCost } from "./common.ts";
import { frees } from "./reclaim.ts";

const count = z
  .number()
  .int("A count is a whole number.")
  .min(0, "A count is 0 to 10000.")
  .max(10_000, "A count is 0 to 10000.")
  .default(0);
const words = z.array(z.string().trim().min(1).max(2048)).max(100, "At most 100 of them.").default([]);

export const retentionRule = z.strictObject({
  keepLast: count,
  hourly: count,
  daily: count,
  weekly: count,
  monthly: count,
  yearly: count,
  floor: z.number().int().min(1, "At least 1 is left of a chain.").max(10_000).default(1),
  /** ARM ids or names; none: all disks. */
  disks: words,
  /** "name=value" or "name": snapshots with one of these tags; none: all. */
  tags: words,
  /** Snapshots with one of these tags are left alone. */
  exempt: words,
}) satisfies z.ZodType<RetentionRule>;

export const MAX_PROJECTED_MONTHS = 12;
const months = z.number().int().min(0).max(MAX_PROJECTED_MONTHS);
const scope = { subscription: z.array(z.string()).max(100).optional(), region: z.array(z.string()).max(100).optional() };

export const simulateRequest = z.strictObject({
  rule: retentionRule,
  ...scope,
  pastMonths: months.default(3),
  comingMonths: months.default(3),
});
export type SimulateRequest = z.infer<typeof simulateRequest>;

export const keepReason = z.object({ rule: z.string(), rank: z.number().int().optional(), message: z.string() });

export const judgedSnapshot = z.object({
  id: armId,
  name: z.string(),
  uniqueId: z.string(),
  createdAt: isoTime.optional(),
  /** What it stores itself; null: not measured. */
  storedBytes: bytes.nullable(),
  /** Why it is kept; none: it goes. */
  reasons: z.array(keepReason),
});
export type JudgedSnapshot = z.infer<typeof judgedSnapshot>;

export const judgedChain = z.object({
  chainId: z.string(),
  sourceDiskName: z.string(),
  region: z.string(),
  kind: z.enum(SNAPSHOT_KINDS),
  isCopy: z.boolean(),
  kept: z.number().int(),
  going: z.number().int(),
  /** Jointly, of those that go. */
  frees,
  final: frees,
  monthlyCost: monthlyCost.optional(),
  /** Newest first. */
  snapshots: z.array(judgedSnapshot),
});
export type JudgedChain = z.infer<typeof judgedChain>;

export const projectedPoint = z.object({
  at: isoTime,
  when: z.enum(["past", "now", "coming"]),
  /** Without the rule. */
  snapshots: z.number().int(),
  stored: frees,
  /** With it. */
  kept: z.number().int(),
  frees,
  /** Of what it frees, at least; absent: no price is known. */
  usdPerMonth: z.string().optional(),
});
export type ProjectedPoint = z.infer<typeof projectedPoint>;

export const simulation = z.object({
  rule: retentionRule,
  chains: z.array(judgedChain),
  kept: z.number().int(),
  going: z.number().int(),
  frees,
  final: frees,
  monthlyCost: monthlyCost.optional(),
  /** Empty where there are too many chains, which assumptions then says. */
  projection: z.array(projectedPoint),
  /** What the projection rests on, in sentences. */
  assumptions: z.array(z.string()),
  asOf: isoTime,
});
export type Simulation = z.infer<typeof simulation>;

/** What is to be freed: bytes, or money a month at list prices. */
const target = z.union([
  z.strictObject({ bytes: z.number().int().positive("Say how much.").max(Number.MAX_SAFE_INTEGER) }),
  z.strictObject({ usdPerMonth: z.number().positive("Say how much.").max(1_000_000_000) }),
]);

export const proposeRequest = z.strictObject({
  target,
  /** Of each chain the newest so many stay. */
  keepLast: z.number().int().min(1, "The newest of a chain stays.").max(10_000).default(1),
  floor: retentionRule.shape.floor,
  disks: words,
  tags: words,
  exempt: words,
  ...scope,
});
export type ProposeRequest = z.infer<typeof proposeRequest>;

export const proposal = z.object({
  isReached: z.boolean(),
  /** Oldest first. */
  snapshots: z.array(
    z.object({
      id: armId,
      name: z.string(),
      uniqueId: z.string(),
      createdAt: isoTime.optional(),
      sourceDiskName: z.string(),
      region: z.string(),
      chainId: z.string(),
    }),
  ),
  /** Of all of them together. */
  frees,
  monthlyCost: monthlyCost.optional(),
  /** How many might have been chosen. */
  candidates: z.number().int(),
  /** What was left out, and why: sentences. */
  notes: z.array(z.string()),
  asOf: isoTime,
});
export type Proposal = z.infer<typeof proposal>;
