import { z } from "zod";
import { DISK_SKU_NAMES } from "#lib/domain/inventory/disk-sku.ts";
import { MAX_NAME_LENGTH, NAME_PATTERN, nameProblem } from "#lib/domain/inventory/resource-name.ts";
import { COPY_SKUS } from "#lib/domain/inventory/snapshot-sku.ts";
import { armId, bytes, decimal } from "./common.ts";

const nameError = ({ input }: { input?: unknown }) => nameProblem(String(input));
const resourceName = z
  .string()
  .min(1, { error: nameError, abort: true })
  .max(MAX_NAME_LENGTH, { error: nameError, abort: true })
  .regex(NAME_PATTERN, { error: nameError });

const wholeGib = "A whole number of GiB is needed.";

export const copyRequest = z.object({
  kind: z.literal("copy"),
  snapshotId: armId,
  targetRegion: z.string().min(1).max(60),
  targetResourceGroup: z.string().min(1).max(90),
  targetName: resourceName,
  sku: z.enum(COPY_SKUS),
});
export type CopyRequest = z.infer<typeof copyRequest>;

export const restoreRequest = z.object({
  kind: z.literal("restore"),
  snapshotId: armId,
  targetResourceGroup: z.string().min(1).max(90),
  diskName: resourceName,
  sku: z.enum(DISK_SKU_NAMES),
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
