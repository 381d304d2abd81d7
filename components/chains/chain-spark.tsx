// A chain in one row of the list: all rows share the axis of time and the scale of areas, so that they compare.
import { memo } from "react";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { formatBytes } from "#lib/domain/format.ts";
import classes from "./chain-spark.module.css";
import { NodeMark } from "./node-mark.tsx";
import { hasTime, toTimelineItem } from "./timeline-item.ts";
import { layoutTimeline } from "./timeline-layout.ts";

export interface ChainSparkProps {
  rows: readonly SnapshotRow[];
  largestBytes: number;
  spanMs: readonly [from: number, to: number];
  width: number;
}

const HEIGHT = 32;

export const ChainSpark = memo(function ChainSpark({ rows, largestBytes, spanMs, width }: ChainSparkProps) {
  const { nodes } = layoutTimeline(rows.filter(hasTime).map(toTimelineItem), {
    width,
    padding: 12,
    minStep: 0,
    maxRadius: 12,
    largestBytes,
    spanMs,
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const [first, last] = [nodes[0], nodes.at(-1)];
  return (
    <svg width={width} height={HEIGHT} className={classes.spark} role="img" aria-label={describe(rows)}>
      {first && last && <line x1={first.x} x2={last.x} y1={HEIGHT / 2} y2={HEIGHT / 2} className={classes.line} />}
      {nodes.map((node) => {
        const row = byId.get(node.id);
        return (
          <NodeMark
            key={node.id}
            id={node.id}
            x={node.x}
            y={HEIGHT / 2}
            radius={node.radius}
            isBaseline={node.isBaseline}
            isMeasured={node.bytes !== null}
            state={row?.state ?? "ready"}
            percent={row?.completionPercent}
          />
        );
      })}
    </svg>
  );
});

function describe(rows: readonly SnapshotRow[]): string {
  const deltas = rows.flatMap((row) => (row.delta.state === "measured" && row.delta.basis === "diff" ? [row.delta.bytes] : []));
  const largest = deltas.length > 0 ? `, largest delta ${formatBytes(Math.max(...deltas))}` : "";
  const days = rows.flatMap(({ createdAt }) => createdAt?.slice(0, 10) ?? []);
  const span = days.length > 0 ? ` from ${days[0]} to ${days.at(-1)}` : "";
  return `${rows.length} snapshots${span}${largest}`;
}
