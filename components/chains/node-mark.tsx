// One snapshot as a shape: its state is told by form first, by colour second.
//   ● changes, by area   ■ all data   ◌ missing   ○ not measured   ◔ on its way   ✕ failed   ◇ deleted   ? unknown
//   ◉ a copy that was compared with its source and found equal   ⊗ … and found different
import { useMovedPercent } from "#lib/client/inventory/moving.ts";
import type { SnapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import type { Verdict } from "#lib/domain/verification/verification.ts";
import classes from "./node-mark.module.css";

export interface NodeMarkProps {
  /** Of the snapshot it stands for: one that is on its way is followed. */
  id?: string | undefined;
  x: number;
  y: number;
  radius: number;
  isBaseline: boolean;
  isMeasured: boolean;
  state: SnapshotState | "missing" | "gone";
  percent?: number;
  /** Of a copy that was compared with its source. */
  verdict?: Verdict | undefined;
}

export function NodeMark({ x, y, radius, isBaseline, isMeasured, state, percent, id, verdict }: NodeMarkProps) {
  switch (state) {
    case "missing":
      return <circle cx={x} cy={y} r={Math.max(4, radius)} className={classes.missing} />;
    case "gone":
      return <path d={`M ${x} ${y - 6} L ${x + 6} ${y} L ${x} ${y + 6} L ${x - 6} ${y} Z`} className={classes.gone} />;
    case "failed":
    case "copy-failed":
      return <path d={cross(x, y, 5)} className={classes.failed} />;
    case "copying":
    case "creating":
      return id === undefined ? <MovingDisc x={x} y={y} percent={percent} /> : <FollowedDisc x={x} y={y} id={id} percent={percent} />;
    case "unknown":
      return (
        <text x={x} y={y} textAnchor="middle" dominantBaseline="central" className={classes.unclear}>
          ?
        </text>
      );
    case "deleting":
      return <path d={`M ${x - 6} ${y} H ${x + 6}`} className={classes.deleting} />;
    case "ready":
      if (verdict) return <ComparedDisc x={x} y={y} radius={radius} verdict={verdict} />;
      if (!isMeasured) return <circle cx={x} cy={y} r={4} className={classes.unknown} />;
      if (isBaseline)
        return (
          <rect
            x={x - radius * 0.8}
            y={y - radius * 0.8}
            width={radius * 1.6}
            height={radius * 1.6}
            rx={1.5}
            className={classes.baseline}
          />
        );
      return <circle cx={x} cy={y} r={radius} className={classes.delta} />;
  }
}

function ComparedDisc({ x, y, radius, verdict }: Pick<NodeMarkProps, "x" | "y" | "radius"> & { verdict: Verdict }) {
  if (verdict === "equal")
    return (
      <>
        <circle cx={x} cy={y} r={radius + 2.5} className={classes.verified} />
        <circle cx={x} cy={y} r={radius - 1} className={classes.delta} />
      </>
    );
  return (
    <>
      <circle cx={x} cy={y} r={radius + 2.5} className={classes.differs} />
      <path d={cross(x, y, radius - 1.5)} className={classes.failed} />
    </>
  );
}

function FollowedDisc({ id, percent, ...place }: MovingDiscProps & { id: string }) {
  return <MovingDisc {...place} percent={useMovedPercent(id, percent)} />;
}

interface MovingDiscProps {
  x: number;
  y: number;
  percent: number | undefined;
}

function MovingDisc({ x, y, percent = 0 }: MovingDiscProps) {
  return (
    <>
      <circle cx={x} cy={y} r={6} className={classes.moving} />
      <path d={slice(x, y, 6, percent)} className={classes.moved} />
    </>
  );
}

function cross(x: number, y: number, r: number): string {
  return `M ${x - r} ${y - r} L ${x + r} ${y + r} M ${x + r} ${y - r} L ${x - r} ${y + r}`;
}

/** The part of the disc that has arrived, clockwise from the top. */
function slice(x: number, y: number, r: number, percent: number): string {
  const angle = 2 * Math.PI * Math.min(0.9999, Math.max(0, percent / 100));
  const [endX, endY] = [x + r * Math.sin(angle), y - r * Math.cos(angle)];
  return `M ${x} ${y} V ${y - r} A ${r} ${r} 0 ${angle > Math.PI ? 1 : 0} 1 ${endX} ${endY} Z`;
}
