import { z } from "zod";
import { armId, bytes, isoTime } from "./common.ts";

export const operationState = z.enum(["queued", "running", "waiting-for-azure", "cancelling", "cancelled", "failed", "succeeded"]);
export type OperationState = z.infer<typeof operationState>;

export const operationStep = z.object({
  name: z.string(),
  title: z.string(),
  state: z.enum(["pending", "running", "succeeded", "failed", "skipped"]),
  attempts: z.number().int(),
  startedAt: isoTime.optional(),
  finishedAt: isoTime.optional(),
  detail: z.string().optional(),
});

export const operationRow = z.object({
  id: z.string(),
  kind: z.enum(["copy", "restore", "measure"]),
  state: operationState,
  title: z.string(),
  /** null: Azure gives no percentage; the text then says what is being waited for. */
  percent: z.number().min(0).max(100).nullable(),
  progressText: z.string(),
  doneBytes: bytes.nullable(),
  totalBytes: bytes.nullable(),
  createdAt: isoTime,
  startedAt: isoTime.optional(),
  updatedAt: isoTime,
  finishedAt: isoTime.optional(),
  attempts: z.number().int(),
  /** A person, a script, or the work of the app by its name. */
  requestedBy: z.string(),
  subjectId: armId.optional(),
  resultId: armId.optional(),
  error: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }).optional(),
  cancellable: z.boolean(),
  retryable: z.boolean(),
  request: z.record(z.string(), z.unknown()),
  steps: z.array(operationStep),
  cli: z.string().optional(),
});
export type OperationRow = z.infer<typeof operationRow>;
export const operationList = z.object({ items: z.array(operationRow), total: z.number().int(), nextCursor: z.string().optional() });
export const operationQuery = z.object({
  state: z.enum(["active", "finished", "all"]).default("all"),
  kind: z.enum(["copy", "restore", "measure"]).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(200).optional(),
  format: z.enum(["json", "csv"]).default("json"),
});
