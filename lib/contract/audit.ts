import { z } from "zod";
import { AUDIT_EVENT_NAMES, AUDIT_SUBJECTS } from "#lib/domain/operations/audit-event.ts";
import { isoTime } from "./common.ts";

/** What was asked for, and what came of it. Kept for good, so that another version may have written it. */
export const auditEntry = z.object({
  /** 1 for the first entry ever, then without gaps; who may not see one has a gap there. */
  seq: z.number().int(),
  at: isoTime,
  /** Absent: the entry cannot be read. */
  event: z.string().optional(),
  /** A person, a script, or the work of the app by its name. */
  who: z.string(),
  /** ARM id of what it is about. */
  subject: z.string().optional(),
  title: z.string().optional(),
  kind: z.string().optional(),
  operationId: z.string().optional(),
  /** Goes to Azure as x-ms-client-request-id. */
  requestId: z.string().optional(),
  /** As it was asked for. */
  input: z.record(z.string(), z.unknown()).optional(),
  before: z.record(z.string(), z.unknown()).optional(),
  after: z.record(z.string(), z.unknown()).optional(),
  /** SHA-256, hex, over the hash of the entry before and this entry. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

export const auditList = z.object({ items: z.array(auditEntry), nextCursor: z.string().optional() });

export const auditQuery = z.object({
  event: z.enum(AUDIT_EVENT_NAMES).optional(),
  /** Of these only. */
  about: z.enum(AUDIT_SUBJECTS).optional(),
  /** This entry alone. */
  seq: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  operation: z.string().min(1).max(100).optional(),
  /** Part of an ARM id, a title or a name. */
  q: z.string().trim().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** From the page before. */
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, "Give a cursor that this list gave.")
    .optional(),
  format: z.enum(["json", "csv"]).default("json"),
});
export type AuditQuery = z.infer<typeof auditQuery>;
