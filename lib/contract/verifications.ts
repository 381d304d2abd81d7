import { z } from "zod";
import { REHEARSAL_FINDINGS, type Rehearsal, type Rehearsed } from "#lib/domain/verification/rehearsal.ts";
import { VERDICTS, VERIFY_LEVELS, type Verification, type Verified } from "#lib/domain/verification/verification.ts";
import { armId, bytes, isoTime } from "./common.ts";

/** What stands with a recovery point: how far it was compared with its source, when, and what came of it. */
export const verified = z.object({
  operationId: z.string(),
  level: z.enum(VERIFY_LEVELS),
  verdict: z.enum(VERDICTS),
  at: isoTime,
}) satisfies z.ZodType<Verified>;

const side = z.strictObject({ id: armId, uniqueId: z.string(), name: z.string(), region: z.string() });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

export const verification = z.strictObject({
  ...verified.shape,
  source: side,
  copy: side,
  sizeBytes: bytes,
  chunkBytes: bytes,
  /** Chunks in which either side holds data. */
  dataChunks: count,
  /** Of them those that only one of the two lists has in full: all of these are compared. */
  unlikeChunks: count,
  comparedChunks: count,
  comparedBytes: bytes,
  differingChunks: count,
  firstDifference: bytes.nullable(),
  /** It finds a copy with so many damaged chunks with that probability. */
  sample: z.strictObject({ seed: z.string(), chunks: count, probability: z.number().min(0).max(1), damagedChunks: count }).nullable(),
  /** Over all compared chunks in order. */
  sourceSha256: sha256,
  copySha256: sha256,
}) satisfies z.ZodType<Verification>;

/** What stands with a snapshot whose restore was tried out. */
export const rehearsed = z.object({
  operationId: z.string(),
  at: isoTime,
  finding: z.enum(REHEARSAL_FINDINGS),
}) satisfies z.ZodType<Rehearsed>;
export const rehearsal = rehearsed.extend({ snapshot: side, said: z.string() }) satisfies z.ZodType<Rehearsal>;

/** In canonical JSON, the signature made over all but itself. */
export const certificate = z.strictObject({
  format: z.literal("snapscope-verification-1"),
  verification,
  /** Ed25519, base64url. */
  publicKey: z.string(),
  signature: z.string(),
});
export type Certificate = z.infer<typeof certificate>;

export const verificationKey = z.object({ algorithm: z.literal("Ed25519"), publicKey: z.string() });
