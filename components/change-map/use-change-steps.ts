// To the next and the previous changed region by button, where there is no key for it. The worker searches the whole disk.
import { useState } from "react";
import { formatOnAxis } from "#lib/change-map/map-axis.ts";
import type { MapClient } from "#lib/change-map/map-client.ts";
import { type MapFrame, type MapGrid, type MapWindow, revealOffset } from "#lib/change-map/map-grid.ts";
import { formatBytes } from "#lib/domain/format.ts";

export interface ChangeStepsOptions {
  client: MapClient;
  frame: MapFrame;
  grid: MapGrid;
  cursor: number | undefined;
  onCursor(offset: number): void;
  onView(view: MapWindow): void;
}

export interface ChangeSteps {
  step(direction: 1 | -1): void;
  /** Where the last step led; empty before the first. */
  said: string;
}

export function useChangeSteps({ client, frame, grid, cursor, onCursor, onView }: ChangeStepsOptions): ChangeSteps {
  const [said, setSaid] = useState("");
  const search = async (direction: 1 | -1) => {
    const region = await client.ask({ ask: "region", offset: cursor ?? grid.fromBytes, cellBytes: grid.cellBytes, direction });
    if (!region) return setSaid(direction === 1 ? "No further change on this disk." : "No change before this one.");
    onCursor(region.fromBytes);
    const shown = revealOffset(frame, grid, region.fromBytes);
    if (shown !== grid) onView(shown);
    setSaid(`Changed region of ${formatBytes(region.toBytes - region.fromBytes)} at ${formatOnAxis(grid, region.fromBytes)}`);
  };
  return {
    said,
    step: (direction) => void search(direction).catch((error: unknown) => setSaid(error instanceof Error ? error.message : String(error))),
  };
}
