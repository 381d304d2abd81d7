// Instant access has meters of its own: GB-hours while its window is open, and a fee per TB of every disk that was
// restored from it in that time. Units differ from storage's: GB-hours are not GB-months.
//
// What a window holds is taken to be what its snapshot's background copy carries, the same in every hour.

import { ticksToMs } from "../../clock.ts";
import type { Disk } from "../../model/records/disk.ts";
import type { Snapshot } from "../../model/records/snapshot.ts";
import { meterFor } from "../prices/price-list.ts";
import { dayMs, gibMicros, hourMs } from "./meter-quantity.ts";
import type { UsageRow, UsageWindow } from "./usage-rows.ts";
import { daysBetween, meteredEndMs, resourceOf } from "./usage-rows.ts";

/** sourceDisk: what the snapshot was taken of, deleted or not. */
export function* instantAccessRows(snapshot: Snapshot, sourceDisk: Disk | undefined, window: UsageWindow): Iterable<UsageRow> {
  const { instantAccess, copy } = snapshot;
  if (instantAccess === undefined || copy === undefined) return;
  const openedMs = ticksToMs(snapshot.timeCreated);
  const closedMs = Math.min(instantAccess.untilMs, snapshot.deletedAtMs ?? Number.POSITIVE_INFINITY);
  const meter = meterFor(isUltra(sourceDisk) ? "instantAccessUltra" : "instantAccessPremiumV2", snapshot.location);
  const toMs = Math.min(meteredEndMs(window), closedMs);
  for (const day of daysBetween(Math.max(window.fromMs, openedMs), toMs)) {
    const hours = hoursEnding(Math.max(day, openedMs), Math.min(day + dayMs, toMs));
    const quantityMicros = gibMicros(copy.totalBytes) * BigInt(hours);
    if (quantityMicros > 0n) yield { ...resourceOf(snapshot), dayMs: day, meter, quantityMicros };
  }
}

/** Whole hours of the clock that end in (fromMs, toMs]. */
function hoursEnding(fromMs: number, toMs: number): number {
  return Math.max(0, Math.floor(toMs / hourMs) - Math.floor(fromMs / hourMs));
}

/** The fee for a disk restored from the snapshot while its window was open, on the snapshot. */
export function* restoredDiskRows(disk: Disk, snapshot: Snapshot, sourceDisk: Disk | undefined, window: UsageWindow): Iterable<UsageRow> {
  if (disk.hydration?.isFromInstantAccess !== true) return;
  const restoredMs = ticksToMs(disk.timeCreated);
  if (restoredMs < window.fromMs || restoredMs >= meteredEndMs(window)) return;
  const meter = meterFor(isUltra(sourceDisk) ? "restoredUltra" : "restoredPremiumV2", snapshot.location);
  const day = Math.floor(restoredMs / dayMs) * dayMs;
  yield { ...resourceOf(snapshot), dayMs: day, meter, quantityMicros: tebibyteMicros(disk.diskSizeBytes) };
}

function isUltra(disk: Disk | undefined): boolean {
  return disk?.sku === "UltraSSD_LRS";
}

/** "1 TB" counts TiB; disks are whole GiB, so the last decimals are rounded up by at most half a millionth. */
function tebibyteMicros(bytes: number): bigint {
  const tebibyte = 1n << 40n;
  return (BigInt(bytes) * 2_000_000n + tebibyte) / (tebibyte * 2n);
}
