// Thirty days of each disk at a glance: on which a snapshot was taken, on which one was due and was not.
import type { Overview } from "#lib/contract/overview.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { findOverdue } from "#lib/domain/chains/snapshot-interval.ts";
import { DAY_MS, dateOf } from "#lib/domain/costs/billing-month.ts";
import { type Disk, resourceKey } from "#lib/domain/inventory/inventory.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import type { Estate } from "#lib/services/inventory/estate.ts";
import { chainsByDisk } from "#lib/services/inventory/list-disks.ts";

type Strip = Overview["diskStrips"][number];

/** Disks that have snapshots, by name; days oldest first, in UTC. */
export function diskStrips(estate: Estate, disks: readonly Disk[], nowMs: number, days: number): Strip[] {
  const chains = chainsByDisk(estate);
  return disks
    .flatMap((disk) => {
      const chain = chains.get(resourceKey(disk.id));
      return chain ? [toStrip(disk, chain, nowMs, days)] : [];
    })
    .toSorted((a, b) => (a.diskName.toLowerCase() < b.diskName.toLowerCase() ? -1 : 1));
}

function toStrip(disk: Disk, chain: Chain, nowMs: number, days: number): Strip {
  const times = chain.snapshots.map((snapshot) => snapshot.timeCreated);
  const counts = new Map<string, number>();
  for (const time of times) {
    const date = dateOf(epochMs(time));
    counts.set(date, (counts.get(date) ?? 0) + 1);
  }
  const madeOn = dateOf(epochMs(disk.timeCreated));
  const overdueFrom = overdueDate(times, nowMs);
  return {
    diskId: disk.id,
    diskName: disk.name,
    chainId: chain.key,
    days: Array.from({ length: days }, (_, i): Strip["days"][number] => {
      const date = dateOf(nowMs - (days - 1 - i) * DAY_MS);
      const count = counts.get(date) ?? 0;
      if (count > 0) return { date, state: "taken", count };
      if (date < madeOn) return { date, state: "before-disk", count };
      return { date, state: overdueFrom !== undefined && date >= overdueFrom ? "overdue" : "none", count };
    }),
  };
}

function overdueDate(times: string[], nowMs: number): string | undefined {
  const overdue = findOverdue(times, nowMs);
  return overdue && dateOf(overdue.sinceMs);
}
