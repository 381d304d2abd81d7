// Restore points of machines are billed on their collection, a resource of another type than snapshots. Local Azure
// has no machines, so a disk says by a tag that its machine is protected, and how many GiB its restore points store.

import { ticksToMs } from "../../clock.ts";
import type { Disk } from "../../model/records/disk.ts";
import type { StoredChange } from "../../model/records/snapshot.ts";
import { meterFor } from "../prices/price-list.ts";
import { dayMs } from "./meter-quantity.ts";
import type { UsageRow, UsageWindow } from "./usage-rows.ts";
import { daysBetween, meteredEndMs, resourceOf, storedQuantityMicros } from "./usage-rows.ts";

/** Its value is a number of GiB: "7" or "7.25". */
export const restorePointTag = "local-azure-restore-point-gib";

const gib = 2 ** 30;

/** From the creation of the disk to its deletion, as storage is counted. */
export function* restorePointRows(disk: Disk, window: UsageWindow): Iterable<UsageRow> {
  const text = disk.tags?.[restorePointTag];
  if (text === undefined || !/^\d+(\.\d+)?$/.test(text)) return;
  const history: StoredChange[] = [{ atMs: ticksToMs(disk.timeCreated), bytes: Math.round(Number(text) * gib) }];
  if (disk.deletedAtMs !== undefined) history.push({ atMs: disk.deletedAtMs, bytes: 0 });
  const meter = meterFor("restorePoint", disk.location);
  const toMs = Math.min(meteredEndMs(window), disk.deletedAtMs ?? Number.POSITIVE_INFINITY);
  const collection = { ...resourceOf({ ...disk, id: collectionIdOf(disk) }), tags: undefined };
  for (const day of daysBetween(Math.max(window.fromMs, history[0]?.atMs ?? 0), toMs)) {
    const quantityMicros = storedQuantityMicros(history, day, Math.min(day + dayMs, meteredEndMs(window)));
    if (quantityMicros > 0n) yield { ...collection, dayMs: day, meter, quantityMicros };
  }
}

/** Named after the machine the disk is on, else after the disk. */
function collectionIdOf(disk: Disk): string {
  const owner = disk.managedBy?.split("/").at(-1) ?? disk.name;
  return `/subscriptions/${disk.subscriptionId}/resourceGroups/${disk.resourceGroup}/providers/Microsoft.Compute/restorePointCollections/rpc-${owner}`;
}
