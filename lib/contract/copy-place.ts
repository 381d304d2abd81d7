// Where copies go and how they are kept: the same fields in the requests of one copy, of several, and of one made again.
import { z } from "zod";
import { repeats } from "#lib/domain/inventory/repeats.ts";
import { COPY_SKUS } from "#lib/domain/inventory/snapshot-sku.ts";
import { COPY_SPEEDS } from "#lib/domain/operations/resource-order.ts";
import { armId } from "./common.ts";
import { newResourceName, targetGroup } from "./plans.ts";

export const copyPlace = {
  /** Absent: the source's. */
  targetSubscriptionId: z
    .string()
    .regex(/^[\w-]{1,64}$/, "The id of a subscription has letters, digits and dashes.")
    .optional(),
  targetRegion: z.string().min(1).max(60),
  targetResourceGroup: targetGroup,
  sku: z.enum(COPY_SKUS),
  /** Absent: as fast as Azure does it unasked. */
  speed: z.enum(COPY_SPEEDS).optional(),
};

/** As many as a disk may have. */
const MAX_COPIES = 500;

/** Of one chain. */
export const snapshotsToCopy = z
  .array(z.object({ snapshotId: armId, targetName: newResourceName }))
  .min(1, "At least one snapshot is needed.")
  .max(MAX_COPIES, `At most ${MAX_COPIES} snapshots.`)
  .superRefine((all, context) => {
    for (const index of repeats(all.map(({ snapshotId }) => snapshotId)))
      context.addIssue({ code: "custom", path: [index, "snapshotId"], message: "Each snapshot once." });
    for (const index of repeats(all.map(({ targetName }) => targetName)))
      context.addIssue({ code: "custom", path: [index, "targetName"], message: "Each copy needs a name of its own." });
  });
