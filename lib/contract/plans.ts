import { z } from "zod";
import { armId, bytes, decimal } from "./common.ts";

const resourceName = z
  .string()
  .min(1, { error: "A name is needed.", abort: true })
  .max(80, { error: ({ input }) => `A name has 80 characters at most; this one has ${String(input).length}.`, abort: true })
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?$/,
    "Letters, digits, '_', '-' and '.' only: the first one a letter or digit, the last one a letter, a digit or '_'.",
  );

const wholeGib = "A whole number of GiB is needed.";

export const copyRequest = z.object({
  kind: z.literal("copy"),
  snapshotId: armId,
  targetRegion: z.string().min(1).max(60),
  targetResourceGroup: z.string().min(1).max(90),
  targetName: resourceName,
  sku: z.enum(["Standard_LRS", "Standard_ZRS"]),
});
export type CopyRequest = z.infer<typeof copyRequest>;

export const restoreRequest = z.object({
  kind: z.literal("restore"),
  snapshotId: armId,
  targetResourceGroup: z.string().min(1).max(90),
  diskName: resourceName,
  sku: z.enum(["Standard_LRS", "StandardSSD_LRS", "StandardSSD_ZRS", "Premium_LRS", "Premium_ZRS", "PremiumV2_LRS", "UltraSSD_LRS"]),
  sizeGib: z.number({ error: wholeGib }).int(wholeGib).min(1, "At least 1 GiB.").max(65_536, "At most 65,536 GiB."),
  zone: z.enum(["1", "2", "3"]).optional(),
});
export type RestoreRequest = z.infer<typeof restoreRequest>;

/** Measures the deltas of whole chains; no chains named means all. */
export const measureRequest = z.object({ kind: z.literal("measure"), chainIds: z.array(z.string().max(400)).max(10_000).optional() });
export type MeasureRequest = z.infer<typeof measureRequest>;

export const operationRequest = z.discriminatedUnion("kind", [copyRequest, restoreRequest, measureRequest]);
export type OperationRequest = z.infer<typeof operationRequest>;

const choice = z.object({
  value: z.string(),
  label: z.string(),
  possible: z.boolean(),
  reason: z.string().optional(),
  recommended: z.boolean().optional(),
});
export type Choice = z.infer<typeof choice>;

export const planOptionsQuery = z.object({ kind: z.enum(["copy", "restore"]), snapshot: armId });
/** What the form may offer; impossible choices come with their reason. */
export const planOptions = z.object({
  possible: z.boolean(),
  reason: z.string().optional(),
  regions: z.array(choice),
  resourceGroups: z.array(z.object({ name: z.string(), region: z.string() })),
  skus: z.array(choice),
  zones: z.array(choice),
  minSizeGib: z.number().int(),
  suggestedName: z.string(),
  suggestedRegion: z.string().optional(),
  suggestedResourceGroup: z.string().optional(),
});
export type PlanOptions = z.infer<typeof planOptions>;

export const plan = z.object({
  kind: z.enum(["copy", "restore", "measure"]),
  possible: z.boolean(),
  /** Why not, by field of the request where there is one. */
  problems: z.array(z.object({ field: z.string().optional(), rule: z.string().optional(), message: z.string() })),
  summary: z.string(),
  steps: z.array(z.object({ title: z.string(), detail: z.string() })),
  /** What Azure will move; null when it was not measured. */
  transferBytes: bytes.nullable(),
  transferBasis: z.string(),
  costs: z.array(z.object({ title: z.string(), usd: decimal.nullable(), per: z.enum(["once", "month"]), formula: z.string() })),
  limits: z.array(z.object({ title: z.string(), used: z.number(), max: z.number() })),
  warnings: z.array(z.string()),
  /** The same with az, to read or to run instead. */
  cli: z.string(),
});
export type Plan = z.infer<typeof plan>;
