import type { SnapshotRow } from "#lib/contract/inventory.ts";
import type { TimelineItem } from "./timeline-layout.ts";

/** Without a time it has no place on an axis of time: tables show it. */
export function hasTime<Of extends { createdAt?: string | undefined }>(of: Of): of is Of & { createdAt: string } {
  return of.createdAt !== undefined;
}

export function toTimelineItem(row: SnapshotRow & { createdAt: string }): TimelineItem {
  return {
    id: row.id,
    atMs: Date.parse(row.createdAt),
    bytes: row.delta.state === "measured" ? row.delta.bytes : null,
    isBaseline: row.delta.state === "measured" && row.delta.basis === "allocated",
  };
}
