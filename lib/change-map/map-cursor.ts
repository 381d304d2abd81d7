// Moving the map's cell cursor by keys. A step that leaves the window asks for another window by naming the
// offset to reveal; the disk's own ends stop it.

import { type MapGrid, rowBytesOf } from "./map-grid.ts";

export type CursorMove = "left" | "right" | "up" | "down" | "row-start" | "row-end" | "first" | "last" | "page-up" | "page-down";

const KEYS: Record<string, CursorMove> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "row-start",
  End: "row-end",
  PageUp: "page-up",
  PageDown: "page-down",
};

export function cursorMoveOf(key: string, withControl: boolean): CursorMove | undefined {
  if (withControl && key === "Home") return "first";
  if (withControl && key === "End") return "last";
  return KEYS[key];
}

/** The offset the cursor stands on after the move; always the start of a cell of this zoom, on the disk. */
export function moveCursor(grid: MapGrid, offset: number, move: CursorMove): number {
  const { cellBytes, fromBytes, lengthBytes } = grid;
  const rowBytes = rowBytesOf(grid);
  const lastCell = Math.floor((lengthBytes - 1) / cellBytes) * cellBytes;
  const here = Math.floor(offset / cellBytes) * cellBytes;
  const rowStart = fromBytes + Math.floor((here - fromBytes) / rowBytes) * rowBytes;
  const clamp = (to: number) => Math.min(lastCell, Math.max(0, to));
  const within = (to: number) => (to < 0 || to > lastCell ? here : to);
  switch (move) {
    case "left":
      return clamp(here - cellBytes);
    case "right":
      return clamp(here + cellBytes);
    case "up":
      return within(here - rowBytes);
    case "down":
      return within(here + rowBytes);
    case "row-start":
      return clamp(rowStart);
    case "row-end":
      return clamp(rowStart + rowBytes - cellBytes);
    case "first":
      return 0;
    case "last":
      return lastCell;
    case "page-up":
      return Math.max(here % rowBytes, here - grid.rows * rowBytes);
    case "page-down":
      return clamp(here + grid.rows * rowBytes);
  }
}
