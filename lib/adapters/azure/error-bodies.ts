// Texts of refused requests, which the SDK's pagers drop, and what they say.
import type { PipelineRequest, RestError } from "@azure/core-rest-pipeline";

const bodies = new WeakMap<PipelineRequest, string>();

export function keepErrorBody(request: PipelineRequest, text: string): void {
  bodies.set(request, text);
}

export function errorBodyOf(error: RestError): string | undefined {
  return error.response?.bodyAsText ?? (error.request ? bodies.get(error.request) : undefined) ?? undefined;
}

/** {"error":{code,message,details?}} of ARM; the first detail is usually the reason. */
export function parseErrorBody(text: string | undefined): { code?: string; message?: string } | undefined {
  if (!text?.trimStart().startsWith("{")) return undefined;
  try {
    const parsed = JSON.parse(text) as { error?: { code?: string; message?: string; details?: { code?: string; message?: string }[] } };
    const inner = parsed.error ?? (parsed as { code?: string; message?: string });
    const detail = parsed.error?.details?.[0]?.message;
    const message = detail && detail !== inner.message ? `${inner.message ?? ""} ${detail}`.trim() : inner.message;
    return { ...(inner.code ? { code: inner.code } : {}), ...(message ? { message } : {}) };
  } catch {
    return undefined;
  }
}
