// The one way from Azure's errors to ours. Three shapes arrive here: RestError (status, code, body, headers),
// the plain Error of a failed long-running operation ("The long-running operation has failed. Code. Message"),
// and the identity library's errors. The original is never kept as cause: it holds tokens and SAS URLs.
//
// A refusal is what Azure said; a transport fault is that we did not hear all of what it said, whatever status came with
// the part that arrived. Only the first is an end: after the second, what was asked for may have been done.
import { isRestError, type RestError } from "@azure/core-rest-pipeline";
import { AppError, type ErrorCode, isAppError, toAppError } from "#lib/domain/app-error.ts";
import { FOREIGN_ADDRESS, REDIRECTED, REPEATED_NEXT_LINK, TOO_MANY_PAGES } from "./answer-faults.ts";
import { errorBodyOf, parseErrorBody } from "./error-bodies.ts";
import { redact } from "./redact.ts";
import { retryAfterMs } from "./retry-after.ts";
import { plainCause } from "./unreadable.ts";

interface AzureFailure {
  status?: number;
  code?: string;
  message: string;
  requestId?: string;
  retryAfterMs?: number;
}

/**
 * AppErrors and aborts pass unchanged; everything else becomes an AppError whose details carry azureCode,
 * azureStatus and azureRequestId (x-ms-request-id), for a missing permission also action and scope.
 * `doing` says what was tried, as in "list the snapshots of subscription X". A bug of ours becomes "internal".
 */
export function toAzureError(error: unknown, doing: string): Error {
  if (isAppError(error)) return error;
  if (error instanceof Error && error.name === "AbortError") return error;
  // An answer that could not be read was named where it was read (unreadable.ts).
  if (isFaultOfOurs(error)) return toAppError(error);
  const failure = readFailure(error);
  const { code, retryable } = classify(failure);
  const action = /perform action '([^']+)'/i.exec(failure.message)?.[1];
  const scope = /over scope '([^']+)'/i.exec(failure.message)?.[1];
  const details = {
    ...(failure.code ? { azureCode: failure.code, ...(code === "not-possible" ? { rule: failure.code } : {}) } : {}),
    ...(failure.status ? { azureStatus: failure.status } : {}),
    ...(failure.requestId ? { azureRequestId: failure.requestId } : {}),
    ...(failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs }),
    ...(action ? { action } : {}),
    ...(scope ? { scope } : {}),
  };
  return new AppError(code, wording(code, doing, failure, action, scope), {
    details,
    cause: plainCause(error),
    ...(retryable === undefined ? {} : { retryable }),
  });
}

function isFaultOfOurs(error: unknown): boolean {
  return error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError || error instanceof ReferenceError;
}

/** A bug, as it leaves toAzureError. */
export function isFault(error: unknown): boolean {
  return isAppError(error) && error.code === "internal";
}

/** What Azure says where it knows that a resource is not there: never made, deleted, or gone with its group. */
const GONE_CODES = new Set(["ResourceNotFound", "NotFound", "ResourceGroupNotFound"]);

/**
 * Azure says that the resource is gone; the error as it came or from toAzureError. Another 404 says nothing of it: of a
 * subscription that is not found, or of somebody on the way who is not Azure.
 */
export function saysGone(error: unknown): boolean {
  if (isAppError(error)) return error.details?.azureStatus === 404 && GONE_CODES.has(String(error.details.azureCode));
  if (!isRestError(error) || error.statusCode !== 404) return false;
  return GONE_CODES.has(readRestError(error).code ?? "");
}

/** The connection failed, before, within or instead of the answer: nothing is known of what was asked for. */
export function isTransportFault(error: unknown): boolean {
  return !isAppError(error) && isUnheard(readFailure(error));
}

function isUnheard({ status, code, message }: AzureFailure): boolean {
  if (code !== undefined && UNHEARD_CODES.has(code)) return true;
  // What Azure itself said may well contain such words.
  return (status === undefined || SIGN_IN_ERRORS.has(code ?? "")) && UNHEARD_WORDS.test(message);
}

/** PARSE_ERROR: the body broke off while it was read, or is no JSON since its end is missing. */
const UNHEARD_CODES = new Set([
  "PARSE_ERROR",
  "REQUEST_SEND_ERROR",
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ESOCKETTIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

/** The identity library puts the cause into the message, behind an error that otherwise means that there is no sign-in. */
const SIGN_IN_ERRORS = new Set(["AuthenticationError", "AuthenticationRequiredError", "CredentialUnavailableError"]);

const UNHEARD_WORDS =
  /\b(aborted|premature close|socket hang up|network_error|endpoints_resolution_error|no_network_connectivity|request_timeout|temporarily_unavailable|getaddrinfo|ECONN\w+|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EPIPE)\b/i;

function readFailure(error: unknown): AzureFailure {
  if (isRestError(error)) return readRestError(error);
  const message = redact(error instanceof Error ? error.message : String(error));
  const operation = /^The long-running operation has failed\. (\w+)\. (.*)$/s.exec(message);
  if (operation?.[1]) return { code: operation[1], message: operation[2] ?? "" };
  const status = error instanceof Error && "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : undefined;
  const name = error instanceof Error ? error.name : undefined;
  return { ...(status ? { status } : {}), ...(name && name !== "Error" ? { code: name } : {}), message };
}

function readRestError(error: RestError): AzureFailure {
  const headers = error.response?.headers;
  const body = parseErrorBody(errorBodyOf(error));
  const waitMs = headers && retryAfterMs(headers);
  const isRedirect = error.statusCode !== undefined && error.statusCode >= 300 && error.statusCode < 400;
  const code = body?.code ?? headers?.get("x-ms-error-code") ?? (isRedirect ? REDIRECTED : error.code);
  const requestId = headers?.get("x-ms-request-id");
  return {
    ...(error.statusCode ? { status: error.statusCode } : {}),
    ...(code ? { code } : {}),
    message: redact(body?.message ?? error.message),
    ...(requestId ? { requestId } : {}),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  };
}

const CODES: Record<string, { code: ErrorCode; retryable?: boolean }> = {
  AuthorizationFailed: { code: "forbidden" },
  LinkedAuthorizationFailed: { code: "forbidden" },
  AuthorizationPermissionMismatch: { code: "forbidden" },
  /** The SAS has ended or was revoked: asking again takes a new one. */
  AuthenticationFailed: { code: "azure-failed", retryable: true },
  PropertyChangeNotAllowed: { code: "conflict" },
  NotFound: { code: "not-found" },
  ResourceNotFound: { code: "not-found" },
  ResourceGroupNotFound: { code: "not-found" },
  SubscriptionNotFound: { code: "not-found" },
  BlobNotFound: { code: "not-found" },
  TooManyRequests: { code: "azure-throttled" },
  SubscriptionRequestsThrottled: { code: "azure-throttled" },
  ServerBusy: { code: "azure-throttled" },
  OperationTimedOut: { code: "azure-unavailable" },
  InternalServerError: { code: "azure-failed", retryable: true },
  InternalError: { code: "azure-failed", retryable: true },
  /** Ours: no refusals, what was asked for may have been done. */
  [FOREIGN_ADDRESS]: { code: "azure-failed", retryable: true },
  [REDIRECTED]: { code: "azure-failed", retryable: true },
  [REPEATED_NEXT_LINK]: { code: "azure-failed", retryable: true },
  [TOO_MANY_PAGES]: { code: "azure-failed", retryable: true },
  OperationNotAllowed: { code: "not-possible" },
  Conflict: { code: "not-possible" },
  InvalidParameter: { code: "not-possible" },
  BadRequest: { code: "not-possible" },
  ScopeLocked: { code: "not-possible" },
  RequestDisallowedByPolicy: { code: "not-possible" },
  CredentialUnavailableError: { code: "forbidden" },
  AuthenticationRequiredError: { code: "forbidden" },
};

function classify(failure: AzureFailure): { code: ErrorCode; retryable?: boolean } {
  if (failure.status === 429) return { code: "azure-throttled" };
  if (isUnheard(failure)) return { code: "azure-unavailable" };
  if (/^Changing property .* is not allowed for existing/i.test(failure.message)) return { code: "conflict" };
  const known = failure.code ? CODES[failure.code] : undefined;
  if (known) return known;
  const status = failure.status ?? 0;
  if (status === 401 || status === 403) return { code: "forbidden" };
  if (failure.code === "AuthenticationError") return { code: status >= 500 || status === 0 ? "azure-unavailable" : "forbidden" };
  // Without a code it is not Azure's: somebody on the way answered.
  if (status === 404) return failure.code === undefined ? { code: "azure-failed", retryable: true } : { code: "not-found" };
  if (status === 408 || status === 502 || status === 503 || status === 504) return { code: "azure-unavailable" };
  if (status === 409 || status === 412) return { code: "not-possible" };
  return status >= 500 ? { code: "azure-failed", retryable: true } : { code: "azure-failed" };
}

function wording(code: ErrorCode, doing: string, failure: AzureFailure, action: string | undefined, scope: string | undefined): string {
  const said = failure.message.replace(/\s*\r?\nRequestId:[\s\S]*$/, "");
  switch (code) {
    case "forbidden":
      return action
        ? `Not permitted to ${doing}: the action ${action} is missing${scope ? ` on ${scope}` : ""}.`
        : `Azure refused to ${doing}: ${said}`;
    case "azure-throttled":
      return `Azure asks to slow down (tried to ${doing}): ${said}`;
    case "azure-unavailable":
      return `Azure did not answer (tried to ${doing}): ${said}`;
    default:
      return `Azure could not ${doing}: ${failure.code && !said.includes(failure.code) ? `${failure.code}: ` : ""}${said}`;
  }
}
