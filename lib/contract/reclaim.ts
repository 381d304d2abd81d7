// What deleting snapshots would free.
import { z } from "zod";
import type { Frees } from "#lib/domain/sizes/reclaim.ts";
import { armId, bytes, isoTime, monthlyCost } from "./common.ts";

/** postponed: only until the next snapshot of the disk, which stores those pages again. */
const postponed = z.boolean();

export const frees = z.discriminatedUnion("state", [
  z.object({ state: z.literal("known"), bytes, postponed }),
  /** More than that: the rest is not known, for this reason. */
  z.object({ state: z.literal("at-least"), bytes, reason: z.string(), postponed }),
  z.object({ state: z.literal("unknown"), reason: z.string(), postponed }),
]) satisfies z.ZodType<Frees>;

/** The snapshot kept after those deleted, which takes over what is not freed. */
const takesOver = z.object({ id: armId, name: z.string() });

/** Of one deleted alone. */
export const reclaimRow = z.object({
  id: armId,
  name: z.string(),
  uniqueId: z.string(),
  chainId: z.string(),
  sourceDiskName: z.string(),
  region: z.string(),
  createdAt: isoTime.optional(),
  /** What it stores itself; null: not measured. */
  storedBytes: bytes.nullable(),
  frees,
  /** What moves into the next one; absent where it is not known, or there is no next one. */
  movedBytes: bytes.optional(),
  movesInto: takesOver.optional(),
  /** Of what it frees, at least. */
  monthlyCost: monthlyCost.optional(),
});
export type ReclaimRow = z.infer<typeof reclaimRow>;

/** Neighbours that go together. */
export const reclaimRun = z.object({
  chainId: z.string(),
  sourceDiskName: z.string(),
  snapshotIds: z.array(armId),
  frees,
  movedBytes: bytes.optional(),
  movesInto: takesOver.optional(),
});
export type ReclaimRunRow = z.infer<typeof reclaimRun>;

/** Of all of them together, which is mostly more than the sum of each alone. */
export const jointReclaim = z.object({
  count: z.number().int(),
  /** postponed: some of it. */
  frees,
  /** Of it what stays free when the next snapshots have been taken. */
  final: frees,
  runs: z.array(reclaimRun),
  monthlyCost: monthlyCost.optional(),
});
export type JointReclaim = z.infer<typeof jointReclaim>;

export const reclaimAnswer = z.object({ items: z.array(reclaimRow), joint: jointReclaim, asOf: isoTime });
export type ReclaimAnswer = z.infer<typeof reclaimAnswer>;

const repeated = z.union([armId, z.array(armId)]).transform((value) => [value].flat());

/** So many ids of usual length fit an address. */
export const MAX_RECLAIM_IDS = 100;

export const reclaimQuery = z
  .object({
    snapshot: repeated
      .pipe(z.array(armId).max(MAX_RECLAIM_IDS, `At most ${MAX_RECLAIM_IDS} snapshots; of a whole chain ask by its id.`))
      .optional(),
    /** All snapshots of this chain. */
    chain: z.string().min(1).max(400).optional(),
    format: z.enum(["json", "csv"]).default("json"),
  })
  .refine(({ snapshot, chain }) => (snapshot === undefined) !== (chain === undefined), {
    path: ["snapshot"],
    message: "Name snapshots, or one chain.",
  });
export type ReclaimQuery = z.infer<typeof reclaimQuery>;
