import { formatBytes } from "#lib/domain/format.ts";
import classes from "./chain-timeline.module.css";
import { NodeMark } from "./node-mark.tsx";
import type { TimelineEntry } from "./timeline-entry.ts";
import { chooseLabels, type TimelineLayout } from "./timeline-layout.ts";
import { MAIN_LANE_PX, MAIN_Y, NODE_STEP_PX } from "./timeline-sizes.ts";
import type { Ticks } from "./use-ticks.ts";

export interface TimelineMainLaneProps {
  layout: TimelineLayout;
  /** One for each node. */
  entries: readonly TimelineEntry[];
  cursor: number;
  ticks: Ticks;
}

export function TimelineMainLane({ layout, entries, cursor, ticks }: TimelineMainLaneProps) {
  const { nodes, gaps } = layout;
  const labelled = chooseLabels(nodes);
  const [first, last, under] = [nodes[0], nodes.at(-1), nodes[cursor]];
  return (
    <g>
      {first && last && <line x1={first.x} x2={last.x} y1={MAIN_Y} y2={MAIN_Y} className={classes.line} />}
      {gaps.map((gap) => (
        <g key={gap.x1}>
          <line x1={gap.x1} x2={gap.x2} y1={MAIN_Y} y2={MAIN_Y} className={classes.gapMask} />
          <line x1={gap.x1} x2={gap.x2} y1={MAIN_Y} y2={MAIN_Y} className={classes.gap} />
          {gap.x2 - gap.x1 > 44 && (
            <text x={(gap.x1 + gap.x2) / 2} y={MAIN_Y + 18} className={classes.gapText}>
              {gap.days} days
            </text>
          )}
        </g>
      ))}
      {under && (
        <rect x={under.x - NODE_STEP_PX / 2} y={4} width={NODE_STEP_PX} height={MAIN_LANE_PX - 8} rx={4} className={classes.cursor} />
      )}
      {nodes.map((node, i) => {
        const row = entries[i]?.row;
        return (
          <g key={node.id}>
            {row && ticks.has(row) && <circle cx={node.x} cy={MAIN_Y} r={node.radius + 5} className={classes.ticked} />}
            <NodeMark
              id={row?.id}
              x={node.x}
              y={MAIN_Y}
              radius={node.radius}
              isBaseline={node.isBaseline}
              isMeasured={node.bytes !== null}
              state={row?.state ?? "gone"}
              percent={row?.completionPercent}
            />
          </g>
        );
      })}
      {nodes.map(
        (node, i) =>
          labelled.has(i) &&
          node.bytes !== null && (
            <text key={node.id} x={node.x} y={MAIN_Y - node.radius - 8} className={classes.label}>
              {formatBytes(node.bytes)}
            </text>
          ),
      )}
    </g>
  );
}
