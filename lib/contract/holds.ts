// Holds: who keeps which snapshot, why and until when.
import { z } from "zod";
import { HOLD_STATES } from "#lib/domain/holds/hold.ts";
import { armId, isoTime } from "./common.ts";

/** Of a filter. */
export const HELD = ["yes", "no"] as const;

const reason = z.string().trim().min(1, "A hold needs a reason.").max(500, "A reason has at most 500 characters.");
const owner = z.string().trim().min(1, "Say who wants it kept.").max(200, "An owner's name has at most 200 characters.");

/** As it stands beside a snapshot. */
export const holdMark = z.object({
  id: z.string(),
  reason: z.string(),
  /** Who wants it kept. */
  owner: z.string(),
  /** Absent: until it is lifted. */
  until: isoTime.optional(),
  setAt: isoTime,
  setBy: z.string(),
  /** Set by who asks, for themselves: lifting another one needs its owner's name. */
  isOwn: z.boolean(),
});
export type HoldMark = z.infer<typeof holdMark>;

export const holdRow = holdMark.extend({
  snapshotId: armId,
  snapshotName: z.string(),
  uniqueId: z.string(),
  state: z.enum(HOLD_STATES),
  liftedAt: isoTime.optional(),
  liftedBy: z.string().optional(),
  /** The hold whose end this one changed. */
  replaces: z.string().optional(),
});
export type HoldRow = z.infer<typeof holdRow>;

export const MAX_HELD_AT_ONCE = 500;

const until = z.iso
  .datetime({ offset: true, error: "An end is an ISO 8601 time with its zone, such as 2027-01-31T00:00:00Z." })
  .transform((time) => new Date(time).toISOString());

export const setHoldRequest = z.strictObject({
  /** uniqueId: of the one that was looked at. */
  snapshots: z
    .array(z.strictObject({ id: armId, uniqueId: z.string().min(1).max(2048) }))
    .min(1, "Name a snapshot to hold.")
    .max(MAX_HELD_AT_ONCE, `At most ${MAX_HELD_AT_ONCE} snapshots are held at once.`),
  reason,
  /** Absent: who asks. */
  owner: owner.optional(),
  /** Absent: until it is lifted. */
  until: until.optional(),
});
export type SetHoldRequest = z.infer<typeof setHoldRequest>;

/** The owner's name, where the hold is somebody else's. */
const confirmOwner = z.string().max(200).optional();

export const liftHoldRequest = z.strictObject({ confirmOwner });
export type LiftHoldRequest = z.infer<typeof liftHoldRequest>;

/** until: null for no end. */
export const changeHoldEndRequest = z.strictObject({ until: until.nullable(), confirmOwner });
export type ChangeHoldEndRequest = z.infer<typeof changeHoldEndRequest>;

export const holdList = z.object({ items: z.array(holdRow), total: z.number().int() });
export type HoldList = z.infer<typeof holdList>;

export const holdQuery = z.object({
  /** ARM id. */
  snapshot: armId.optional(),
  state: z.enum(HOLD_STATES).optional(),
  format: z.enum(["json", "csv"]).default("json"),
});
export type HoldQuery = z.infer<typeof holdQuery>;
