import { verifiedWords } from "#components/inventory/verified-words.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import type { CopyLane, LaneMark } from "./chain-lanes.ts";
import classes from "./chain-timeline.module.css";
import { NodeMark } from "./node-mark.tsx";
import type { NodeOf } from "./timeline-layout.ts";

/** Hollow where there is no copy. Each stands beneath its source, not at its own time. */
export function TimelineCopyLane({ lane, nodeOf, y }: { lane: CopyLane; nodeOf: NodeOf; y: number }) {
  const [first, last] = [lane.marks[0], lane.marks.at(-1)].map((mark) => mark && nodeOf(mark.source.id));
  return (
    <g>
      {first && last && <line x1={first.x} x2={last.x} y1={y} y2={y} className={classes.copyLine} />}
      {lane.marks.map(({ source, copy, state }) => {
        const node = nodeOf(source.id);
        if (!node) return null;
        return (
          <g key={source.id}>
            <NodeMark
              id={copy?.id}
              x={node.x}
              y={y}
              radius={5}
              isBaseline={false}
              isMeasured
              state={state}
              percent={copy?.completionPercent}
              verdict={copy?.verified?.verdict}
            />
            <title>{titleOf({ source, copy, state })}</title>
          </g>
        );
      })}
    </g>
  );
}

function titleOf({ source, copy, state }: LaneMark): string {
  if (!copy) return `${source.name} has no copy here`;
  return state === "ready" ? `${resourceName(copy.id)}: ${verifiedWords(copy.verified)}` : resourceName(copy.id);
}
