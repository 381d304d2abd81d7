import { resourceName } from "#lib/domain/inventory/inventory.ts";
import type { CopyLane } from "./chain-lanes.ts";
import classes from "./chain-timeline.module.css";
import { NodeMark } from "./node-mark.tsx";
import type { TimelineLayout } from "./timeline-layout.ts";

/** Hollow where there is no copy. Each stands beneath its source, not at its own time. */
export function TimelineCopyLane({ lane, layout, y }: { lane: CopyLane; layout: TimelineLayout; y: number }) {
  const [first, last] = [layout.nodes[0], layout.nodes.at(-1)];
  return (
    <g>
      {first && last && <line x1={first.x} x2={last.x} y1={y} y2={y} className={classes.copyLine} />}
      {lane.marks.map(({ source, copy, state }, i) => {
        const node = layout.nodes[i];
        if (!node) return null;
        return (
          <g key={source.id}>
            <NodeMark x={node.x} y={y} radius={5} isBaseline={false} isMeasured state={state} percent={copy?.completionPercent} />
            <title>{copy ? resourceName(copy.id) : `${source.name} has no copy here`}</title>
          </g>
        );
      })}
    </g>
  );
}
