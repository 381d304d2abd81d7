// One call to a blob: it ends, and its failure is told in our words.
import { isRestError } from "@azure/core-rest-pipeline";
import { AppError, askedWaitMs, isAppError } from "#lib/domain/app-error.ts";
import { Congestion } from "#lib/domain/replication/congestion.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { isTransportFault, toAzureError } from "../azure-error.ts";
import { notInTime } from "../page-bytes.ts";
import { redact } from "../redact.ts";
import { retryAfterMs } from "../retry-after.ts";
import { readableCall } from "../unreadable.ts";

/** Azure gives itself 30 seconds for a write; with the SDK's repetitions. */
export const CALL_TIMEOUT_MS = 120_000;

/** Rejects with what the SDK threw. */
export async function untold<T>(
  context: CallContext,
  act: (abortSignal: AbortSignal) => Promise<T>,
  timeoutMs = CALL_TIMEOUT_MS,
): Promise<T> {
  context.signal?.throwIfAborted();
  const late = AbortSignal.timeout(timeoutMs);
  const signal = context.signal ? AbortSignal.any([late, context.signal]) : late;
  try {
    return await readableCall(
      () => undefined,
      () => act(signal),
    );
  } catch (error) {
    if (context.signal?.aborted) throw context.signal.reason;
    throw late.aborted ? notInTime(timeoutMs) : error;
  }
}

/** doing: as in "list the blobs of container X". */
export async function asked<T>(context: CallContext, doing: string, act: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await untold(context, act);
  } catch (error) {
    throw toReplicaError(error, doing);
  }
}

/** Of a write whose lease or sequence number is no longer the blob's. */
const FENCED_CODES = new Set([
  "SequenceNumberConditionNotMet",
  "LeaseIdMismatchWithBlobOperation",
  "LeaseIdMismatchWithLeaseOperation",
  "LeaseLost",
  "LeaseIdMissing",
  "LeaseNotPresentWithBlobOperation",
  "LeaseNotPresentWithLeaseOperation",
]);

export function codeOf(error: unknown): string | undefined {
  if (!isRestError(error)) return undefined;
  return error.response?.headers.get("x-ms-error-code") ?? error.code;
}

export function statusOf(error: unknown): number | undefined {
  return isRestError(error) ? error.statusCode : undefined;
}

export function toReplicaError(error: unknown, doing: string): Error {
  if (FENCED_CODES.has(codeOf(error) ?? "")) return fenced();
  if (codeOf(error) === "CannotVerifyCopySource") return sourceRefused(error, doing);
  return toAzureError(error, doing);
}

export function fenced(): AppError {
  const message = "Somebody else has taken over this replica since: nothing more is written to it from here.";
  return new AppError("conflict", message, { details: { rule: "fenced" } });
}

/** The read access may have ended; the next one may do. */
function sourceRefused(error: unknown, doing: string): Error {
  const told = toAzureError(error, doing);
  if (!isAppError(told)) return told;
  const message = "The storage account could not read the snapshot: its read access has ended, or the network does not let it.";
  return new AppError("azure-failed", message, { details: { ...told.details, rule: "source" }, retryable: true });
}

/** undefined: it is something else. */
export function toCongestion(error: unknown): Congestion | undefined {
  const { status, code, waitMs } = heard(error);
  const isBusy = status === 503 || status === 429 || (status === 500 && code === "OperationTimedOut");
  if (!isBusy) return undefined;
  return new Congestion(`Azure asks to slow down (${code ?? status}): ${redact((error as Error).message)}`, waitMs);
}

/** Nothing, or nothing that says no: the same may be asked again at once. */
export function isPassing(error: unknown): boolean {
  const { status } = heard(error);
  // Told already: no answer, or one that was cut.
  if (isAppError(error) && status === undefined)
    return error.code === "azure-unavailable" || (error.code === "azure-failed" && error.retryable);
  return isTransportFault(error) || [500, 502, 504].includes(status ?? 0);
}

/** As the SDK threw it, or told already. */
function heard(error: unknown): { status?: number | undefined; code?: string | undefined; waitMs?: number | undefined } {
  if (isAppError(error)) {
    const { azureStatus, azureCode } = error.details ?? {};
    const status = typeof azureStatus === "number" ? azureStatus : undefined;
    return { status, code: typeof azureCode === "string" ? azureCode : undefined, waitMs: askedWaitMs(error) };
  }
  const headers = isRestError(error) ? error.response?.headers : undefined;
  return { status: statusOf(error), code: codeOf(error), waitMs: headers && retryAfterMs(headers) };
}
