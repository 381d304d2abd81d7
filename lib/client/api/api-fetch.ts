// The one place where the browser asks the server. Answers are read with the contract's schemas; whatever goes wrong
// becomes an ApiError that carries the request id, so that a notice on the page and a line in the log can be matched.
import type { z } from "zod";
import { errorBody } from "#lib/contract/common.ts";
import { ERROR_KINDS, isErrorCode } from "#lib/domain/app-error.ts";
import { serverAnswered, serverWasSilent } from "./server-contact.ts";

export class ApiError extends Error {
  override readonly name = "ApiError";
  /** A code of lib/domain/app-error.ts, "unreachable" and "unreadable" for what never became an answer, "unexplained" for a bare status. */
  readonly code: string;
  readonly status: number;
  readonly requestId: string;
  readonly details: Record<string, unknown> | undefined;
  readonly retryable: boolean;

  constructor(problem: { code: string; message: string; status: number; requestId: string; details?: Record<string, unknown> }) {
    super(problem.message);
    this.code = problem.code;
    this.status = problem.status;
    this.requestId = problem.requestId;
    this.details = problem.details;
    this.retryable = isErrorCode(problem.code) ? ERROR_KINDS[problem.code].retryable : isRetryable(problem);
  }
}

/** Of what the table of errors has not. A fault of the server may pass; a refusal stands. */
function isRetryable({ code, status }: { code: string; status: number }): boolean {
  return code === "unreachable" || (code === "unexplained" && status >= 500);
}

export function isApiError(error: unknown): error is ApiError {
  return error instanceof ApiError;
}

export type QueryValue = string | number | boolean | readonly string[] | undefined | null;

export interface ApiRequest {
  query?: Record<string, QueryValue>;
  method?: "GET" | "POST";
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export async function apiFetch<T extends z.ZodType>(schema: T, path: string, request: ApiRequest = {}): Promise<z.infer<T>> {
  const { response, requestId } = await send(path, request);
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue ? ` (${issue.path.join(".") || "body"}: ${issue.message})` : "";
  throw new ApiError({
    code: "unreadable",
    message: `The server's answer has another form than this page expects${where}. Reload the page: it may be of an older version.`,
    status: response.status,
    requestId,
  });
}

export async function apiFetchBytes(path: string, request: ApiRequest = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { response } = await send(path, request);
  return new Uint8Array(await response.arrayBuffer());
}

/** The address of an answer, for links such as a CSV download. Empty values are left out, lists repeat their key. */
export function apiUrl(path: string, query: Record<string, QueryValue> = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const item of value) search.append(key, item);
    else if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

async function send(path: string, request: ApiRequest): Promise<{ response: Response; requestId: string }> {
  const asked = createRequestId();
  const headers: Record<string, string> = { accept: "application/json", "x-request-id": asked, ...request.headers };
  if (request.body !== undefined) headers["content-type"] = "application/json";
  const response = await fetch(apiUrl(path, request.query), {
    method: request.method ?? "GET",
    headers,
    body: request.body === undefined ? undefined : JSON.stringify(request.body),
    signal: request.signal,
    cache: "no-store",
  }).catch((cause: unknown) => {
    if (request.signal?.aborted) throw cause;
    serverWasSilent();
    throw new ApiError({
      code: "unreachable",
      message: "The Snapscope server did not answer. Work that was started goes on there; what you see may be old.",
      status: 0,
      requestId: asked,
    });
  });
  serverAnswered();
  const requestId = response.headers.get("x-request-id") ?? asked;
  if (!response.ok) throw await toApiError(response, requestId);
  return { response, requestId };
}

async function toApiError(response: Response, requestId: string): Promise<ApiError> {
  const parsed = errorBody.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return new ApiError({ ...parsed.data.error, status: response.status });
  return new ApiError({
    code: response.status === 404 ? "not-found" : "unexplained",
    message: `The server answered ${response.status} without saying why. Its log has this request by its id.`,
    status: response.status,
    requestId,
  });
}

/** Goes into the log line and on to Azure as x-ms-client-request-id. randomUUID is there on secure pages only. */
function createRequestId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(16).padStart(8, "0")).join("");
}
