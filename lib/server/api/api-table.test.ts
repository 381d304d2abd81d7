import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createApiFinder } from "#lib/server/http/find-api-route.ts";
import { type ApiEntry, apiTable } from "./api-table.ts";
import { openApiDocument } from "./openapi.ts";

const folder = fileURLToPath(new URL("../../../app/api", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("route.ts"))
  .map((file) => ({
    path: `/api/${file.replace(/\/route\.ts$/, "").replaceAll(/\[(\w+)\]/g, "{$1}")}`,
    text: readFileSync(join(folder, file), "utf8"),
  }));

describe("The table of the API", () => {
  test("names exactly the handlers under app/api", () => {
    const exported = files.flatMap(({ path, text }) => [...text.matchAll(/export const (\w+) = /g)].map((match) => `${match[1]} ${path}`));
    expect(exported.toSorted()).toEqual(Object.keys(apiTable).toSorted());
  });

  test("is what each handler is wrapped by, under its own name", () => {
    const wrapped = files.flatMap(({ path, text }) =>
      [...text.matchAll(/export const (\w+) = route\("([^"]+)"/g)].map((match) => ({ is: `${match[1]} ${path}`, says: match[2] })),
    );
    expect(wrapped).toHaveLength(Object.keys(apiTable).length);
    expect(wrapped.filter(({ is, says }) => is !== says)).toEqual([]);
  });

  test("says which answers are event streams", () => {
    const streaming = files.filter(({ text }) => text.includes("eventStream(")).map(({ path }) => `GET ${path}`);
    const said = Object.entries<ApiEntry>(apiTable).filter(([, entry]) => entry.events);
    expect(said.map(([key]) => key).toSorted()).toEqual(streaming.toSorted());
  });

  test("describes every answer", () =>
    expect(Object.entries(apiTable).filter(([, entry]) => !("response" in entry) && !("alsoProduces" in entry))).toEqual([]));
});

describe("What the API has", () => {
  const { problem: findApiProblem, entry } = createApiFinder(apiTable);

  test.each(Object.keys(apiTable))("%s is let through", (key) => {
    const [method = "", path = ""] = key.split(" ");
    expect(findApiProblem(method, path.replace("{id}", "0b7c-1"))).toBeUndefined();
  });

  test.each(["/api", "/api/", "/api/nothing", "/api/health/x", "/api/operations/a/b", "/api/openapiXjson", "/api/operations//events"])(
    "%s is not there, in the API's error shape",
    (path) => expect(findApiProblem("GET", path)).toMatchObject({ code: "not-found", details: { field: "path", given: path } }),
  );

  test("is found by path and method, with what is special about it", () => {
    expect(entry("GET", "/api/diffs/ranges")).toBe(apiTable["GET /api/diffs/ranges"]);
    expect(entry("POST", "/api/operations/0b7c-1/cancel")).toBe(apiTable["POST /api/operations/{id}/cancel"]);
    expect([entry("PUT", "/api/diffs"), entry("GET", "/snapshots")]).toEqual([undefined, undefined]);
  });

  test("a method that a path does not take is refused with those it takes", () =>
    expect(findApiProblem("DELETE", "/api/operations")).toMatchObject({
      status: 405,
      details: { field: "method", given: "DELETE", allowed: ["GET", "POST"] },
    }));
});

describe("The OpenAPI description", () => {
  const document = openApiDocument("1.2.3", apiTable) as {
    openapi: string;
    paths: Record<
      string,
      Record<
        string,
        { parameters: { name: string; in: string; required: boolean }[]; requestBody?: unknown; responses: Record<string, unknown> }
      >
    >;
  };

  test("has every path and method of the table", () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.toSorted()).toEqual(Object.keys(apiTable).toSorted());
  });

  test("says of a query what is asked and what may be left out", () => {
    const { parameters = [] } = document.paths["/api/diffs/ranges"]?.get ?? {};
    expect(parameters.filter((one) => one.required).map((one) => one.name)).toEqual(["target"]);
    expect(parameters.map((one) => one.name)).toEqual(["base", "target", "format", "start", "limit"]);
  });

  test("says what starting an operation takes and answers", () => {
    const start = document.paths["/api/operations"]?.post;
    expect(start?.requestBody).toMatchObject({ required: true, content: { "application/json": { schema: { oneOf: expect.any(Array) } } } });
    expect(Object.keys(start?.responses ?? {})).toEqual(["202", "4XX", "5XX"]);
    expect(start?.parameters).toMatchObject([
      { name: "Idempotency-Key", in: "header" },
      { name: "Snapscope-Plan", in: "header", required: false },
    ]);
  });

  test("names every path parameter", () =>
    expect(document.paths["/api/operations/{id}/events"]?.get?.parameters).toMatchObject([{ name: "id", in: "path", required: true }]));

  test("is JSON, and points only at what it holds", () => {
    const text = JSON.stringify(document);
    expect(JSON.parse(text)).toEqual(document);
    expect([...new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]))]).toEqual(["#/components/schemas/Error"]);
  });
});
