// The wrapper around every handler, tried through real handlers: who may ask, what was asked, what goes wrong.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import * as chainDetail from "#app/api/chains/detail/route.ts";
import * as health from "#app/api/health/route.ts";
import * as refresh from "#app/api/inventory/refresh/route.ts";
import * as cancel from "#app/api/operations/[id]/cancel/route.ts";
import * as retry from "#app/api/operations/[id]/retry/route.ts";
import * as operation from "#app/api/operations/[id]/route.ts";
import * as operations from "#app/api/operations/route.ts";
import * as plans from "#app/api/plans/route.ts";
import * as snapshots from "#app/api/snapshots/route.ts";
import { errorBody } from "#lib/contract/common.ts";
import { AppError, ERROR_KINDS, type ErrorCode } from "#lib/domain/app-error.ts";
import { MAX_CHAINS } from "#lib/operations/kinds/measure/request.ts";
import { get, post, startTestApp, type TestApp, withId } from "#lib/server/testing/test-app.ts";

let running: TestApp;
beforeAll(async () => {
  running = await startTestApp();
});
afterAll(() => running.stop());
afterEach(() => {
  vi.restoreAllMocks();
  running.lines.length = 0;
});

async function refusal(answer: Promise<Response>) {
  const response = await answer;
  const { error } = errorBody.parse(await response.json());
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(response.headers.get("x-request-id")).toBe(error.requestId);
  return { status: response.status, ...error };
}

const measure = { kind: "measure" };

describe("Who asks", () => {
  test.each(["evil.example", "127.0.0.1:3001", "localhost.evil.example:3000", ""])("by the host name %s is refused", async (host) =>
    expect(await refusal(health.GET(get("/api/health", { host })))).toMatchObject({ status: 403, code: "host-not-allowed" }),
  );

  test.each([
    ["a page of another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
    ["another server on this machine", { "sec-fetch-site": "same-site", origin: "http://127.0.0.1:8080" }],
    ["a sandboxed frame", { "sec-fetch-site": "cross-site", origin: "null" }],
    ["an old browser on another site", { "sec-fetch-site": "", origin: "https://evil.example" }],
  ])("from %s can neither write nor read", async (_who, { "sec-fetch-site": site, origin }) => {
    const headers: Record<string, string> = site ? { "sec-fetch-site": site, origin } : { origin };
    const write = new Request("http://127.0.0.1:3000/api/operations", {
      method: "POST",
      headers: { host: "127.0.0.1:3000", "content-type": "application/json", ...headers },
      body: JSON.stringify(measure),
    });
    expect(await refusal(operations.POST(write))).toMatchObject({ status: 403, code: "cross-site-write" });
    expect(await refusal(snapshots.GET(get("/api/snapshots", headers)))).toMatchObject({ status: 403, code: "cross-site-write" });
    expect(await refusal(refresh.POST(post("/api/inventory/refresh", undefined, headers)))).toMatchObject({ status: 403 });
  });

  test("from our own page, or from a script with curl, is answered", async () => {
    expect((await health.GET(get("/api/health", { "sec-fetch-site": "same-origin" }))).status).toBe(200);
    expect((await health.GET(get("/api/health"))).status).toBe(200);
  });
});

describe("A request id", () => {
  test("that was given comes back and is in the log", async () => {
    const response = await health.GET(get("/api/health", { "x-request-id": "given-request-1" }));
    expect(response.headers.get("x-request-id")).toBe("given-request-1");
    expect(running.lines).toContainEqual(
      expect.objectContaining({ event: "request", requestId: "given-request-1", route: "GET /api/health", status: 200 }),
    );
  });

  test.each(["short", "x".repeat(65), "with space in it", 'quote"quote"'])("like %j is replaced by a good one", async (given) => {
    const response = await health.GET(get("/api/health", { "x-request-id": given }));
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("What was asked in the query", () => {
  test.each([
    ["limit=0", { field: "limit", given: "0" }],
    ["limit=many", { field: "limit" }],
    ["kind=partial", { field: "kind.0", allowed: ["incremental", "full"] }],
    ["sort=size", { field: "sort", given: "size", allowed: expect.arrayContaining(["name", "created"]) }],
    ["regoin=westeurope", { field: "regoin", allowed: expect.arrayContaining(["region"]) }],
    ["__proto__=x", { field: "__proto__" }],
    [`q=${"x".repeat(201)}`, { field: "q" }],
  ])("%s is refused with field, given and allowed", async (query, details) =>
    expect(await refusal(snapshots.GET(get(`/api/snapshots?${query}`)))).toMatchObject({ status: 400, code: "invalid-input", details }),
  );

  test("is refused when something is missing, by its name", async () =>
    expect(await refusal(chainDetail.GET(get("/api/chains/detail")))).toMatchObject({ status: 400, details: { field: "id" } }));
});

describe("What was asked in the body", () => {
  test.each([
    [
      "a form's type",
      "kind=measure",
      { "content-type": "application/x-www-form-urlencoded" },
      { field: "Content-Type", allowed: ["application/json"] },
      415,
    ],
    ["text", JSON.stringify(measure), { "content-type": "text/plain;charset=UTF-8" }, { field: "Content-Type", given: "text/plain" }, 415],
    ["half of JSON", '{"kind":', {}, { field: "body" }],
    ["nothing", "", {}, { field: "body" }],
    ["a list", "[]", {}, { field: "body" }],
    ["an unknown kind", '{"kind":"polish"}', {}, { field: "kind" }],
    ["a field too few", '{"kind":"copy","snapshotId":"/x"}', {}, { field: "targetRegion" }],
    ["a misspelt field", '{"kind":"measure","chainsIds":["a"]}', {}, { field: "chainsIds", allowed: ["kind", "chainIds"] }],
    [
      "a misspelt field that is needed",
      '{"kind":"copy","snapshotId":"/x","targetRegoin":"westeurope"}',
      {},
      { field: "targetRegoin", allowed: expect.arrayContaining(["targetRegion"]) },
    ],
    ["a field of another kind", '{"kind":"measure","zone":"1"}', {}, { field: "zone", allowed: ["kind", "chainIds"] }],
    ["a wrong field", '{"kind":"measure","chainIds":["a",7]}', {}, { field: "chainIds.1", given: 7 }],
    [
      "more than 256 KiB",
      JSON.stringify({ ...measure, chainIds: ["x".repeat(262_144)] }),
      {},
      { field: "body", allowed: "262144 bytes" },
      413,
    ],
    [
      "more chains than can be named",
      JSON.stringify({ ...measure, chainIds: Array.from({ length: MAX_CHAINS + 1 }, () => "x".repeat(20)) }),
      {},
      { field: "chainIds" },
    ],
  ])("as %s is refused with what was wrong", async (_what, body, headers, details, status = 400) => {
    for (const handler of [operations, plans]) {
      expect(await refusal(handler.POST(post("/api/operations", body, headers)))).toMatchObject({ status, details });
    }
  });

  test("may name as many chains as the schema says, each as long as it may be", async () => {
    const chainIds = Array.from({ length: MAX_CHAINS }, (_, i) => String(i).padStart(20, "x"));
    expect((await plans.POST(post("/api/plans", { ...measure, chainIds }))).status).toBe(200);
  });

  test("cannot reach an object's prototype", async () => {
    await operations.POST(
      post("/api/operations", '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"kind":"measure"}'),
    );
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe.each([
  ["cancel", cancel],
  ["retry", retry],
])("To %s takes", (_command, handler) => {
  const ask = (body: unknown, headers?: Record<string, string>) =>
    refusal(handler.POST(post("/api/operations/none/x", body, headers), withId("none")));

  test.each([
    ["no body", undefined, {}],
    ["no body, of a form's type", "", { "content-type": "application/x-www-form-urlencoded" }],
    ["{}", {}, {}],
  ])("%s", async (_what, body, headers) => expect(await ask(body, headers)).toMatchObject({ status: 404 }));

  test.each([
    ["field", { force: true }, {}, 400, { field: "force", allowed: [] }],
    ["list", [], {}, 400, { field: "body" }],
    ["null", "null", {}, 400, { field: "body" }],
    ["half of JSON", "{", {}, 400, { field: "body" }],
    ["form", "force=1", { "content-type": "application/x-www-form-urlencoded" }, 415, { field: "Content-Type" }],
  ])("no %s", async (_what, body, headers, status, details) => expect(await ask(body, headers)).toMatchObject({ status, details }));
});

describe("What goes wrong", () => {
  test.each(Object.keys(ERROR_KINDS) as ErrorCode[])("as %s has the status and the retry hint of its kind", async (code) => {
    vi.spyOn(running.app.desk, "list").mockRejectedValueOnce(new AppError(code, "In plain words.", { details: { rule: "r" } }));
    const answer = operations.GET(get("/api/operations"));
    const kind = ERROR_KINDS[code];
    expect(await refusal(answer.then((response) => response.clone()))).toEqual(
      expect.objectContaining({ status: kind.status, code, message: "In plain words.", details: { rule: "r" } }),
    );
    expect((await answer).headers.has("retry-after")).toBe(kind.retryable);
  });

  test("unforeseen is told as internal with a request id, and in full only to the log", async () => {
    vi.spyOn(running.app.desk, "get").mockRejectedValueOnce(new TypeError("undefined is not a snapshot"));
    const { status, code, message, requestId } = await refusal(operation.GET(get("/api/operations/1"), withId("1")));
    expect([status, code, message]).toEqual([500, "internal", "Something went wrong in Snapscope."]);
    const err = expect.objectContaining({ message: "undefined is not a snapshot", stack: expect.any(String) });
    expect(running.lines).toContainEqual(
      expect.objectContaining({ level: "error", event: "request-failed", requestId, route: "GET /api/operations/{id}", err }),
    );
  });

  test("with a secret in its words or details is told without it", async () => {
    const url = "https://md-x.blob.storage.azure.net/a/abcd?sv=1&sig=c4n4ry";
    const details = { url, nested: [JSON.stringify({ client_secret: "c4n4ry" })], authorization: "c4n4ry" };
    vi.spyOn(running.app.desk, "list").mockRejectedValueOnce(new AppError("azure-failed", `Reading ${url} failed.`, { details }));
    const text = await (await operations.GET(get("/api/operations"))).text();
    expect(text).toContain("azure-failed");
    expect(text).not.toContain("c4n4ry");
  });

  test("only because the asker went away is no failure in the log", async () => {
    const gone = new AbortController();
    vi.spyOn(running.app.desk, "list").mockImplementationOnce(async () => {
      gone.abort();
      throw new DOMException("aborted", "AbortError");
    });
    await operations.GET(new Request(get("/api/operations"), { signal: gone.signal }));
    expect(running.lines.filter((line) => line.level === "error")).toEqual([]);
  });
});

test("every answer says that it is not to be kept, sniffed, framed or embedded", async () => {
  for (const response of [await health.GET(get("/api/health")), await operation.GET(get("/api/operations/none"), withId("none"))]) {
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cross-origin-resource-policy": "same-origin",
    });
  }
});
