// One slice of the ranges from the worker. The old one stays until the new one is there, or the reason why it is not.
import { useEffect, useState } from "react";
import type { MapClient } from "#lib/change-map/map-client.ts";
import type { MapQuestion, RangePage } from "#lib/change-map/map-messages.ts";

export interface RangesState {
  page?: RangePage;
  error?: unknown;
  /** Asks the same again. */
  retry(): void;
}

export function useRanges(client: MapClient, slice: Omit<Extract<MapQuestion, { ask: "ranges" }>, "ask">): RangesState {
  const [answer, setAnswer] = useState<Omit<RangesState, "retry">>({});
  const [attempt, setAttempt] = useState(0);
  const { fromBytes, toBytes, kind, order, start, limit } = slice;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks the same again
  useEffect(() => {
    let isGone = false;
    const show = (next: Omit<RangesState, "retry">) => !isGone && setAnswer(next);
    client.ask({ ask: "ranges", fromBytes, toBytes, kind, order, start, limit }).then(
      (page) => show({ page }),
      (error: unknown) => show({ error }),
    );
    return () => {
      isGone = true;
    };
  }, [client, fromBytes, toBytes, kind, order, start, limit, attempt]);
  return { ...answer, retry: () => setAttempt((n) => n + 1) };
}
