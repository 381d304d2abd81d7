// The cells of the grid from the worker. Only one question is out at a time and only the newest grid is asked
// for next, so that a fast wheel never builds a queue. The old cells stay until the new ones are there.
import { useEffect, useRef, useState } from "react";
import type { HeatmapClient } from "#lib/client/heatmap-client.ts";
import type { MapGrid } from "#lib/client/heatmap-grid.ts";
import type { MapCells } from "#lib/client/heatmap-messages.ts";

export interface PlacedCells extends MapCells {
  grid: MapGrid;
}

export function useMapCells(client: HeatmapClient, grid: MapGrid | undefined): { placed?: PlacedCells; error?: Error } {
  const [state, setState] = useState<{ placed?: PlacedCells; error?: Error }>({});
  const wanted = useRef<MapGrid | undefined>(undefined);
  const isOut = useRef(false);

  useEffect(() => {
    if (!grid) return;
    let isGone = false;
    wanted.current = grid;
    const askNext = async (): Promise<void> => {
      const next = wanted.current;
      if (!next || isOut.current) return;
      wanted.current = undefined;
      isOut.current = true;
      try {
        const cells = await client.ask({ ask: "cells", grid: next });
        if (!isGone || wanted.current === undefined) setState({ placed: { ...cells, grid: next } });
      } catch (error) {
        if (!isGone) setState({ error: error instanceof Error ? error : new Error(String(error)) });
      } finally {
        isOut.current = false;
      }
      return askNext();
    };
    void askNext();
    return () => {
      isGone = true;
    };
  }, [client, grid]);

  return state;
}
