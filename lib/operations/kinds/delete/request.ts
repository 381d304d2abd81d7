import { z } from "zod";
import { armId } from "#lib/contract/common.ts";
import { formatCount } from "#lib/domain/format.ts";
import { resourceKey, resourceName } from "#lib/domain/inventory/inventory.ts";

export const MAX_DELETED = 500;
export const USUAL_DELAY_HOURS = 24;
const MAX_DELAY_HOURS = 168;

export const deleteRequest = z.object({
  kind: z.literal("delete"),
  /** uniqueId: of the one that was looked at; another one that has its name since is left alone. */
  snapshots: z
    .array(z.object({ id: armId, uniqueId: z.string().min(1).max(200) }))
    .min(1, "Name a snapshot to delete.")
    .max(MAX_DELETED, `At most ${MAX_DELETED} snapshots go in one operation.`)
    .refine((all) => new Set(all.map(({ id }) => resourceKey(id))).size === all.length, "A snapshot is named twice."),
  /** Until then it can be undone. */
  delayHours: z.number().min(0, "A delay is 0 to 168 hours.").max(MAX_DELAY_HOURS, "A delay is 0 to 168 hours.").default(USUAL_DELAY_HOURS),
  /** As confirmationText says; typed by a person. */
  confirm: z.string().max(200).default(""),
  /** Nothing of a chain may be left. */
  acceptsLast: z.boolean().default(false),
});
export type DeleteRequest = z.infer<typeof deleteRequest>;

/** The name of one, the number of many. */
export function confirmationText(snapshots: DeleteRequest["snapshots"]): string {
  const [only, ...others] = snapshots;
  return only && others.length === 0 ? resourceName(only.id) : `delete ${formatCount(snapshots.length)} snapshots`;
}
