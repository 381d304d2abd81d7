// Operations of whatever kind. Pages read with these schemas, so that an operation of a kind they do not know is still
// shown; what the API takes, gives and describes names the kinds it has (createOperationContract).
import { z } from "zod";
import { ITEM_STATES } from "#lib/domain/operations/operation-item.ts";
import { OPERATION_OUTCOMES } from "#lib/domain/operations/operation-outcome.ts";
import { OPERATION_STATES } from "#lib/domain/operations/operation-state.ts";
import { STEP_STATES } from "#lib/domain/operations/operation-steps.ts";
import { armId, bytes, isoTime } from "./common.ts";
import { plan } from "./plans.ts";

/** What is asked for; which fields, its kind says. */
export type OperationRequest = { kind: string; [field: string]: unknown };

const operationStep = z.object({
  name: z.string(),
  title: z.string(),
  state: z.enum(STEP_STATES),
  attempts: z.number().int(),
  startedAt: isoTime.optional(),
  finishedAt: isoTime.optional(),
  detail: z.string().optional(),
});

export const operationRow = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(OPERATION_STATES),
  /** Of one that succeeded without doing all it was asked for; progressText says why. */
  outcome: z.enum(OPERATION_OUTCOMES).optional(),
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
  /** When it is tried again by itself: the error is then that of the last attempt. */
  nextAttemptAt: isoTime.optional(),
  /** It waits by what was asked for: until then nothing is done, and cancelling it undoes it. */
  notBefore: isoTime.optional(),
  /** It waits for its turn, and begins then by itself. */
  queue: z
    .object({
      /** 1: nothing is before it. */
      position: z.number().int(),
      /** A sentence: behind what, or what is full. */
      text: z.string(),
      /** The operation right before it, where it may be seen. */
      behindId: z.string().optional(),
    })
    .optional(),
  /** Of one that is about several things: what came of each. */
  rows: z.array(z.object({ id: armId, state: z.enum(ITEM_STATES), detail: z.string().optional() })).optional(),
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
  kind: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(200).optional(),
  format: z.enum(["json", "csv"]).default("json"),
});
export type OperationQuery = z.infer<typeof operationQuery>;

/** Lets a list of as many chain ids as a request may name through; no other body needs a tenth of it. */
export const MAX_REQUEST_BYTES = 256 * 1024;

/** What a form is opened for. */
/** point: a recovery point of a replica, as toPointId names it. */
export const FORM_SUBJECTS = ["snapshot", "disk", "point"] as const;
export type FormSubject = (typeof FORM_SUBJECTS)[number];

/** As much of a kind as the API's description is made of. */
export interface RequestKind {
  kind: string;
  /** One sentence on what it does to what is there. */
  changes: string;
  request: z.ZodObject;
  /** What its form may offer for a snapshot, or for its subject; absent where it has none. */
  options?: z.ZodObject;
}

/** What the API takes and gives with these kinds. */
export function createOperationContract(kinds: readonly RequestKind[]) {
  const kind = z.enum(kinds.map((one) => one.kind));
  const withForm = kinds.filter((one) => one.options !== undefined);
  const row = operationRow.extend({ kind });
  return {
    // Strict here and not in each kind: a payload kept by an older version, with a field that is gone since, is still read.
    request: unionOf(kinds.map(({ request, changes }) => request.strict().meta({ description: changes }))) as z.ZodType<OperationRequest>,
    plan: plan.extend({ kind }),
    optionsQuery: z.object({
      kind: z.enum(withForm.map((one) => one.kind)),
      snapshot: armId.optional(),
      disk: armId.optional(),
      /** Of a copy: the subscription chosen for it; absent: its source's. */
      targetSubscription: z.string().max(100).optional(),
      point: z.string().min(1).max(4096).optional(),
    }),
    options: unionOf(withForm.flatMap(({ options }) => options ?? [])),
    query: operationQuery.extend({ kind: kind.optional() }),
    row,
    list: operationList.extend({ items: z.array(row) }),
  };
}

function unionOf(schemas: z.ZodObject[]): z.ZodType {
  return z.discriminatedUnion("kind", schemas as [z.ZodObject, ...z.ZodObject[]]);
}
