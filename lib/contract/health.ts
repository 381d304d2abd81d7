import { z } from "zod";
import { AZURE_KINDS, STORAGE_KINDS } from "#lib/domain/deployment.ts";
import { armId, isoTime } from "./common.ts";

export const health = z.object({
  status: z.enum(["ok", "degraded"]),
  version: z.string(),
  azure: z.object({ kind: z.enum(AZURE_KINDS), label: z.string(), reachable: z.boolean(), message: z.string().optional() }),
  storage: z.object({ kind: z.enum(STORAGE_KINDS), reachable: z.boolean() }),
  identity: z.string(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), message: z.string() })),
  now: isoTime,
});
export type Health = z.infer<typeof health>;

/** Access ledger, newest first. A SAS itself is never stored. */
export const accessEntry = z.object({
  id: z.string(),
  at: isoTime,
  action: z.string(),
  subject: z.string(),
  operationId: z.string().optional(),
  requestId: z.string().optional(),
  /** A person, a script, or the work of the app by its name. */
  requestedBy: z.string(),
  result: z.enum(["ok", "failed", "open"]),
  detail: z.string().optional(),
});
export type AccessEntry = z.infer<typeof accessEntry>;
export const accessList = z.object({ items: z.array(accessEntry) });

/** uniqueId: of the snapshot that was looked at. */
export const endAccessRequest = z.strictObject({ id: armId, uniqueId: z.string().min(1).max(200) });
export const endAccessAnswer = z.object({ ended: z.literal(true) });
