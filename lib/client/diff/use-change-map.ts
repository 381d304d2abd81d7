// The ranges of a diff in the map's worker. The bytes pass through the page untouched; the worker lives as long as
// the pair is looked at, and starts before the bytes are there.
import { useEffect, useState } from "react";
import { type MapClient, startMap } from "#lib/change-map/map-client.ts";
import { apiFetchBytes } from "#lib/client/api/api-fetch.ts";

export type ChangeMapStage = "fetching" | "decoding" | "ready";

export interface MapPanel {
  client: MapClient | undefined;
  stage: ChangeMapStage;
  error: unknown;
  retry(): void;
}

export function useChangeMap(base: string, target: string): MapPanel {
  const [client, setClient] = useState<MapClient>();
  const [stage, setStage] = useState<ChangeMapStage>("fetching");
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt runs the same again
  useEffect(() => {
    const controller = new AbortController();
    const started = startMap((broken) => setError(broken));
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
