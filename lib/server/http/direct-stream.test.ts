import { once } from "node:events";
import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { answerDirectly, type WebHandler } from "./direct-stream.ts";
import { eventStream, type SendEvent, untilAborted } from "./event-stream.ts";

let server: Server;
let handler: WebHandler;
let failures: unknown[];

beforeEach(async () => {
  failures = [];
  server = createServer((request, response) => {
    const onFailed = (error: unknown) => failures.push(error);
    answerDirectly(handler, { id: "one" }, { request, response, onFailed }).catch(onFailed);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(async () => {
  vi.useRealTimers();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

async function ask(path = "/api/events"): Promise<IncomingMessage> {
  const asked = get({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", path, headers: { "x-request-id": "abcdefgh" } });
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return response;
}

/** A stream that is open until the test ends it. */
function openStream() {
  let send: SendEvent = () => undefined;
  let signal: AbortSignal | undefined;
  handler = async (request) =>
    eventStream(request.signal, async (sendEvent, stopped) => {
      send = sendEvent;
      signal = stopped;
      await untilAborted(stopped);
    });
  return { send: (type: string, data: string) => send(type, data), isStopped: () => signal?.aborted };
}

describe("An event stream", () => {
  test("bears the handler's headers and events, and ends with its work", async () => {
    handler = async (request, next) => {
      const { id } = (await next?.params) ?? {};
      const { search } = new URL(request.url);
      const given = request.headers.get("x-request-id");
      return eventStream(request.signal, async (send) => send("operation", JSON.stringify({ id, search, given })));
    };
    const response = await ask("/api/operations/one/events?a=1");
    expect([response.statusCode, response.headers["content-type"]]).toEqual([200, "text/event-stream; charset=utf-8"]);
    expect(await text(response)).toBe('retry: 2000\n\nevent: operation\ndata: {"id":"one","search":"?a=1","given":"abcdefgh"}\n\n');
  });

  test("tells its work when nobody listens any more", async () => {
    const { isStopped } = openStream();
    const response = await ask();
    await once(response, "data");
    expect(isStopped()).toBe(false);
    response.destroy();
    await vi.waitFor(() => expect(isStopped()).toBe(true));
  });

  test("is cut where its work fails, so that the client does not take it for its end", async () => {
    handler = async (request) => eventStream(request.signal, () => Promise.reject(new Error("lost")));
    await expect(ask().then(text)).rejects.toThrow(/aborted|hang up/);
    expect(failures).toMatchObject([{ message: "lost" }]);
  });

  test("is ended when its client takes nothing of what is sent", async () => {
    const { send, isStopped } = openStream();
    const response = await ask();
    response.pause();
    const much = "x".repeat(1024 * 1024);
    for (let i = 0; i < 64 && !isStopped(); i += 1) {
      send("operation", much);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await vi.waitFor(() => expect(isStopped()).toBe(true));
    response.on("error", () => undefined);
    response.destroy();
  });

  test("is heard of while it is quiet", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    openStream();
    const response = await ask();
    const heard: string[] = [];
    response.setEncoding("utf8").on("data", (part: string) => heard.push(part));
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    vi.advanceTimersByTime(15_000);
    await vi.waitFor(() => expect(heard.join("")).toBe("retry: 2000\n\n: still here\n\n"));
    response.destroy();
  });
});

test("an answer that is no stream is given as it is", async () => {
  handler = async () => Response.json({ error: { code: "not-found" } }, { status: 404, headers: { "x-request-id": "abcdefgh" } });
  const response = await ask();
  expect([response.statusCode, response.headers["x-request-id"], await text(response)]).toEqual([
    404,
    "abcdefgh",
    '{"error":{"code":"not-found"}}',
  ]);
});

test("a handler that throws is told of, and nothing is written", async () => {
  handler = () => Promise.reject(new Error("a bug"));
  void ask().catch(() => undefined);
  await vi.waitFor(() => expect(failures).toMatchObject([{ message: "a bug" }]));
});
