// Server-sent events of one operation. A comment every 15 s keeps proxies from closing a quiet stream.
import type { OperationRow } from "#lib/contract/operations.ts";
import type { OperationWatch } from "#lib/services/operations/operation-watch.ts";

const heartbeatMs = 15_000;

export function operationEvents(watch: OperationWatch, id: string, load: () => Promise<OperationRow>, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  const ended = new AbortController();
  const stopped = AbortSignal.any([signal, ended.signal]);
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (text: string) => {
        if (!stopped.aborted) controller.enqueue(encoder.encode(text));
      };
      send("retry: 2000\n\n");
      const beat = setInterval(() => send(": still here\n\n"), heartbeatMs);
      try {
        await watch.follow(load, id, stopped, (row) => send(`event: operation\ndata: ${JSON.stringify(row)}\n\n`));
      } catch {
        // The client reconnects and then gets a proper error answer.
      } finally {
        clearInterval(beat);
        if (!stopped.aborted) controller.close();
      }
    },
    cancel: () => ended.abort(),
  });
  return new Response(stream, { headers: { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" } });
}
