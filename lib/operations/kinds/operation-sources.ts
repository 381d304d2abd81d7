// What an operation reads while it is under way, as its request says it, whatever its kind and version: the record's subject is
// only the first of several, or what holds them all.
import { z } from "zod";

/** Of a copy, a restore or a chain's copy, snapshots; of a new snapshot, disks. */
const reading = z.object({
  snapshotId: z.string().optional().catch(undefined),
  snapshots: z
    .array(z.object({ snapshotId: z.string().optional() }))
    .optional()
    .catch(undefined),
  disks: z
    .array(z.object({ diskId: z.string().optional() }))
    .optional()
    .catch(undefined),
});

/** ARM ids. */
export function sourcesOf(payload: Record<string, unknown>): string[] {
  const { snapshotId, snapshots = [], disks = [] } = reading.safeParse(payload).data ?? {};
  return [snapshotId, ...snapshots.map((one) => one.snapshotId), ...disks.map((one) => one.diskId)].filter((id) => id !== undefined);
}
