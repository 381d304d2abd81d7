// What the route wrapper does with files, and with handlers and senders that take long: tried through a table of made-up
// entries, over a real listener, as Next hands requests on.
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { type ClientRequest, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { errorBody } from "#lib/contract/common.ts";
import { createApiFinder } from "#lib/server/http/find-api-route.ts";
import { createHttpServer, type Handler } from "#lib/server/http/http-server.ts";
import { listen } from "#lib/server/http/port.ts";
import { usualLimits } from "#lib/server/http/request-limits.ts";
import { streamedBody } from "#lib/server/http/streamed-body.ts";
import { startTestApp, type TestApp } from "#lib/server/testing/test-app.ts";
import { type ApiEntries, apiTable } from "./api-table.ts";
import { openApiDocument } from "./openapi.ts";
import { createRoute } from "./route.ts";

const MIB = 2 ** 20;
const CHUNK = new Uint8Array(MIB).fill(7);
const table = {
  "POST /api/files": { summary: "Keeps a file", upload: true, response: z.object({ bytes: z.number() }) },
  "POST /api/notes": { summary: "Takes a note", body: z.object({ text: z.string() }), response: z.object({ length: z.number() }) },
  "GET /api/quick": { summary: "Should be quick", response: z.object({}) },
  "GET /api/long": { summary: "May take long", longAnswer: true, response: z.object({}) },
} as const satisfies ApiEntries;

let running: TestApp;
let server: Server;
let port: number;
let handlers: Record<string, ReturnType<ReturnType<typeof madeUpRoute>>>;
/** What became of the handler's own work. */
let worked: Promise<unknown>[] = [];

const madeUpRoute = (usual = usualLimits) => createRoute(() => table, usual);

const asNextDoes: Handler = async (incoming, response) => {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const { method = "", url = "" } = incoming;
  const body = method === "GET" ? {} : { body: incoming as unknown as ReadableStream, duplex: "half" as const };
  const headers = new Headers(incoming.headers as Record<string, string>);
  const asked = new Request(`http://127.0.0.1:3000${url}`, { method, headers, signal: gone.signal, ...body });
  const answer = await handlers[`${method} ${url}`]?.(asked);
  response.writeHead(answer?.status ?? 404, Object.fromEntries(answer?.headers ?? []));
  if (answer?.body) await pipeline(Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]), response);
};

beforeAll(async () => {
  running = await startTestApp();
  const options = { dev: false, log: running.app.log, api: createApiFinder(table), receiveMs: 2000 };
  server = createHttpServer(running.app.config, asNextDoes, options);
  await listen(server, { host: "127.0.0.1", port: 0 });
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await running.stop();
});
beforeEach(() => {
  handlers = { "POST /api/files": keepFile(madeUpRoute()) };
});
afterEach(() => {
  worked = [];
  running.lines.length = 0;
  Object.assign(running.app.config, { maxUploadBytes: 50 * MIB });
});

function keepFile(route: ReturnType<typeof madeUpRoute>, onPart: (bytes: number) => void = () => {}) {
  return route("POST /api/files", async ({ app, upload }) => {
    let bytes = 0;
    async function* counted() {
      for await (const part of upload) {
        bytes += part.length;
        onPart(bytes);
        yield part;
      }
    }
    const writing = app.artifacts.write("a-file", counted());
    worked.push(writing.catch((error: unknown) => error));
    await writing;
    return { bytes };
  });
}

function send(path: string, headers: Record<string, string | number> = {}, method = "POST"): ClientRequest {
  const host = "127.0.0.1:3000";
  const types = { "content-type": "application/octet-stream" };
  return httpRequest({ port, host: "127.0.0.1", path, method, headers: { host, ...types, ...headers }, agent: false });
}

async function answerOf(sent: ClientRequest) {
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const body = JSON.parse(await text(response));
  return { status: response.statusCode, body, error: errorBody.safeParse(body).data?.error, id: response.headers["x-request-id"] };
}

async function sendFile(sizeBytes: number, headers: Record<string, string | number> = {}) {
  async function* parts() {
    for (let at = 0; at < sizeBytes; at += MIB) yield CHUNK.subarray(0, Math.min(MIB, sizeBytes - at));
  }
  const sent = send("/api/files", headers);
  const [answer] = await Promise.all([answerOf(sent), pipeline(Readable.from(parts()), sent)]);
  return answer;
}

const unfinished = async () =>
  (await readdir(join(running.app.config.dataDir, "artifacts"))).filter((name) => name.endsWith(".unfinished"));

describe("An upload", () => {
  afterEach(() => running.app.artifacts.delete("a-file"));

  test("goes through to the disk part by part: fifty MiB, of which hardly anything is held", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const held = () => {
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    let most = 0;
    let next = 0;
    const before = held();
    const look = (bytes: number) => {
      if (bytes < next) return;
      next = bytes + 5 * MIB;
      most = Math.max(most, held() - before);
    };
    handlers = { "POST /api/files": keepFile(madeUpRoute(), look) };
    expect(await sendFile(50 * MIB)).toMatchObject({ status: 200, body: { bytes: 50 * MIB } });
    expect(await running.app.artifacts.find("a-file")).toMatchObject({ sizeBytes: 50 * MIB });
    expect(next).toBeGreaterThan(50 * MIB);
    // What sender, sockets and file hold on the way, and what is not swept up yet.
    expect(most).toBeLessThan(25 * MIB);
  });

  test.each([
    ["that says its size", { "content-length": 3 * MIB + 1 }],
    ["that does not", {}],
  ])("%s is refused at one byte more than the setting, by field and limit, and nothing of it stays", async (_how, headers) => {
    Object.assign(running.app.config, { maxUploadBytes: 3 * MIB });
    const { status, error, id } = await sendFile(3 * MIB + 1, headers);
    expect([status, error]).toEqual([
      413,
      { code: "too-large", message: expect.any(String), requestId: id, details: { field: "body", allowed: `${3 * MIB} bytes` } },
    ]);
    expect([await running.app.artifacts.find("a-file"), await unfinished()]).toEqual([undefined, []]);
    expect((await sendFile(3 * MIB)).body).toEqual({ bytes: 3 * MIB });
  });

  test("much larger than the setting is refused all the same, though the sender sends on", async () => {
    Object.assign(running.app.config, { maxUploadBytes: MIB });
    expect(await sendFile(20 * MIB)).toMatchObject({ status: 413, error: { code: "too-large" } });
  });

  test("whose sender goes away is not taken for a whole one", async () => {
    const begun = Promise.withResolvers<void>();
    handlers = { "POST /api/files": keepFile(madeUpRoute(), () => begun.resolve()) };
    const sent = send("/api/files", { "content-length": 10 * MIB });
    sent.on("error", () => {});
    sent.write(CHUNK);
    await begun.promise;
    sent.destroy();
    expect(await Promise.all(worked)).toEqual([expect.any(Error)]);
    expect([await running.app.artifacts.find("a-file"), await unfinished()]).toEqual([undefined, []]);
  });

  test("whose sender stops is ended, with an answer", async () => {
    handlers = { "POST /api/files": keepFile(madeUpRoute({ ...usualLimits, answerMs: 50 })) };
    const sent = send("/api/files", { "content-length": 10 * MIB });
    sent.on("error", () => {});
    sent.write(CHUNK);
    expect(await answerOf(sent)).toMatchObject({ status: 504, error: { code: "too-slow", details: { allowed: "0.05 seconds" } } });
    expect(await Promise.all(worked)).toMatchObject([{ code: "too-slow" }]);
    expect([await running.app.artifacts.find("a-file"), await unfinished()]).toEqual([undefined, []]);
    sent.destroy();
  });

  test.each(["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])(
    "as a form of another site could send it (%s) is refused",
    async (type) =>
      expect(await sendFile(1, { "content-type": type })).toMatchObject({ status: 415, error: { details: { field: "Content-Type" } } }),
  );

  test("is described as a file", () => {
    const { paths } = openApiDocument("1", table as never) as { paths: Record<string, Record<string, { requestBody: unknown }>> };
    expect(paths["/api/files"]?.post?.requestBody).toMatchObject({
      content: { "application/octet-stream": { schema: { format: "binary" } } },
    });
  });
});

describe("A body of an entry that says nothing else", () => {
  const note = (route = madeUpRoute()) => route("POST /api/notes", async ({ body }) => ({ length: body.text.length }));
  const json = { "content-type": "application/json" };

  test("may have 64 KiB, and is refused beyond with an answer that arrives", async () => {
    handlers = { "POST /api/notes": note() };
    const ask = async (length: number) => {
      const sent = send("/api/notes", json);
      sent.end(JSON.stringify({ text: "x".repeat(length) }));
      return answerOf(sent);
    };
    expect(await ask(65_000)).toMatchObject({ status: 200, body: { length: 65_000 } });
    expect(await ask(65_536)).toMatchObject({ status: 413, error: { details: { field: "body", allowed: "65536 bytes" } } });
    expect(await ask(9 * MIB)).toMatchObject({ status: 413 });
  });

  test("that does not arrive is not waited for, however slowly it drips", async () => {
    handlers = { "POST /api/notes": note(madeUpRoute({ ...usualLimits, receiveMs: 50 })) };
    const sent = send("/api/notes", json);
    sent.on("error", () => {});
    sent.write('{"text":');
    const drip = setInterval(() => sent.write(" "), 5);
    expect(await answerOf(sent)).toMatchObject({
      status: 504,
      error: { code: "too-slow", message: expect.stringContaining("did not arrive") },
    });
    clearInterval(drip);
    sent.destroy();
  });
});

describe("An answer", () => {
  const short = { ...usualLimits, answerMs: 30 };
  const ask = (path: string) => {
    const sent = send(path, {}, "GET");
    sent.end();
    return answerOf(sent);
  };

  test("that does not come in time is ended: the client is told why, the handler by its signal, the log by the request id", async () => {
    let reason: unknown;
    handlers = {
      "GET /api/quick": madeUpRoute(short)("GET /api/quick", ({ context: { signal } }) => {
        signal?.addEventListener("abort", () => {
          reason = signal.reason;
        });
        return new Promise(() => {});
      }),
    };
    const { status, error, id } = await ask("/api/quick");
    expect([status, error]).toEqual([
      504,
      { code: "too-slow", message: "There was no answer within 0.03 seconds.", requestId: id, details: { allowed: "0.03 seconds" } },
    ]);
    expect(reason).toMatchObject({ code: "too-slow" });
    expect(running.lines).toContainEqual(expect.objectContaining({ event: "request-failed", requestId: id, route: "GET /api/quick" }));
  });

  test("is too slow also where the work, told to stop, calls it something else", async () => {
    handlers = {
      "GET /api/quick": madeUpRoute(short)("GET /api/quick", async ({ context: { signal } }) => {
        if (signal) await once(signal, "abort");
        throw new DOMException("aborted", "AbortError");
      }),
    };
    expect((await ask("/api/quick")).error?.code).toBe("too-slow");
  });

  test("has the long time where its entry says so", async () => {
    const slow = Promise.withResolvers<Record<string, never>>();
    const asked = Promise.withResolvers<void>();
    const route = madeUpRoute({ ...short, longAnswerMs: 60_000 });
    handlers = {
      "GET /api/quick": route("GET /api/quick", () => new Promise(() => {})),
      "GET /api/long": route("GET /api/long", () => {
        asked.resolve();
        return slow.promise;
      }),
    };
    const long = ask("/api/long");
    await asked.promise;
    // One that began later has run out of its time.
    expect((await ask("/api/quick")).status).toBe(504);
    slow.resolve({});
    expect((await long).status).toBe(200);
  });

  test("that waits for the first reading of Azure says so, and is told what to do; nothing else says so", async () => {
    const read = madeUpRoute({ ...usualLimits, answerMs: 1 })("GET /api/quick", async ({ app, context }) => {
      await app.view.current(context);
      return new Promise(() => {});
    });
    handlers = { "GET /api/quick": read };
    expect((await ask("/api/quick")).error).toMatchObject({
      code: "too-slow",
      message:
        "There was no answer within 0.001 seconds. Azure is being read for the first time. The reading goes on: ask again in a while.",
    });
    const known = madeUpRoute()("GET /api/quick", async ({ app, context }) => {
      await app.view.current(context);
      return {};
    });
    handlers = { "GET /api/quick": known };
    expect((await ask("/api/quick")).status).toBe(200);
    handlers = { "GET /api/quick": read };
    expect((await ask("/api/quick")).error?.message).toBe("There was no answer within 0.001 seconds.");
  });

  test("that fails after it began breaks off, and the log says why, by request id and route", async () => {
    handlers = {
      "GET /api/quick": madeUpRoute()("GET /api/quick", async () => {
        const parts = async function* () {
          yield "[1";
          throw new Error("the disk is gone");
        };
        return new Response(await streamedBody(parts()));
      }),
    };
    const sent = send("/api/quick", { "x-request-id": "broken-download" }, "GET");
    sent.end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    expect([response.statusCode, response.headers["x-request-id"]]).toEqual([200, "broken-download"]);
    await expect(text(response)).rejects.toThrow();
    expect(running.lines).toContainEqual(
      expect.objectContaining({
        event: "request-failed",
        requestId: "broken-download",
        route: "GET /api/quick",
        err: expect.objectContaining({ message: "the disk is gone" }),
      }),
    );
  });

  test("that has begun goes on while its request is still being read, with pauses of any length", async () => {
    const echo = madeUpRoute(short);
    handlers = {
      "POST /api/files": echo("POST /api/files", async ({ upload }) => new Response(await streamedBody(upload))),
      "GET /api/quick": echo("GET /api/quick", () => new Promise(() => {})),
    };
    const sent = send("/api/files");
    sent.write("[1");
    const answer = answerOf(sent);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    sent.write(",2");
    // What began later has run out of its time, twice.
    for (let i = 0; i < 2; i += 1) expect((await ask("/api/quick")).status).toBe(504);
    sent.end("]");
    expect((await answer).body).toEqual([1, 2]);
  });

  test("that has begun may be streamed for as long as it takes", async () => {
    const signals: AbortSignal[] = [];
    const route = madeUpRoute(short);
    const rest = Promise.withResolvers<void>();
    handlers = {
      "GET /api/long": route("GET /api/quick", async ({ context }) => {
        signals.push(context.signal as AbortSignal);
        const parts = async function* () {
          yield new TextEncoder().encode("[1");
          await rest.promise;
          yield new TextEncoder().encode(",2]");
        };
        return new Response(Readable.toWeb(Readable.from(parts())) as ReadableStream);
      }),
      "GET /api/quick": route("GET /api/quick", () => new Promise(() => {})),
    };
    const streamed = ask("/api/long");
    expect((await ask("/api/quick")).status).toBe(504);
    expect(signals.map((signal) => signal.aborted)).toEqual([false]);
    rest.resolve();
    expect((await streamed).body).toEqual([1, 2]);
  });
});

test("the entries that read page ranges, storage accounts, a bill or all of Azure, or reckon with all ranges, may take long; no other one may, and none is an upload yet", () => {
  const entries = Object.entries(apiTable as ApiEntries);
  expect(entries.filter(([, entry]) => entry.longAnswer).map(([key]) => key)).toEqual([
    "GET /api/replicas",
    "POST /api/retention/simulate",
    "POST /api/reclaim/propose",
    "GET /api/diffs",
    "GET /api/diffs/ranges",
    "GET /api/costs",
    "POST /api/inventory/refresh",
  ]);
  expect(entries.filter(([, entry]) => entry.upload)).toEqual([]);
});
