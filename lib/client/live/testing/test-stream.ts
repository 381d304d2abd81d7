// A server of event streams that says what the test wants, and a clock that stands until it is moved on.
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { After } from "../event-stream.ts";

export interface TestStreams {
  url: string;
  /** Every stream that was asked for, in order; closed ones too. */
  asked: ServerResponse[];
  open(): number;
  /** 200: a stream; anything else is answered at once. */
  status: number;
  say(text: string): void;
  hangUp(): void;
  close(): Promise<void>;
}

export async function startTestStreams(): Promise<TestStreams> {
  const asked: ServerResponse[] = [];
  const streams = new Set<ServerResponse>();
  const server = createServer((_request, response) => {
    asked.push(response);
    if (started.status !== 200) return void response.writeHead(started.status, { "content-type": "text/html" }).end("not ready");
    streams.add(response);
    response.on("close", () => streams.delete(response));
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" }).flushHeaders();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const started: TestStreams = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/events`,
    asked,
    open: () => streams.size,
    status: 200,
    say(text) {
      for (const stream of streams) stream.write(text);
    },
    hangUp() {
      for (const stream of streams) stream.destroy();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return started;
}

export function createTestClock(): { after: After; advance(ms: number): void } {
  let nowMs = 0;
  const due = new Set<{ atMs: number; run: () => void }>();
  return {
    after(ms, run) {
      const timer = { atMs: nowMs + ms, run };
      due.add(timer);
      return () => void due.delete(timer);
    },
    /** Runs what falls due, in order, also what is set on the way. */
    advance(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        const [next] = [...due].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
        if (!next) break;
        due.delete(next);
        nowMs = next.atMs;
        next.run();
      }
      nowMs = endMs;
    },
  };
}
