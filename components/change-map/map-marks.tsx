// What lies over the map's cells: the hovered cell, the cursor, a dragged span. Plain boxes, so that moving them
// repaints nothing.
import type { CSSProperties } from "react";
import type { MapGrid } from "#lib/change-map/map-grid.ts";
import classes from "./change-map.module.css";

export function CellMark({ grid, cell, className }: { grid: MapGrid; cell: number; className: string | undefined }) {
  return <div className={`${classes.cell} ${className ?? ""}`} style={boxOf(grid, cell, cell)} />;
}

/** In row order: the rest of the first row, whole rows, the beginning of the last. */
export function SpanMark({ grid, a, b }: { grid: MapGrid; a: number; b: number }) {
  return (
    <>
      {spanBoxes(grid.columns, Math.min(a, b), Math.max(a, b)).map(([from, to]) => (
        <div key={from} className={classes.span} style={boxOf(grid, from, to)} />
      ))}
    </>
  );
}

/** Rectangles, as pairs of their first and last cell, that cover the cells first to last in row order. */
export function spanBoxes(columns: number, first: number, last: number): [number, number][] {
  const firstRow = Math.floor(first / columns);
  const lastRow = Math.floor(last / columns);
  if (firstRow === lastRow) return [[first, last]];
  const boxes: [number, number][] = [[first, (firstRow + 1) * columns - 1]];
  if (lastRow - firstRow > 1) boxes.push([(firstRow + 1) * columns, lastRow * columns - 1]);
  boxes.push([lastRow * columns, last]);
  return boxes;
}

function boxOf(grid: MapGrid, from: number, to: number): CSSProperties {
  const left = from % grid.columns;
  const top = Math.floor(from / grid.columns);
  const width = (to % grid.columns) - left + 1;
  const height = Math.floor(to / grid.columns) - top + 1;
  const percent = (part: number, whole: number) => `${(part / whole) * 100}%`;
  return {
    left: percent(left, grid.columns),
    top: percent(top, grid.rows),
    width: percent(width, grid.columns),
    height: percent(height, grid.rows),
  };
}
