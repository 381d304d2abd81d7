// The change map by keyboard: the cursor moves from cell to cell and takes the window along at its edges.
import type { KeyboardEvent } from "react";
import { cursorMoveOf, moveCursor, nextChangedCell } from "#lib/change-map/map-cursor.ts";
import { cellOfOffset, type MapFrame, type MapGrid, type MapWindow, revealOffset, zoomGrid } from "#lib/change-map/map-grid.ts";
import { type CellFacts, factsOf } from "./cell-facts.ts";
import type { PlacedCells } from "./use-map-cells.ts";

export interface MapKeys {
  frame: MapFrame;
  grid: MapGrid;
  placed: PlacedCells | undefined;
  cursorOffset: number | undefined;
  onCursor(offset: number): void;
  onGrid(view: MapWindow): void;
  onPick(offset: number): void;
  /** Told after each move of the cursor, for the live region. */
  onFacts(facts: CellFacts): void;
}

export function useMapKeys(keys: MapKeys): (event: KeyboardEvent) => void {
  const { frame, grid, placed, cursorOffset, onCursor, onGrid, onPick, onFacts } = keys;
  const here = cursorOffset ?? grid.fromBytes;

  const goTo = (offset: number) => {
    onCursor(offset);
    const next = revealOffset(frame, grid, offset);
    if (next !== grid) onGrid(next);
    onFacts(factsOf(next, cellOfOffset(next, offset), placed));
  };
  const zoom = (steps: number) => {
    const shown = revealOffset(frame, grid, here);
    onGrid(zoomGrid(frame, shown, steps, cellOfOffset(shown, here)));
  };
  const jump = (direction: 1 | -1) => {
    const next = placed && nextChangedCell(placed.grid, placed.written, placed.cleared, here, direction);
    if (next !== undefined) goTo(next);
  };
  const actionOf = (key: string): (() => void) | undefined => {
    if (key === "+" || key === "=") return () => zoom(-1);
    if (key === "-") return () => zoom(1);
    if (key === "0") return () => onGrid({ fromBytes: 0, toBytes: frame.lengthBytes });
    if (key === "n") return () => jump(1);
    if (key === "p") return () => jump(-1);
    if (key === "Enter") return () => onPick(here);
    return undefined;
  };

  return (event) => {
    if (event.altKey || event.metaKey) return;
    const move = cursorMoveOf(event.key, event.ctrlKey);
    const act = move ? () => goTo(cursorOffset === undefined ? here : moveCursor(grid, here, move)) : actionOf(event.key);
    if (!act || (event.ctrlKey && !move)) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
}
