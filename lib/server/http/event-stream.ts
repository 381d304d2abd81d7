// Server-sent events. A comment every 15 s keeps proxies from closing a quiet stream, and tells the client
// that it is heard: lib/client/live/event-stream.ts connects again after a longer silence.
const heartbeatMs = 15_000;

export type SendEvent = (type: string, data: string) => void;

/**
 * Runs the work while somebody listens; the stream ends with it, or it is told by the signal that nobody listens any more.
 * Work that fails ends the stream: the client connects again and then gets a proper error answer.
 */
export function eventStream(gone: AbortSignal, work: (send: SendEvent, stopped: AbortSignal) => Promise<void>): Response {
  const encoder = new TextEncoder();
  const ended = new AbortController();
  const stopped = AbortSignal.any([gone, ended.signal]);
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const write = (text: string) => {
        if (!stopped.aborted) controller.enqueue(encoder.encode(text));
      };
      write("retry: 2000\n\n");
      const beat = setInterval(() => write(": still here\n\n"), heartbeatMs);
      try {
        await work((type, data) => write(`event: ${type}\ndata: ${data}\n\n`), stopped);
      } catch {
        // Told above.
      } finally {
        clearInterval(beat);
        if (!stopped.aborted) controller.close();
      }
    },
    cancel: () => ended.abort(),
  });
  return new Response(stream, { headers: { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" } });
}

/** Resolves when the signal is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
