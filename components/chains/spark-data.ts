import type { SnapshotRow } from "#lib/contract/inventory.ts";
import type { SparkData } from "./chain-columns.tsx";
import { hasTime, toTimelineItem } from "./timeline-item.ts";
import { largestDelta } from "./timeline-layout.ts";

/** One axis and one scale for all rows of the list. */
export function toSparkData(nodes: ReadonlyMap<string, readonly SnapshotRow[]>): SparkData {
  const items = [...nodes.values()].flat().filter(hasTime).map(toTimelineItem);
  const from = items.reduce((min, item) => Math.min(min, item.atMs), Number.POSITIVE_INFINITY);
  const to = items.reduce((max, item) => Math.max(max, item.atMs), 0);
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  return {
    nodes,
    largestBytes: largestDelta(items),
    spanMs: [from, to],
    spanText: items.length > 0 ? `${day.format(from)} to ${day.format(to)}` : "",
  };
}
