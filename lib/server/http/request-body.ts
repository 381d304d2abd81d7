import type { z } from "zod";
import { AppError } from "#lib/domain/app-error.ts";
import { type ChunkWatch, limitedChunks } from "./limited-chunks.ts";

/** JSON only (a form of another site cannot send that type), of bounded size, as the schema says. */
export async function readBody(request: Request, schema: z.ZodType, maxBodyBytes: number, signal: AbortSignal): Promise<unknown> {
  const type = contentType(request);
  if (type !== "application/json") {
    throw new AppError("unsupported-media-type", "The body must be JSON.", {
      details: { field: "Content-Type", given: type, allowed: ["application/json"] },
    });
  }
  const chunks = await Array.fromAsync(limitedChunks(request, maxBodyBytes, { signal }));
  const text = Buffer.concat(chunks).toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError("invalid-input", "The body is not valid JSON.", { details: { field: "body" } });
  }
  return parseInput(schema, value);
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
  const known = "shape" in schema ? Object.keys(schema.shape as object) : undefined;
  const unknown = known && Object.keys(values).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new AppError("invalid-input", `There is no parameter ${unknown}.`, { details: { field: unknown, allowed: known } });
  return parseInput(schema, { ...values });
}

function parseInput(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({
    field: issue.path.join(".") || "body",
    message: issue.message,
    ...("values" in issue ? { allowed: issue.values } : {}),
  }));
  const [first] = issues;
  const field = first?.field ?? "body";
  throw new AppError("invalid-input", `${field}: ${first?.message ?? "not valid"}`, {
    details: {
      field,
      given: valueAt(value, parsed.error.issues[0]?.path ?? []),
      ...(first && "allowed" in first ? { allowed: first.allowed } : {}),
      issues,
    },
  });
}

function valueAt(value: unknown, path: PropertyKey[]): unknown {
  const found = path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
  return typeof found === "string" ? found.slice(0, 200) : typeof found === "object" ? undefined : found;
}

function contentType(request: Request): string {
  return request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
}
