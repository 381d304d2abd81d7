// A break is a fence between two snapshots: Azure tells no difference across it. The reason stands in words above the
// table too, so nothing depends on the drawing.
import type { ChainRow } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";
import classes from "./chain-timeline.module.css";
import type { NodeOf } from "./timeline-layout.ts";
import { MAIN_LANE_PX } from "./timeline-sizes.ts";

export const BREAK_WORDS: Readonly<Record<ChainRow["breaks"][number]["reason"], string>> = {
  "resize-4tb": "grew across 4 TiB",
  recreated: "disk recreated",
  "not-ready": "not ready",
};

export interface TimelineBreaksProps {
  width: number;
  nodeOf: NodeOf;
  snapshots: readonly SnapshotRow[];
  breaks: ChainRow["breaks"];
}

export function TimelineBreaks({ width, nodeOf, snapshots, breaks }: TimelineBreaksProps) {
  return breaks.map((one) => {
    const after = snapshots.findIndex((row) => sameResource(row.id, one.afterSnapshotId));
    const [left, right] = [snapshots[after], snapshots[after + 1]].map((row) => row && nodeOf(row.id));
    if (!left) return null;
    const x = right ? (left.x + right.x) / 2 : left.x + 12;
    // Near the right end the words stand to the left of the fence.
    const isLate = x > width * 0.75;
    return (
      <g key={one.afterSnapshotId}>
        <path d={fence(x, 6, MAIN_LANE_PX - 6)} className={classes.fence} />
        <text x={isLate ? x - 6 : x + 6} y={MAIN_LANE_PX - 6} className={classes.fenceText} textAnchor={isLate ? "end" : "start"}>
          {BREAK_WORDS[one.reason]}
        </text>
      </g>
    );
  });
}

/** A zigzag from top to bottom. */
function fence(x: number, top: number, bottom: number): string {
  const points: string[] = [];
  for (let y = top, side = 0; y <= bottom; y += 6, side += 1) points.push(`${x + (side % 2 === 0 ? -3 : 3)} ${y}`);
  return `M ${points.join(" L ")}`;
}
