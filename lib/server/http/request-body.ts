import { z } from "zod";
import { AppError } from "#lib/domain/app-error.ts";
import { issueWords } from "./issue-words.ts";
import { type ChunkWatch, limitedChunks } from "./limited-chunks.ts";

/**
 * JSON only (a form of another site cannot send that type), of bounded size, as the schema says. Where there need be no
 * body, an empty one is none, whatever type it is said to have: some clients name one with every POST.
 */
export async function readBody(request: Request, schema: z.ZodType, maxBodyBytes: number, signal: AbortSignal): Promise<unknown> {
  const mayBeNone = schema.isOptional();
  if (!mayBeNone) assertJson(request);
  const chunks = await Array.fromAsync(limitedChunks(request, maxBodyBytes, { signal }));
  const text = Buffer.concat(chunks).toString("utf8");
  if (mayBeNone && text === "") return undefined;
  assertJson(request);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError("invalid-input", "The body is not valid JSON.", { details: { field: "body" } });
  }
  return parseInput(schema, value);
}

function assertJson(request: Request): void {
  const type = contentType(request);
  if (type === "application/json") return;
  throw new AppError("unsupported-media-type", "The body must be JSON.", {
    details: { field: "Content-Type", given: type, allowed: ["application/json"] },
  });
}

/** What a form of another site could send without being asked. */
const formTypes = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""];

/** The parts of a file as they come, of bounded size. Whoever reads may stop early. */
export function readUpload(request: Request, maxUploadBytes: number, watch: ChunkWatch): AsyncIterable<Uint8Array> {
  const type = contentType(request);
  if (formTypes.includes(type)) {
    throw new AppError("unsupported-media-type", "An upload is the file itself, not a form.", {
      details: { field: "Content-Type", given: type, allowed: ["application/octet-stream"] },
    });
  }
  return limitedChunks(request, maxUploadBytes, watch);
}

/** Repeated keys become lists; unknown keys are refused so that a misspelt filter does not silently show all. */
export function readQuery(url: URL, schema: z.ZodType): unknown {
  const values: Record<string, string | string[]> = Object.create(null);
  for (const key of new Set(url.searchParams.keys())) {
    const all = url.searchParams.getAll(key);
    values[key] = all.length > 1 ? all : (all[0] ?? "");
  }
  const known = fieldsOf(schema, values);
  const unknown = known && Object.keys(values).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new AppError("invalid-input", `There is no parameter ${unknown}.`, { details: { field: unknown, allowed: known } });
  return parseInput(schema, { ...values });
}

function parseInput(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  refuseUnknownField(schema, value, parsed.error.issues);
  const issues = parsed.error.issues.map((issue) => ({
    field: issue.path.join(".") || "body",
    ...issueWords(issue, innerOf(value, issue.path)),
  }));
  const [first] = issues;
  const field = first?.field ?? "body";
  throw new AppError("invalid-input", `${field}: ${first?.message ?? "not valid"}`, {
    details: {
      field,
      given: valueAt(value, parsed.error.issues[0]?.path ?? []),
      ...(first?.allowed ? { allowed: first.allowed } : {}),
      issues,
    },
  });
}

/** Told before all else: a misspelt name is also why its field is missing. */
function refuseUnknownField(schema: z.ZodType, value: unknown, issues: readonly z.core.$ZodIssue[]): void {
  const issue = issues.find((one) => one.code === "unrecognized_keys");
  if (!issue) return;
  const field = [...issue.path, issue.keys[0]].join(".").slice(0, 200);
  const allowed = issue.path.length === 0 ? fieldsOf(schema, value) : undefined;
  throw new AppError("invalid-input", `There is no field ${field}.`, { details: { field, ...(allowed ? { allowed } : {}) } });
}

/** The names that may be given; of a union, those of the chosen one. */
function fieldsOf(schema: z.ZodType, value: unknown): string[] | undefined {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodOptional) return fieldsOf(schema.unwrap() as z.ZodType, value);
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return undefined;
  const { discriminator, options } = schema.def;
  const chosen = options.find(
    (option) => option instanceof z.ZodObject && option.shape[discriminator]?.safeParse(valueAt(value, [discriminator])).success,
  );
  return chosen && fieldsOf(chosen as z.ZodType, value);
}

/** What was given there, as far as it is short enough to be said again. */
function valueAt(value: unknown, path: PropertyKey[]): unknown {
  const found = innerOf(value, path);
  return typeof found === "string" ? found.slice(0, 200) : typeof found === "object" ? undefined : found;
}

function innerOf(value: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}

function contentType(request: Request): string {
  return request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
}
