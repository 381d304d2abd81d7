// The ranges of a diff in the map's worker. The bytes pass through the page untouched; the worker lives as long as
// the pair is looked at, and starts before the bytes are there.
import { useEffect, useState } from "react";
import { apiFetchBytes } from "./api-fetch.ts";
import { type HeatmapClient, startHeatmap } from "./heatmap-client.ts";

export type DiffMapStage = "fetching" | "decoding" | "ready";

export interface DiffMap {
  client: HeatmapClient | undefined;
  stage: DiffMapStage;
  error: unknown;
  retry(): void;
}

export function useDiffMap(base: string, target: string): DiffMap {
  const [client, setClient] = useState<HeatmapClient>();
  const [stage, setStage] = useState<DiffMapStage>("fetching");
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt runs the same again
  useEffect(() => {
    const controller = new AbortController();
    const started = startHeatmap();
    setClient(started);
    setStage("fetching");
    setError(undefined);
    const load = async () => {
      const bytes = await apiFetchBytes("/api/diffs/ranges", { query: { base, target, format: "bin" }, signal: controller.signal });
      setStage("decoding");
      await started.load(bytes.buffer);
      if (!controller.signal.aborted) setStage("ready");
    };
    load().catch((cause: unknown) => {
      if (!controller.signal.aborted) setError(cause);
    });
    return () => {
      controller.abort();
      started.close();
    };
  }, [base, target, attempt]);

  return { client, stage, error, retry: () => setAttempt((n) => n + 1) };
}
