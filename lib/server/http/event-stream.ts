// Server-sent events as an answer. Behind our listener they are written straight to the socket (direct-stream.ts); a caller
// that has no socket reads the body. Work that fails ends the stream: the client connects again and then gets a proper
// error answer.

export type SendEvent = (type: string, data: string) => void;
export type StreamWork = (send: SendEvent, stopped: AbortSignal) => Promise<void>;

// The bundles of Next have a Map each: the answer itself bears its work.
const slot = Symbol.for("snapscope.event-stream");

export const streamHead = "retry: 2000\n\n";
export const eventText = (type: string, data: string) => `event: ${type}\ndata: ${data}\n\n`;

/** Runs the work while somebody listens; the stream ends with it, or it is told by the signal that nobody listens any more. */
export function eventStream(gone: AbortSignal, work: StreamWork): Response {
  const response = new Response(streamBody(gone, work), {
    headers: { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" },
  });
  return Object.assign(response, { [slot]: work });
}

/** Of an answer that is such a stream and whose body has not been read. */
export function streamWork(response: Response): StreamWork | undefined {
  return (response as { [slot]?: StreamWork })[slot];
}

function streamBody(gone: AbortSignal, work: StreamWork): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const ended = new AbortController();
  const stopped = AbortSignal.any([gone, ended.signal]);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const write = (text: string) => {
          if (!stopped.aborted) controller.enqueue(encoder.encode(text));
        };
        write(streamHead);
        await work((type, data) => write(eventText(type, data)), stopped).catch(() => undefined);
        if (!stopped.aborted) controller.close();
      },
      cancel: () => ended.abort(),
    },
    // Not before somebody reads.
    { highWaterMark: 0 },
  );
}

/** Resolves when the signal is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
