// The ranges of a diff in the map's worker, and after them those of all that the target holds, so that what was kept is
// told from what was never written. The bytes pass through the page untouched; the worker lives as long as the pair is
// looked at, and starts before the bytes are there.
import { useEffect, useState } from "react";
import { type MapClient, startMap } from "#lib/change-map/map-client.ts";
import { apiFetchBytes } from "#lib/client/api/api-fetch.ts";

export type ChangeMapStage = "fetching" | "decoding" | "ready";

/** The map stands without it: where it cannot be read, what is unchanged is not told apart. */
export type KeptData =
  | { stage: "reading" }
  | { stage: "failed"; error: unknown }
  /** bytes: of all that the target holds, written since the base or kept from before. */
  | { stage: "known"; bytes: number };

export interface LoadedMap {
  client: MapClient | undefined;
  stage: ChangeMapStage;
  data: KeptData;
  error: unknown;
  retry(): void;
}

export function useChangeMap(base: string, target: string): LoadedMap {
  const [client, setClient] = useState<MapClient>();
  const [stage, setStage] = useState<ChangeMapStage>("fetching");
  const [data, setData] = useState<KeptData>({ stage: "reading" });
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt runs the same again
  useEffect(() => {
    const controller = new AbortController();
    const started = startMap((broken) => setError(broken));
    setClient(started);
    setStage("fetching");
    setData({ stage: "reading" });
    setError(undefined);
    const fetchRanges = (query: Record<string, string>) =>
      apiFetchBytes("/api/diffs/ranges", { query: { ...query, format: "bin" }, signal: controller.signal });
    const loadData = async () => {
      const bytes = await fetchRanges({ target });
      const loaded = await started.loadData(bytes.buffer);
      if (!controller.signal.aborted) setData({ stage: "known", bytes: loaded.bytes });
    };
    const load = async () => {
      const bytes = await fetchRanges({ base, target });
      setStage("decoding");
      await started.load(bytes.buffer);
      if (controller.signal.aborted) return;
      setStage("ready");
      loadData().catch((cause: unknown) => {
        if (!controller.signal.aborted) setData({ stage: "failed", error: cause });
      });
    };
    load().catch((cause: unknown) => {
      if (!controller.signal.aborted) setError(cause);
    });
    return () => {
      controller.abort();
      started.close();
    };
  }, [base, target, attempt]);

  return { client, stage, data, error, retry: () => setAttempt((n) => n + 1) };
}
