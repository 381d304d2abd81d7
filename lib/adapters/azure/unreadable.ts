// Answers that are no answer: not JSON, or without what the API promises. Told with the request id Azure's support asks for;
// what a parser or the SDK says of them is of no use to anybody.
import type { PipelineResponse } from "@azure/core-rest-pipeline";
import { AppError } from "#lib/domain/app-error.ts";
import { redact } from "./redact.ts";

/** why: what is wrong with it, as in "its list has no rows". May pass, and is no refusal: what was asked for may have been done. */
export function unreadable(why: string, requestId: string | undefined, cause?: Error): AppError {
  const details = requestId === undefined ? {} : { azureRequestId: requestId };
  return new AppError("azure-failed", `Azure answered unreadably (request id ${requestId ?? "not given"}): ${why}.`, {
    details: { azureCode: "UnreadableAnswer", ...details },
    retryable: true,
    cause,
  });
}

/** Of what reads an answer, the SDK's own code or ours: what it trips over is the answer's fault. Anywhere else it is a fault of ours. */
export function readable<T>(requestId: () => string | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw tripped(error, requestId());
  }
}

/** The same of a call whose answer the SDK reads. */
export async function readableCall<T>(requestId: () => string | undefined, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw tripped(error, requestId());
  }
}

function tripped(error: unknown, requestId: string | undefined): unknown {
  if (!(error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError)) return error;
  return unreadable("it is not of the shape it was promised in", requestId, plainCause(error));
}

/** Without what an SDK hangs on it: that holds tokens and SAS URLs. */
export function plainCause(error: unknown): Error {
  const original = error instanceof Error ? error : new Error(String(error));
  const cause = new Error(redact(original.message));
  cause.name = original.name;
  if (original.stack) cause.stack = redact(original.stack);
  return cause;
}

export function requestIdOf(response: Pick<PipelineResponse, "headers">): string | undefined {
  return response.headers.get("x-ms-request-id") ?? response.headers.get("x-ms-correlation-request-id");
}

/** The object an answer holds. */
export function parseObject(response: PipelineResponse, parse: (text: string) => unknown = JSON.parse): Record<string, unknown> {
  const body = parsed(response.bodyAsText ?? "", parse);
  if (isObject(body)) return body;
  throw unreadable(body === undefined ? "it is no JSON" : "it is no object", requestIdOf(response));
}

/** The rows of a page, whatever each of them is. */
export function listIn(holder: Record<string, unknown>, name: string, response: PipelineResponse): unknown[] {
  const rows = holder[name];
  if (Array.isArray(rows)) return rows;
  throw unreadable(`there is no list called ${name} in it`, requestIdOf(response));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
