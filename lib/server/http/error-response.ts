// The one shape of an error on the wire, for the listener in front and for the route wrapper alike.
import type { ErrorBody } from "#lib/contract/common.ts";
import type { AppError } from "#lib/domain/app-error.ts";
import { redact, redactText } from "#lib/server/redact.ts";

export const apiHeaders = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
};

export function errorResponse(error: AppError, requestId: string): Response {
  const details = error.details && (redact(error.details) as Record<string, unknown>);
  const body: ErrorBody = { error: { code: error.code, message: redactText(error.message), requestId, ...(details ? { details } : {}) } };
  const headers: Record<string, string> = { ...apiHeaders, "x-request-id": requestId };
  if (error.retryable) headers["retry-after"] = "5";
  if (error.status === 405) headers.allow = String(details?.allowed).replaceAll(",", ", ");
  return Response.json(body, { status: error.status, headers });
}
