// OpenAPI 3.1 from the one table and the zod schemas the handlers themselves use.
import { z } from "zod";
import { errorBody } from "#lib/contract/common.ts";
import type { ApiEntry, ApiTable } from "./api-table.ts";

type Json = Record<string, unknown>;

export function openApiDocument(version: string, apiTable: ApiTable): Json {
  const paths: Record<string, Json> = {};
  for (const [key, entry] of Object.entries(apiTable) as [string, ApiEntry][]) {
    const [method = "", path = ""] = key.split(" ");
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(path, entry) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Snapscope",
      version,
      description:
        "Azure managed-disk snapshots: chains, block diffs, copies, restores, cost. Bytes are integers, money and quantities decimal strings, times ISO 8601 in UTC.",
    },
    paths,
    components: { schemas: { Error: schemaOf(errorBody, "output") } },
  };
}

function describe(path: string, entry: ApiEntry): Json {
  const content: Json = { ...(entry.response ? { "application/json": { schema: schemaOf(entry.response, "output") } } : {}) };
  for (const type of entry.alsoProduces ?? []) content[type] = { schema: { type: "string" } };
  const failure = { description: "Refused or failed", content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } } };
  return {
    summary: entry.summary,
    parameters: [...pathParameters(path), ...queryParameters(entry.query), ...headerParameters(entry.headers)],
    ...requestBody(entry),
    responses: { [String(entry.status ?? 200)]: { description: "OK", content }, "4XX": failure, "5XX": failure },
  };
}

function requestBody({ body, upload }: ApiEntry): Json {
  if (upload)
    return { requestBody: { required: true, content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } } } };
  return body
    ? { requestBody: { required: !body.isOptional(), content: { "application/json": { schema: schemaOf(body, "input") } } } }
    : {};
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => ({ name: match[1], in: "path", required: true, schema: { type: "string" } }));
}

function queryParameters(query: z.ZodType | undefined): Json[] {
  if (!query) return [];
  const schema = schemaOf(query, "input") as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: "query",
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }));
}

function headerParameters(headers: Record<string, string> | undefined): Json[] {
  return Object.entries(headers ?? {}).map(([name, description]) => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string" },
  }));
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  // What JSON Schema cannot say (a transform) stands as "anything" rather than failing the whole description.
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return json;
}
