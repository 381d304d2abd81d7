// The ranges of a diff in the map's worker. The bytes pass through the page untouched; the worker lives as long as
// the pair is looked at.
import { useEffect, useState } from "react";
import { apiFetchBytes } from "./api-fetch.ts";
import { type HeatmapClient, openHeatmap } from "./heatmap-client.ts";

export type DiffMapState =
  | { stage: "ranges" }
  | { stage: "decoding" }
  | { stage: "ready"; client: HeatmapClient }
  | { stage: "failed"; error: unknown };

export interface DiffMap {
  state: DiffMapState;
  retry(): void;
}

export function useDiffMap(base: string, target: string): DiffMap {
  const [state, setState] = useState<DiffMapState>({ stage: "ranges" });
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt runs the same again
  useEffect(() => {
    const controller = new AbortController();
    let client: HeatmapClient | undefined;
    const open = async () => {
      setState({ stage: "ranges" });
      const bytes = await apiFetchBytes("/api/diffs/ranges", { query: { base, target, format: "bin" }, signal: controller.signal });
      if (controller.signal.aborted) return;
      setState({ stage: "decoding" });
      const opened = await openHeatmap(bytes.buffer);
      if (controller.signal.aborted) return opened.close();
      client = opened;
      setState({ stage: "ready", client: opened });
    };
    open().catch((error: unknown) => {
      if (!controller.signal.aborted) setState({ stage: "failed", error });
    });
    return () => {
      controller.abort();
      client?.close();
    };
  }, [base, target, attempt]);

  return { state, retry: () => setAttempt((n) => n + 1) };
}
