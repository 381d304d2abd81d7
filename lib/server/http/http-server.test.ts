import { once } from "node:events";
import { type IncomingMessage, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { offerEventHandlers } from "#lib/server/process-state.ts";
import { createApiFinder } from "./find-api-route.ts";
import { createHttpServer, type Handler } from "./http-server.ts";
import { assertPortFree, listen } from "./port.ts";

const ok: Handler = async (_request, response) => void response.end("reached Next");
const logged: { event: string; fields: unknown }[] = [];
let handle: Handler = ok;
let reached = 0;
let server: Server;
let port: number;

beforeAll(async () => {
  const log = { error: (event: string, fields: unknown) => void logged.push({ event, fields }) };
  const allowedHosts = ["localhost:3000", "127.0.0.1:3000"];
  const next: Handler = (incoming, response) => {
    reached += 1;
    return handle(incoming, response);
  };
  const api = createApiFinder({
    "GET /api/health": { summary: "" },
    "POST /api/notes": { summary: "" },
    "POST /api/files": { summary: "", upload: true },
    "GET /api/notes/{id}/events": { summary: "", events: true },
  });
  server = createHttpServer({ allowedHosts }, next, { dev: false, log, api, receiveMs: 1000 });
  await listen(server, { host: "127.0.0.1", port: 0 });
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});
beforeEach(() => {
  handle = ok;
  reached = 0;
  logged.length = 0;
});

interface Answer {
  status: number | undefined;
  headers: IncomingMessage["headers"];
  body: string;
}

interface Asked {
  method?: string;
  host?: string;
  headers?: Record<string, string>;
}

async function ask(path: string, { method = "GET", host = "localhost:3000", headers: more }: Asked = {}): Promise<Answer> {
  const sent = request({ port, host: "127.0.0.1", path, method, headers: { ...more, host }, agent: false });
  sent.end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

describe("A host name that is not ours", () => {
  test("gets the API's error shape from the API, and nothing behind the listener sees the request", async () => {
    const { status, headers, body } = await ask("/api/health", { host: "evil.example" });
    expect([status, headers["content-type"], reached]).toEqual([403, "application/json", 0]);
    expect(JSON.parse(body).error).toMatchObject({
      code: "host-not-allowed",
      requestId: headers["x-request-id"],
      details: { given: "evil.example" },
    });
  });

  test("gets a sentence from a page", async () => {
    const { status, headers, body } = await ask("/", { host: "evil.example" });
    expect([status, headers["content-type"], reached]).toEqual([403, "text/plain; charset=utf-8", 0]);
    expect(body).toContain("SNAPSCOPE_ALLOWED_HOSTS");
  });

  test("cannot hide behind a request target that names us", async () => {
    const { status } = await ask("http://localhost:3000/api/health", { host: "evil.example" });
    expect([status, reached]).toEqual([403, 0]);
  });
});

describe("The API", () => {
  test("is passed on without the pages' headers", async () => {
    const { body, headers } = await ask("/api/health?x=1");
    expect([body, headers["content-security-policy"]]).toEqual(["reached Next", undefined]);
  });

  test("says which methods a path takes", async () => {
    const { status, headers } = await ask("/api/health", { method: "PUT" });
    expect([status, headers.allow]).toEqual([405, "GET"]);
  });

  test("answers what it does not have as JSON, with a request id", async () => {
    const { status, headers, body } = await ask("/api/nothing");
    expect([status, headers["content-type"], reached]).toEqual([404, "application/json", 0]);
    expect(JSON.parse(body).error).toMatchObject({ code: "not-found", requestId: headers["x-request-id"] });
  });
});

describe("A path that cannot be decoded", () => {
  test.each(["/api/health/%ff", "/api/health/%", "/api/health/%zz", "/api/health/%c3%28?x=1"])(
    "as %s is refused in the API's error shape, with its headers",
    async (path) => {
      const { status, headers, body } = await ask(path);
      expect([status, headers["content-type"], reached]).toEqual([400, "application/json", 0]);
      expect(headers).toMatchObject({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
      expect(JSON.parse(body).error).toMatchObject({
        code: "invalid-input",
        requestId: headers["x-request-id"],
        details: { field: "path", given: path.split("?")[0] },
      });
    },
  );

  test("is refused by a sentence where a page was asked for", async () => {
    const { status, headers, body } = await ask("/chains/%ff");
    expect([status, headers["content-type"], reached]).toEqual([400, "text/plain; charset=utf-8", 0]);
    expect(body).toBe("The path cannot be decoded.\n");
  });

  test("is not one that was encoded well", async () => {
    expect((await ask("/chains/%C3%A4%2Fb?q=%ff")).body).toBe("reached Next");
  });
});

describe("A request target that is not a path", () => {
  test.each([
    ["GET", "http://elsewhere.example/"],
    ["GET", "http://localhost:3000/snapshots"],
    ["POST", "http://localhost:3000/api/notes"],
    ["OPTIONS", "*"],
  ])("as %s %s is refused", async (method, path) => {
    const { status, headers, body } = await ask(path, { method });
    expect([status, reached]).toEqual([400, 0]);
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "x-request-id": expect.any(String) });
    expect(body).toContain("begins with a slash");
  });
});

describe("Next's image service", () => {
  test.each(["/_next/image", "/_next/image?url=%2Flogo.png&w=64&q=75", "/_next/image/", "/_next%2Fimage", "//_next/image"])(
    "is not there as %s",
    async (path) => {
      const { status } = await ask(path);
      expect([status, reached]).toEqual([404, 0]);
    },
  );

  test("takes no other file with it", async () => {
    expect((await ask("/_next/static/media/image.png")).body).toBe("reached Next");
  });
});

test("An event stream is asked of the handler that was offered for it, with the path's parameters as they are meant", async () => {
  offerEventHandlers({
    "GET /api/notes/{id}/events": async (_request, next) => Response.json((await next?.params) ?? {}),
  });
  const { status, body } = await ask("/api/notes/a%20b/events");
  expect([status, body, reached]).toEqual([200, '{"id":"a b"}', 0]);
  const { body: other } = await ask("/api/health");
  expect(other).toBe("reached Next");
});

describe("Pages", () => {
  test("come with headers that keep them out of frames and scripts of others out of them", async () => {
    const { headers } = await ask("/snapshots");
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "cross-origin-opener-policy": "same-origin",
      "referrer-policy": "same-origin",
    });
    const policy = String(headers["content-security-policy"]);
    for (const part of ["default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"])
      expect(policy).toContain(part);
    expect(policy).not.toMatch(/unsafe-eval|\*|http:|https:/);
    expect(scriptSource(policy)).toMatch(/^'self' 'nonce-[\w+/]{22}=='$/);
  });

  test("have inline scripts of a nonce made for each answer, whatever the client says it is", async () => {
    const given: (string | string[] | undefined)[] = [];
    handle = async (request, response) => {
      given.push(request.headers["content-security-policy"], request.headers["x-nonce"]);
      given.push(request.headers["content-security-policy-report-only"]);
      response.end();
    };
    const claimed = "script-src 'nonce-bWluZQ=='";
    const asked = {
      headers: { "content-security-policy": claimed, "content-security-policy-report-only": claimed, "x-nonce": "bWluZQ==" },
    };
    const [first, second] = [await ask("/snapshots", asked), await ask("/snapshots", asked)];
    const policies = [first, second].map(({ headers }) => String(headers["content-security-policy"]));
    const nonces = policies.map((policy) => /'nonce-([^']+)'/.exec(policy)?.[1]);
    expect(given).toEqual([policies[0], nonces[0], undefined, policies[1], nonces[1], undefined]);
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(policies.join()).not.toContain("bWluZQ");
  });

  test("that fail are logged, and tell nothing of why", async () => {
    handle = async () => {
      throw new Error("secret reason");
    };
    const { status, body } = await ask("/snapshots");
    expect(status).toBe(500);
    expect(body).not.toContain("secret");
    expect(logged).toMatchObject([{ event: "request-failed", fields: { path: "/snapshots", err: { message: "secret reason" } } }]);
  });

  test("that fail half sent are cut off rather than ended as if whole", async () => {
    handle = async (_request, response) => {
      response.write("half");
      throw new Error("no");
    };
    await expect(ask("/snapshots")).rejects.toThrow();
  });
});

describe("A sender", () => {
  let arrived = Promise.withResolvers<void>();
  const readAll: Handler = async (incoming, response) => {
    for await (const _ of incoming) arrived.resolve();
    response.end("all read");
  };
  beforeEach(() => {
    handle = readAll;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => vi.useRealTimers());

  function begin(path: string) {
    const sent = request({ port, host: "127.0.0.1", path, method: "POST", headers: { host: "localhost:3000" }, agent: false });
    sent.on("error", () => {});
    return sent;
  }

  /** Parts of one byte, each a little less than the allowed time after the one before. */
  async function drip(path: string, parts: number) {
    const sent = begin(path);
    const answer = once(sent, "response").then(async ([response]) => [response.statusCode, await text(response)] as const);
    for (let i = 0; i < parts; i += 1) {
      arrived = Promise.withResolvers<void>();
      sent.write("x");
      await Promise.race([arrived.promise, answer]);
      vi.advanceTimersByTime(900);
    }
    sent.end();
    return answer;
  }

  test("that takes its time is ended with an answer, be it of a page or of the API", async () => {
    const [status, body] = await drip("/api/notes", 3);
    expect([status, JSON.parse(body).error]).toMatchObject([504, { code: "too-slow", details: { allowed: "1 seconds" } }]);
    expect((await drip("/snapshots", 3))[0]).toBe(504);
  });

  test("of a file may take as long as it gets on", async () => {
    expect(await drip("/api/files", 10)).toEqual([200, "all read"]);
  });

  test("of a file is not blamed for a reader that takes its time, and is when it is its turn again", async () => {
    const next = Promise.withResolvers<void>();
    let incoming: IncomingMessage | undefined;
    handle = async (given, response) => {
      incoming = given;
      await next.promise;
      await readAll(given, response);
    };
    const sent = begin("/api/files");
    const answer = once(sent, "response").then(async ([response]) => [response.statusCode, await text(response)] as const);
    // More than is taken in ahead of the reader.
    const all = Buffer.alloc(20 * 2 ** 20);
    sent.write(all);
    await vi.waitUntil(() => (incoming?.readableLength ?? 0) > 0);
    await new Promise(setImmediate);
    for (let i = 0; i < 20; i += 1) vi.advanceTimersByTime(500);
    next.resolve();
    sent.end();
    expect(await answer).toEqual([200, "all read"]);
  });

  test("of a file that stops is ended", async () => {
    const sent = begin("/api/files");
    arrived = Promise.withResolvers<void>();
    sent.write("x");
    await arrived.promise;
    vi.advanceTimersByTime(2000);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(504);
    sent.destroy();
  });
});

test("a WebSocket upgrade is refused by hanging up", async () => {
  const socket = connect(port, "127.0.0.1");
  socket.write(
    `GET /_next/hmr HTTP/1.1\r\nHost: localhost:3000\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
  );
  expect(await text(socket)).toBe("");
  expect(reached).toBe(0);
});

test("an idle connection is kept longer than proxies keep theirs, so that no order is sent into one that we close", async () => {
  const { headers } = await ask("/", { headers: { connection: "keep-alive" } });
  expect(Number(/timeout=(\d+)/.exec(String(headers["keep-alive"]))?.[1])).toBeGreaterThan(60);
});

test("a port that is taken is told in one sentence with what to do", async () => {
  await expect(assertPortFree({ host: "127.0.0.1", port })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken. Stop what uses it, or choose another: PORT=${port + 1} npm start`,
  );
});

const scriptSource = (policy: string) => /script-src ([^;]*)/.exec(policy)?.[1];
