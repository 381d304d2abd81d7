"use client";
// The chain in time: node area by delta, state by shape, gaps and breaks with their reason, a lane for each other
// region. Arrows move along it, space ticks, Enter opens; the table beneath says the same in words.
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { type KeyboardEvent, useMemo, useState } from "react";
import type { ChainDetail } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { copyLanes } from "./chain-lanes.ts";
import classes from "./chain-timeline.module.css";
import { TimelineBreaks } from "./timeline-breaks.tsx";
import { TimelineCopyLane } from "./timeline-copy-lane.tsx";
import { entryItem, timelineEntries } from "./timeline-entry.ts";
import { layoutTimeline, type NodeOf } from "./timeline-layout.ts";
import { TimelineMainLane } from "./timeline-main-lane.tsx";
import { TimelineReadout, TombstoneReadout } from "./timeline-readout.tsx";
import { AXIS_PX, COPY_LANE_PX, MAIN_LANE_PX, NODE_STEP_PX } from "./timeline-sizes.ts";
import { TimelineTurns } from "./timeline-turns.tsx";
import type { Ticks } from "./use-ticks.ts";
import { useTimelineScroll } from "./use-timeline-scroll.ts";

export interface ChainTimelineProps {
  detail: ChainDetail;
  isGoneShown: boolean;
  ticks: Ticks;
  onOpen: (row: SnapshotRow) => void;
}

export function ChainTimeline({ detail, isGoneShown, ticks, onOpen }: ChainTimelineProps) {
  const { snapshots, chain } = detail;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const entries = useMemo(() => timelineEntries(detail, isGoneShown), [detail, isGoneShown]);
  // By id: entries come and go around it. None: the newest that is there.
  const [cursor, setCursor] = useState<string>();
  const [hovered, setHovered] = useState<number>();
  const layout = useMemo(
    () => layoutTimeline(entries.map(entryItem), { width: Math.max(280, width), padding: 36, minStep: NODE_STEP_PX, maxRadius: 22 }),
    [entries, width],
  );
  const scroll = useTimelineScroll(layout.width, width);
  const scroller = useMergedRef(ref, scroll.scroller);
  const nodeOf = useMemo((): NodeOf => {
    const byId = new Map(layout.nodes.map((node) => [node.id, node]));
    return (id) => byId.get(id);
  }, [layout]);
  const lanes = useMemo(() => copyLanes(detail), [detail]);
  const known = entries.findIndex((entry) => entryItem(entry).id === cursor);
  const at =
    known >= 0
      ? known
      : Math.max(
          0,
          entries.findLastIndex(({ row }) => row),
        );
  const shown = entries[hovered ?? at];
  const height = MAIN_LANE_PX + lanes.length * COPY_LANE_PX + AXIS_PX;

  const onKeyDown = (event: KeyboardEvent) => {
    const row = entries[at]?.row;
    const target = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: entries.length - 1 }[event.key];
    if (target !== undefined) setCursor(layout.nodes[Math.max(0, Math.min(entries.length - 1, target))]?.id);
    else if (event.key === " " && row) ticks.toggle(row);
    else if (event.key === "Enter" && row) onOpen(row);
    else return;
    event.preventDefault();
  };

  return (
    <div>
      {shown?.row && <TimelineReadout row={shown.row} lanes={lanes} isTicked={ticks.has(shown.row)} />}
      {shown?.gone && <TombstoneReadout gone={shown.gone} />}
      <div className={classes.frame}>
        <div className={classes.labels} aria-hidden>
          <span style={{ height: MAIN_LANE_PX }}>{regionLabel(chain.region)}</span>
          {lanes.map((lane) => (
            <span key={lane.region} style={{ height: COPY_LANE_PX }}>
              {regionLabel(lane.region)}
              <small>
                {lane.copied} of {lane.marks.length}
              </small>
            </span>
          ))}
        </div>
        <div className={classes.view}>
          <TimelineTurns scroll={scroll} />
          <div ref={scroller} className={classes.scroller} onScroll={scroll.onScroll}>
            <div
              role="listbox"
              aria-multiselectable
              aria-label={`Timeline of ${chain.sourceDiskName}: ${snapshots.length} snapshots`}
              aria-activedescendant={`node-${at}`}
              tabIndex={0}
              className={classes.canvas}
              style={{ width: layout.width, height }}
              onKeyDown={onKeyDown}
              onPointerLeave={() => setHovered(undefined)}
            >
              <svg width={layout.width} height={height} aria-hidden className={classes.svg}>
                <TimelineBreaks width={layout.width} nodeOf={nodeOf} snapshots={snapshots} breaks={chain.breaks} />
                <TimelineMainLane layout={layout} entries={entries} cursor={at} ticks={ticks} />
                {lanes.map((lane, i) => (
                  <TimelineCopyLane key={lane.region} lane={lane} nodeOf={nodeOf} y={MAIN_LANE_PX + (i + 0.5) * COPY_LANE_PX} />
                ))}
                {layout.ticks.map(({ x, label }) => (
                  <text key={label + x} x={x} y={height - 8} className={classes.tick}>
                    {label}
                  </text>
                ))}
              </svg>
              {layout.nodes.map((node, i) => {
                const { row, gone } = entries[i] ?? {};
                return row || gone ? (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and the keys
                  // biome-ignore lint/a11y/useFocusableInteractive: likewise
                  <div
                    key={node.id}
                    id={`node-${i}`}
                    role="option"
                    aria-selected={row ? ticks.has(row) : false}
                    aria-disabled={gone !== undefined}
                    aria-label={gone ? `${gone.name}, deleted` : row?.name}
                    className={classes.target}
                    style={{ left: node.x - NODE_STEP_PX / 2, width: NODE_STEP_PX, height: height - AXIS_PX }}
                    onPointerEnter={() => setHovered(i)}
                    onClick={() => {
                      setCursor(node.id);
                      if (row) ticks.toggle(row);
                    }}
                    onDoubleClick={() => row && onOpen(row)}
                  />
                ) : null;
              })}
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}
