// Every row of a scope's bill: what snapshots store, what copies read and send, instant access, restore points.

import type { Clock } from "../../clock.ts";
import type { Disk } from "../../model/records/disk.ts";
import type { ReadableRecords } from "../../model/records/records.ts";
import type { Snapshot } from "../../model/records/snapshot.ts";
import type { BookedRow, Irregularity } from "./booked-rows.ts";
import { bookedRows } from "./booked-rows.ts";
import { instantAccessRows, restoredDiskRows } from "./instant-access-rows.ts";
import { hourMs } from "./meter-quantity.ts";
import { restorePointRows } from "./restore-point-rows.ts";
import type { UsageRow, UsageWindow } from "./usage-rows.ts";
import { copyRows, storageRows } from "./usage-rows.ts";

/** As much of the world as the meter looks at. */
export type MeteredWorld = Pick<ReadableRecords, "subscriptions" | "snapshots" | "disks"> & {
  settle(): void;
  clock: Pick<Clock, "nowMs" | "after">;
};

/** Azure shows usage 8 to 24 hours late; here always 8. */
export const usageLagMs = 8 * hourMs;

export interface Scope {
  subscriptionId: string;
  /** Absent: all of the subscription. */
  resourceGroup?: string;
}

export interface UsagePeriod {
  /** Starts of UTC days, half-open. */
  fromMs: number;
  toMs: number;
  /** As the bill stood at this moment. */
  asOfMs: number;
}

export function meteredUsage(world: MeteredWorld, scope: Scope, period: UsagePeriod, irregularity: Irregularity): Iterable<BookedRow> {
  const throughMs = period.asOfMs - usageLagMs;
  world.settle();
  return bookedRows(
    rowsOf(world, scope, { fromMs: period.fromMs, toMs: period.toMs, meteredThroughMs: throughMs }),
    throughMs,
    irregularity,
  );
}

function* rowsOf(world: MeteredWorld, scope: Scope, window: UsageWindow): Iterable<UsageRow> {
  const sourceDiskOf = (snapshot: Snapshot): Disk | undefined => world.disks.get(snapshot.creationData.sourceUniqueId ?? "");
  for (const snapshot of world.snapshots.values()) {
    if (isInScope(snapshot, scope)) {
      yield* storageRows([snapshot], window);
      yield* instantAccessRows(snapshot, sourceDiskOf(snapshot), window);
    }
    if (snapshot.creationData.createOption !== "CopyStart") continue;
    const source = world.snapshots.get(snapshot.creationData.sourceUniqueId ?? "");
    if (source !== undefined && isInScope(source, scope)) yield* copyRows(snapshot, source, window);
  }
  for (const disk of world.disks.values()) {
    if (isInScope(disk, scope)) yield* restorePointRows(disk, window);
    const source = world.snapshots.get(disk.creationData.sourceUniqueId ?? "");
    if (source !== undefined && isInScope(source, scope)) yield* restoredDiskRows(disk, source, sourceDiskOf(source), window);
  }
}

function isInScope(resource: Pick<Snapshot, "subscriptionId" | "resourceGroup">, scope: Scope): boolean {
  if (resource.subscriptionId.toLowerCase() !== scope.subscriptionId.toLowerCase()) return false;
  return scope.resourceGroup === undefined || resource.resourceGroup.toLowerCase() === scope.resourceGroup.toLowerCase();
}
