// An event stream from a handler to the socket without Next in between: there an open stream holds some 60 KiB, here a
// tenth of it. What is asked and answered stays the handler's; this is only the way.
import type { IncomingMessage, ServerResponse } from "node:http";
import { eventText, type StreamWork, streamHead, streamWork } from "./event-stream.ts";

export type WebHandler = (request: Request, next?: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** Keeps proxies from closing a quiet stream, and tells the client that it is heard (lib/client/live/event-stream.ts). */
const heartbeatMs = 15_000;
/** Who does not take what is sent is hung up on: the client connects again and asks for what it shows. */
const mostUnsentBytes = 1024 * 1024;

const open = new Set<ServerResponse>();
let beat: NodeJS.Timeout | undefined;

/** onFailed: of what ended a stream that had begun. */
export async function answerDirectly(
  handler: WebHandler,
  params: Record<string, string>,
  { request, response, onFailed }: { request: IncomingMessage; response: ServerResponse; onFailed: (error: unknown) => void },
): Promise<void> {
  const answer = await handler(toWebRequest(request), { params: Promise.resolve(params) });
  const work = streamWork(answer);
  const text = work ? undefined : await answer.text();
  if (response.destroyed) return;
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (work) run(work, response, onFailed);
  else response.end(text);
}

/** Apart from the handler's scope, so that neither the request nor its answer is held while the stream is open. */
function run(work: StreamWork, response: ServerResponse, onFailed: (error: unknown) => void): void {
  const gone = new AbortController();
  response.once("close", () => {
    open.delete(response);
    gone.abort();
    if (open.size === 0) {
      clearInterval(beat);
      beat = undefined;
    }
  });
  open.add(response);
  beat ??= setInterval(() => {
    for (const one of open) write(one, ": still here\n\n");
  }, heartbeatMs).unref();
  write(response, streamHead);
  work((type, data) => write(response, eventText(type, data)), gone.signal).then(
    () => response.end(),
    (error: unknown) => {
      if (!gone.signal.aborted) onFailed(error);
      response.destroy();
    },
  );
}

function write(response: ServerResponse, text: string): void {
  if (response.destroyed || response.writableEnded) return;
  response.write(text);
  if (response.writableLength > mostUnsentBytes) response.destroy();
}

function toWebRequest(request: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers.set(name, String(value));
  return new Request(new URL(request.url ?? "/", `http://${request.headers.host}`), { headers });
}
