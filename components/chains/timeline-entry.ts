// What stands on the timeline: the snapshots of the chain and, where they are shown, those that are gone.
import type { ChainDetail, Tombstone } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import { hasTime, toTimelineItem } from "./timeline-item.ts";
import type { TimelineItem } from "./timeline-layout.ts";

type Placed = { createdAt: string };
export type TimelineEntry = { row: SnapshotRow & Placed; gone?: undefined } | { gone: Tombstone & Placed; row?: undefined };

/** Oldest first. */
export function timelineEntries({ snapshots, tombstones }: ChainDetail, isGoneShown: boolean): TimelineEntry[] {
  const entries: TimelineEntry[] = [
    ...snapshots.filter(hasTime).map((row) => ({ row })),
    ...(isGoneShown ? tombstones : []).filter(hasTime).map((gone) => ({ gone })),
  ];
  return entries.toSorted((a, b) => compareTimes((a.row ?? a.gone).createdAt, (b.row ?? b.gone).createdAt));
}

/** A deleted snapshot may have the name, and so the id, of one that is there: it goes by its unique id. */
export function entryItem({ row, gone }: TimelineEntry): TimelineItem {
  if (row) return toTimelineItem(row);
  return { id: gone.uniqueId, atMs: Date.parse(gone.createdAt), bytes: null, isBaseline: false };
}
