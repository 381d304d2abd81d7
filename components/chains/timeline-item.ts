import type { SnapshotRow } from "#lib/contract/inventory.ts";
import type { TimelineItem } from "./timeline-layout.ts";

export function toTimelineItem(row: SnapshotRow): TimelineItem {
  return {
    id: row.id,
    atMs: Date.parse(row.createdAt),
    bytes: row.delta.state === "measured" ? row.delta.bytes : null,
    isBaseline: row.delta.state === "measured" && row.delta.basis === "allocated",
  };
}
