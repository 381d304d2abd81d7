// The change map by keyboard: the cursor moves from cell to cell and takes the window along at its edges. What scrolls or
// opens elsewhere on a page (arrows, Home, End, Enter, Esc) is the map's while it has the focus; + − 0 n p are all along.
import { type KeyboardEvent, useEffect, useRef } from "react";
import { formatOnAxis } from "#lib/change-map/map-axis.ts";
import type { MapClient } from "#lib/change-map/map-client.ts";
import { cursorMoveOf, moveCursor } from "#lib/change-map/map-cursor.ts";
import {
  cellOfOffset,
  layoutGrid,
  type MapFrame,
  type MapGrid,
  type MapWindow,
  pointOfCell,
  revealOffset,
  zoomGrid,
} from "#lib/change-map/map-grid.ts";
import { formatBytes } from "#lib/domain/format.ts";
import { type CellFacts, describeView, factsOf } from "./cell-facts.ts";
import type { PlacedCells } from "./use-map-cells.ts";

export interface MapKeys {
  client: MapClient;
  frame: MapFrame;
  grid: MapGrid;
  placed: PlacedCells | undefined;
  cursorOffset: number | undefined;
  /** Of the cell whose ranges are listed. */
  pickedOffset: number | undefined;
  onCursor(offset: number): void;
  onGrid(view: MapWindow): void;
  onPick(offset: number): void;
  onUnpick(): void;
  /** Told after each move of the cursor, for the live region. */
  onFacts(facts: CellFacts): void;
  onSay(words: string): void;
}

export const PAGE_KEYS = ["+", "=", "-", "0", "n", "N", "p", "P"] as const;

export interface MapKeyHandlers {
  /** Answers whether the key was one of the map's. */
  onKey(event: KeyboardEvent): boolean;
  onPageKey(key: (typeof PAGE_KEYS)[number]): void;
}

export function useMapKeys(keys: MapKeys): MapKeyHandlers {
  const { client, frame, grid, placed, cursorOffset, pickedOffset, onCursor, onGrid, onPick, onUnpick, onFacts, onSay } = keys;
  const isSearching = useRef(false);
  const here = cursorOffset ?? grid.fromBytes;

  // As it is when the worker has answered: it may have been zoomed meanwhile.
  const latest = useRef({ frame, grid });
  useEffect(() => {
    latest.current = { frame, grid };
  });

  const goTo = (offset: number) => {
    onCursor(offset);
    const shown = latest.current;
    const next = revealOffset(shown.frame, shown.grid, offset);
    if (next !== shown.grid) onGrid(next);
    onFacts(factsOf(next, cellOfOffset(next, offset), placed));
  };
  const zoom = (steps: number) => {
    const shown = revealOffset(frame, grid, here);
    show(zoomGrid(frame, shown, steps, pointOfCell(shown, cellOfOffset(shown, here))));
  };
  const show = (window: MapWindow) => {
    onGrid(window);
    onSay(describeView(layoutGrid(frame, window)));
  };
  const pick = () => {
    const cell = document.querySelector<HTMLElement>("[data-picked-cell]");
    if (cell && pickedOffset === here) return cell.focus();
    onPick(here);
    onSay("The ranges of this cell are listed after the map. Enter again goes to them, Escape closes them.");
  };
  // On the whole disk, so the worker searches; a key that is held down does not queue up.
  const jump = async (direction: 1 | -1) => {
    if (isSearching.current) return;
    isSearching.current = true;
    try {
      const region = await client.ask({ ask: "region", offset: here, cellBytes: grid.cellBytes, direction });
      if (!region) return onSay(direction === 1 ? "No further change on this disk." : "No change before this one.");
      goTo(region.fromBytes);
      onSay(
        `Changed region of ${formatBytes(region.toBytes - region.fromBytes)} at ${formatOnAxis(latest.current.grid, region.fromBytes)}`,
      );
    } catch (error) {
      onSay(error instanceof Error ? error.message : String(error));
    } finally {
      isSearching.current = false;
    }
  };
  const actionOf = (key: string): (() => void) | undefined => {
    if (key === "+" || key === "=") return () => zoom(-1);
    if (key === "-") return () => zoom(1);
    if (key === "0") return () => show({ fromBytes: 0, toBytes: frame.lengthBytes });
    if (key === "n") return () => void jump(1);
    if (key === "p") return () => void jump(-1);
    if (key === "Enter") return pick;
    if (key === "Escape") return onUnpick;
    return undefined;
  };

  return {
    onKey(event) {
      if (event.altKey || event.metaKey) return false;
      const move = cursorMoveOf(event.key, event.ctrlKey);
      const act = move ? () => goTo(cursorOffset === undefined ? here : moveCursor(grid, here, move)) : actionOf(letterOf(event.key));
      if (!act || (event.ctrlKey && !move)) return false;
      event.preventDefault();
      event.stopPropagation();
      act();
      return true;
    },
    onPageKey: (key) => actionOf(letterOf(key))?.(),
  };
}

/** As they are printed on the keys, Caps Lock or not. */
function letterOf(key: string): string {
  return key.length === 1 ? key.toLowerCase() : key;
}
