// What stands on the timeline: the snapshots of the chain and, where they are shown, those that are gone.
import type { ChainDetail, Tombstone } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import { toTimelineItem } from "./timeline-item.ts";
import type { TimelineItem } from "./timeline-layout.ts";

export type TimelineEntry = { row: SnapshotRow; gone?: undefined } | { gone: Tombstone; row?: undefined };

/** Oldest first. */
export function timelineEntries({ snapshots, tombstones }: ChainDetail, isGoneShown: boolean): TimelineEntry[] {
  const entries: TimelineEntry[] = [...snapshots.map((row) => ({ row })), ...(isGoneShown ? tombstones : []).map((gone) => ({ gone }))];
  return entries.toSorted((a, b) => compareTimes((a.row ?? a.gone).createdAt, (b.row ?? b.gone).createdAt));
}

/** A deleted snapshot may have the name, and so the id, of one that is there: it goes by its unique id. */
export function entryItem({ row, gone }: TimelineEntry): TimelineItem {
  if (row) return toTimelineItem(row);
  return { id: gone.uniqueId, atMs: Date.parse(gone.createdAt), bytes: null, isBaseline: false };
}
