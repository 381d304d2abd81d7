import { z } from "zod";
import { MAX_NAME_LENGTH, NAME_PATTERN, nameProblem } from "#lib/domain/inventory/resource-name.ts";
import type { SuggestedGroup } from "#lib/domain/plans/group-choice.ts";
import { AMOUNT_BOUNDS, type Choice, COST_PERIODS, type Plan, type PlanCost } from "#lib/domain/plans/plan.ts";
import { armId, bytes, decimal, isoTime } from "./common.ts";
import { frees } from "./reclaim.ts";

const nameError = ({ input }: { input?: unknown }) => nameProblem(String(input));

/** The name of a disk or snapshot that is to be made. */
export const newResourceName = z
  .string()
  .min(1, { error: nameError, abort: true })
  .max(MAX_NAME_LENGTH, { error: nameError, abort: true })
  .regex(NAME_PATTERN, { error: nameError });

/** Where something new goes. */
export const targetGroup = z.string().min(1, "Choose a resource group.").max(90);

export const choice = z.object({
  value: z.string(),
  label: z.string(),
  possible: z.boolean(),
  reason: z.string().optional(),
  recommended: z.boolean().optional(),
}) satisfies z.ZodType<Choice>;

export const resourceGroupChoice = z.object({ name: z.string(), region: z.string() });
export const suggestedGroup = z.object({
  name: z.string(),
  /** A sentence: why this one. */
  reason: z.string(),
  /** It may be somebody else's: a person has to choose. */
  isGuess: z.literal(true).optional(),
}) satisfies z.ZodType<SuggestedGroup>;
export type ResourceGroupChoice = z.infer<typeof resourceGroupChoice>;

/** What every form of a kind may offer; the impossible comes with its reason. */
export const formOptions = z.object({ possible: z.boolean(), reason: z.string().optional() });
export type FormOptions = z.infer<typeof formOptions>;

const amountBound = z.enum(AMOUNT_BOUNDS);

const planCost = z.object({
  title: z.string(),
  usd: decimal.nullable(),
  per: z.enum(COST_PERIODS),
  bound: amountBound.optional(),
  formula: z.string(),
}) satisfies z.ZodType<PlanCost>;

export const plan = z.object({
  kind: z.string(),
  possible: z.boolean(),
  /** Why not, by field of the request where there is one. */
  problems: z.array(z.object({ field: z.string().optional(), rule: z.string(), message: z.string() })),
  summary: z.string(),
  steps: z.array(z.object({ title: z.string(), detail: z.string() })),
  /** What Azure will move; null when it was not measured. */
  transferBytes: bytes.nullable(),
  transferBasis: z.string(),
  transferBound: amountBound.optional(),
  costs: z.array(planCost),
  limits: z.array(z.object({ title: z.string(), used: z.number(), max: z.number() })),
  warnings: z.array(z.string()),
  /** What it waits for once it is handed in, and begins after by itself; absent: it begins at once. */
  waits: z.string().optional(),
  /** The same with az, to read or to run instead. */
  cli: z.string(),
  /** Of one about several things: what is freed by all together, and each of them. */
  selection: z
    .object({
      rows: z.array(
        z.object({
          id: armId,
          uniqueId: z.string(),
          name: z.string(),
          sourceDiskName: z.string().optional(),
          createdAt: isoTime.optional(),
          frees,
          movedBytes: bytes.optional(),
          movesInto: z.object({ id: armId, name: z.string() }).optional(),
          usdPerMonth: decimal.optional(),
          problems: z.array(z.object({ rule: z.string(), message: z.string() })),
          warnings: z.array(z.string()),
        }),
      ),
      frees,
      final: frees,
      usdPerMonth: decimal.optional(),
    })
    .optional(),
  /** To be sent with the request (Snapscope-Plan): a plan that no longer holds is then refused. */
  fingerprint: z.string().optional(),
}) satisfies z.ZodType<Plan>;
