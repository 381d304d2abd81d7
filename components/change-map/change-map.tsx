// The change map: one canvas, row-major, an offset axis beside it, read by pointer, touch or keys. The numbers
// come from the worker (use-map-cells), the arithmetic from lib/change-map; here is only the putting together.
import { Text, useComputedColorScheme, VisuallyHidden } from "@mantine/core";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { rowTicks } from "#lib/change-map/map-axis.ts";
import type { MapClient } from "#lib/change-map/map-client.ts";
import type { MapWindow } from "#lib/change-map/map-grid.ts";
import {
  cellOfOffset,
  cellSpan,
  isWholeDisk,
  type MapFrame,
  type MapGrid,
  type MapPoint,
  panGrid,
  spanOfCells,
  zoomGrid,
} from "#lib/change-map/map-grid.ts";
import { colourCells, drawMap } from "#lib/change-map/map-paint.ts";
import { mapPalette } from "#lib/change-map/map-palette.ts";
import type { ChangeMapStage } from "#lib/client/diff/use-change-map.ts";
import { useKeys } from "#lib/client/shell/use-keys.ts";
import type { Partition } from "#lib/contract/diffs.ts";
import { describeCell, factsOf } from "./cell-facts.ts";
import classes from "./change-map.module.css";
import { CellMark, SpanMark } from "./map-marks.tsx";
import { MapReadout } from "./map-readout.tsx";
import { usePixelRatio } from "./use-device-pixels.ts";
import { type PlacedCells, useMapCells } from "./use-map-cells.ts";
import { cellOnDisk, useMapGestures } from "./use-map-gestures.ts";
import { PAGE_KEYS, useMapKeys } from "./use-map-keys.ts";

export interface ChangeMapProps {
  client: MapClient;
  stage: ChangeMapStage;
  isDataKnown: boolean;
  frame: MapFrame;
  grid: MapGrid;
  widthPx: number;
  heightPx: number;
  partitions: Partition[];
  cursorOffset: number | undefined;
  pickedOffset: number | undefined;
  onCursor(offset: number): void;
  onGrid(view: MapWindow): void;
  onPick(offset: number): void;
  onUnpick(): void;
}

const STAGES: Record<ChangeMapStage, string> = {
  fetching: "Fetching the changed ranges …",
  decoding: "Drawing the map …",
  ready: "Drawing the map …",
};

export function ChangeMap(props: ChangeMapProps) {
  const { client, frame, grid, widthPx, heightPx, partitions, cursorOffset, onGrid } = props;
  const { placed, error } = useMapCells(client, grid, props.isDataKnown);
  const [pointed, setPointed] = useState<MapPoint>();
  const [span, setSpan] = useState<{ a: number; b: number }>();
  const [spoken, setSpoken] = useState("");
  const helpId = useId();
  const surface = useRef<HTMLDivElement>(null);
  const palette = mapPalette(useComputedColorScheme("light"));

  useMapGestures(surface, grid, {
    hover: setPointed,
    pick: (cell) => props.onPick(cellSpan(grid, cell).offset),
    dragSpan: setSpan,
    zoomToSpan: (a, b) => onGrid(spanOfCells(grid, a, b)),
    zoom: (steps, point) => onGrid(zoomGrid(frame, grid, steps, point)),
    pan: (rows) => onGrid(panGrid(frame, grid, rows)),
  });
  // The cell the cursor went to is told once its numbers are there: those of the zoom before would lie.
  const [untold, setUntold] = useState<number>();
  useEffect(() => {
    if (untold === undefined) return;
    const facts = factsOf(grid, cellOfOffset(grid, untold), placed);
    if (!facts.changes) return;
    setUntold(undefined);
    setSpoken(describeCell(facts, partitions));
  }, [untold, grid, placed, partitions]);
  const say = (words: string) => {
    setUntold(undefined);
    setSpoken(words);
  };
  const keys = useMapKeys({ ...props, placed, onFacts: ({ offset }) => setUntold(offset), onSay: say });

  // What is moved last is read: a pointer that rests does not hide the cursor's cell.
  const onKeyDown = (event: KeyboardEvent) => {
    if (keys.onKey(event)) setPointed(undefined);
  };
  const onPageKey = (key: (typeof PAGE_KEYS)[number]) => {
    takeFreeFocus(surface.current);
    setPointed(undefined);
    keys.onPageKey(key);
  };
  useKeys(Object.fromEntries(PAGE_KEYS.map((key) => [key, () => onPageKey(key)])));

  const cursorCell = cursorOffset === undefined ? undefined : cellOfOffset(grid, cursorOffset);
  const isCursorShown = cursorOffset !== undefined && cursorOffset >= grid.fromBytes && cursorOffset < grid.toBytes;
  const hovered = pointed && cellOnDisk(grid, pointed);
  const shownCell = hovered ?? (isCursorShown ? cursorCell : undefined);
  return (
    <div>
      <MapReadout cell={shownCell === undefined ? undefined : factsOf(grid, shownCell, placed)} partitions={partitions} />
      <div className={classes.frame}>
        <OffsetAxis grid={grid} heightPx={heightPx} />
        <div
          ref={surface}
          className={classes.map}
          style={{
            height: heightPx,
            touchAction: isWholeDisk(grid) ? "pan-y" : "none",
            ["--map-cursor" as string]: palette.cursor,
            ["--map-cursor-halo" as string]: "var(--mantine-color-body)",
          }}
          role="application"
          aria-roledescription="change map"
          aria-label="Block change map"
          aria-describedby={helpId}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a map moved through by arrow keys must take the focus
          tabIndex={0}
          onKeyDown={onKeyDown}
        >
          <MapCanvas placed={placed} widthPx={widthPx} heightPx={heightPx} />
          {span && <SpanMark grid={grid} a={span.a} b={span.b} />}
          {hovered !== undefined && <CellMark grid={grid} cell={hovered} className={classes.hover} />}
          {isCursorShown && cursorCell !== undefined && <CellMark grid={grid} cell={cursorCell} className={classes.cursor} />}
          {!placed && (
            <div className={classes.busy} role="status">
              {error ? <Text size="sm">{error.message}</Text> : <Text size="sm">{STAGES[props.stage]}</Text>}
            </div>
          )}
        </div>
      </div>
      <VisuallyHidden id={helpId}>
        Arrow keys move the cursor, plus and minus zoom, 0 shows the whole disk, Home and End go to the ends of a row, N and P go to the
        next and previous changed region, Enter lists the ranges of the cell. Plus, minus, 0, N and P work anywhere on this page. The Ranges
        tab has the same as a table.
      </VisuallyHidden>
      <VisuallyHidden aria-live="polite">{spoken}</VisuallyHidden>
    </div>
  );
}

/** So that the arrows go on from there; from a field or button the focus is not taken away. */
function takeFreeFocus(surface: HTMLElement | null): void {
  surface?.scrollIntoView({ block: "nearest" });
  if (document.activeElement === null || document.activeElement === document.body) surface?.focus({ preventScroll: true });
}

function MapCanvas({ placed, widthPx, heightPx }: { placed: PlacedCells | undefined; widthPx: number; heightPx: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pixelRatio = usePixelRatio();
  const scheme = useComputedColorScheme("light");
  const coloured = useMemo(() => placed && colourCells(placed, placed.grid, mapPalette(scheme)), [placed, scheme]);
  useEffect(() => {
    const target = canvas.current;
    if (!target || !placed || !coloured || widthPx === 0) return;
    target.width = Math.round(widthPx * pixelRatio);
    target.height = Math.round(heightPx * pixelRatio);
    drawMap({ canvas: target, pixelRatio }, coloured, placed.grid, mapPalette(scheme));
    target.dataset.painted = `${placed.grid.fromBytes}-${placed.grid.toBytes}`;
  }, [placed, coloured, scheme, widthPx, heightPx, pixelRatio]);
  return <canvas ref={canvas} className={classes.canvas} aria-hidden />;
}

function OffsetAxis({ grid, heightPx }: { grid: MapGrid; heightPx: number }) {
  const rowPx = heightPx / grid.rows;
  return (
    <div className={classes.axis} data-ticks title="An offset stands at the row that holds it." aria-hidden>
      {rowTicks(grid, Math.max(1, Math.ceil(28 / rowPx))).map((tick) => (
        <span key={tick.offset} className={classes.tick} style={{ top: tick.row * rowPx }}>
          {tick.label}
        </span>
      ))}
    </div>
  );
}
