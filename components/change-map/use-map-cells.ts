// The cells of the grid from the worker. Only one question is out at a time and only the newest grid is asked
// for next, so that a fast wheel never builds a queue. The old cells stay until the new ones are there.
import { useEffect, useRef, useState } from "react";
import type { MapClient } from "#lib/change-map/map-client.ts";
import type { MapGrid } from "#lib/change-map/map-grid.ts";
import type { MapCells } from "#lib/change-map/map-messages.ts";

export interface PlacedCells extends MapCells {
  grid: MapGrid;
}

interface CellsState {
  placed?: PlacedCells;
  error?: Error;
}

/** isDataKnown: the same grid has more to tell once it is. */
export function useMapCells(client: MapClient, grid: MapGrid, isDataKnown: boolean): CellsState {
  const [state, setState] = useState<CellsState>({});
  const asker = useRef<ReturnType<typeof createAsker>>(undefined);

  useEffect(() => {
    const created = createAsker(client, setState);
    asker.current = created;
    return () => created.stop();
  }, [client]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once the data is known the cells are asked for again
  useEffect(() => {
    // Runs after the effect above, so a new client is asked for the grid that is shown.
    if (client) asker.current?.want(grid);
  }, [client, grid, isDataKnown]);

  return state;
}

function createAsker(client: MapClient, tell: (state: CellsState) => void) {
  let wanted: MapGrid | undefined;
  let isOut = false;
  let isStopped = false;

  const askNext = async (): Promise<void> => {
    while (wanted && !isStopped) {
      const grid = wanted;
      wanted = undefined;
      const answer = await client.ask({ ask: "cells", grid }).then(
        (cells): CellsState => ({ placed: { ...cells, grid } }),
        (error: Error): CellsState => ({ error }),
      );
      if (!isStopped) tell(answer);
    }
  };

  return {
    want(grid: MapGrid) {
      wanted = grid;
      if (isOut) return;
      isOut = true;
      void askNext().finally(() => {
        isOut = false;
      });
    },
    stop() {
      isStopped = true;
    },
  };
}
