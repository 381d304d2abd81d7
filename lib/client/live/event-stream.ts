// A stream of server-sent events that stays open: fetched, read as it comes, connected again when it breaks.
// EventSource is not enough: it hides the server's heartbeat, so a connection that died without a word stays "open" for
// ever, and it gives up for good at the first answer that is not a stream (503 while the server starts).
import { createParser } from "eventsource-parser";

export interface StreamEvent {
  type: string;
  data: string;
}

/** Runs later unless the returned function is called before. */
export type After = (ms: number, run: () => void) => () => void;

export interface EventStreamOptions {
  url: string;
  onEvent(event: StreamEvent): void;
  /** true at every sign of life, the heartbeat included; false whenever a connection has ended or was not had. */
  onLife(isLive: boolean): void;
  after?: After;
}

// The server's heart beats every 15 s (lib/server/http/event-stream.ts): two may be lost.
export const SILENCE_MS = 40_000;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;

export const afterTimeout: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** Until the returned function is called. */
export function openEventStream({ after = afterTimeout, ...options }: EventStreamOptions): () => void {
  const closed = new AbortController();
  void keepOpen({ after, ...options }, closed.signal);
  return () => closed.abort();
}

async function keepOpen(options: Required<EventStreamOptions>, closed: AbortSignal): Promise<void> {
  let retryMs = FIRST_RETRY_MS;
  while (!closed.aborted) {
    const wasAlive = await readStream(options, closed);
    if (closed.aborted) return;
    options.onLife(false);
    if (wasAlive) retryMs = FIRST_RETRY_MS;
    await pause(retryMs, options.after, closed);
    retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
  }
}

/** One connection, to its end. Whether anything was heard. Refused, broken, silent: all of it is answered by another try. */
async function readStream({ url, onEvent, onLife, after }: Required<EventStreamOptions>, closed: AbortSignal): Promise<boolean> {
  const connection = new AbortController();
  const hangUp = () => connection.abort();
  closed.addEventListener("abort", hangUp, { once: true });
  let cancelWatch = after(SILENCE_MS, hangUp);
  let wasAlive = false;
  try {
    const response = await fetch(url, { headers: { accept: "text/event-stream" }, cache: "no-store", signal: connection.signal });
    const isStream = response.ok && response.headers.get("content-type")?.startsWith("text/event-stream");
    if (!isStream || !response.body) return false;
    const parser = createParser({ onEvent: ({ event = "message", data }) => onEvent({ type: event, data }) });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done && !closed.aborted; part = await reader.read()) {
      cancelWatch();
      cancelWatch = after(SILENCE_MS, hangUp);
      wasAlive = true;
      onLife(true);
      parser.feed(part.value);
    }
  } catch {
    // Told by onLife(false).
  } finally {
    cancelWatch();
    hangUp();
    closed.removeEventListener("abort", hangUp);
  }
  return wasAlive;
}

function pause(ms: number, after: After, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      ended.removeEventListener("abort", done);
      resolve();
    };
    const cancel = after(ms, done);
    ended.addEventListener("abort", done, { once: true });
  });
}
