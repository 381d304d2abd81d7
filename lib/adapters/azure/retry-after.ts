// How long Azure asks to wait, and for how long we do. The SDK waits for whatever a Retry-After says, within the call, that of
// an operation under way too: what is above a minute is handed back instead, with its time, so that nobody stands in line
// behind it. What was ordered goes on in Azure all the same, and is looked at by whoever ordered it.
import { AsyncLocalStorage } from "node:async_hooks";
import type { PipelinePolicy, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/identity";
import { AppError } from "#lib/domain/app-error.ts";
import { formatDuration } from "#lib/domain/format.ts";
import { parseErrorBody } from "./error-bodies.ts";
import { isObject, requestIdOf } from "./unreadable.ts";

/** In all, for one request. */
export const LONGEST_WAIT_MS = 60_000;

/** The longest of what an answer names: each quota of Cost Management (units, entity, tenant, client) has its own header. */
export function retryAfterMs(headers: Iterable<[name: string, value: string]>): number | undefined {
  const all = [...headers].map(([name, value]) => [name.toLowerCase(), value] as const);
  const sentMs = Date.parse(all.find(([name]) => name === "date")?.[1] ?? "");
  const waits = all.flatMap(([name, value]) => {
    if (name === "retry-after-ms" || name === "x-ms-retry-after-ms") return [Number(value)];
    if (!/^(retry-after|x-ms-ratelimit-microsoft\..*-retry-after)$/.test(name)) return [];
    // Seconds, or the time from which on it may be asked again.
    const seconds = Number(value);
    return [Number.isNaN(seconds) ? Date.parse(value) - (Number.isNaN(sentMs) ? wallClockMs() : sentMs) : seconds * 1000];
  });
  const told = waits.filter(Number.isFinite);
  return told.length > 0 ? Math.max(0, Math.round(Math.max(...told))) : undefined;
}

/** Inside the SDK's retries: what this throws is not tried again. */
export const patiencePolicy: PipelinePolicy = {
  name: "snapscopePatiencePolicy",
  async sendRequest(request, next) {
    const response = await next(request);
    const refusal = tooLong(request, response);
    if (refusal) throw refusal;
    return response;
  },
};

/**
 * A sign-in that waits no longer than that. Its library takes any error of a policy for a lost connection and asks again:
 * it hears a 429 without a time, and who asked for the token hears the refusal.
 */
export function patientSignIn(create: (policy: PipelinePolicy) => TokenCredential): TokenCredential {
  const calls = new AsyncLocalStorage<{ refusal?: AppError | undefined }>();
  const credential = create({
    name: "snapscopeSignInPatiencePolicy",
    async sendRequest(request, next) {
      const response = await next(request);
      const refusal = tooLong(request, response);
      // Only the last answer of a call is why it failed.
      Object.assign(calls.getStore() ?? {}, { refusal });
      if (!refusal) return response;
      for (const name of ["retry-after", "retry-after-ms", "x-ms-retry-after-ms"]) response.headers.delete(name);
      return { ...response, status: 429 };
    },
  });
  return {
    async getToken(scopes, options) {
      const call: { refusal?: AppError } = {};
      try {
        return await calls.run(call, () => credential.getToken(scopes, options));
      } catch (error) {
        throw call.refusal ?? error;
      }
    },
  };
}

const waited = new WeakMap<PipelineRequest, number>();

/** What the answers to one request asked for in all, the last one included. */
export function askedInAllMs(request: PipelineRequest): number {
  return waited.get(request) ?? 0;
}

/** undefined: no wait is asked for, or one that is kept. */
function tooLong(request: PipelineRequest, response: PipelineResponse): AppError | undefined {
  const { status, headers } = response;
  const waitMs = retryAfterMs(headers);
  if (waitMs === undefined || !(status === 429 || status === 503 || isUnderWay(request, response))) return undefined;
  const inAllMs = (waited.get(request) ?? 0) + waitMs;
  waited.set(request, inAllMs);
  return inAllMs > LONGEST_WAIT_MS ? toRefusal(response, waitMs) : undefined;
}

/** A question for an operation that has not ended: after no other good answer does the SDK wait. */
function isUnderWay({ method }: PipelineRequest, { status, bodyAsText }: PipelineResponse): boolean {
  if (method !== "GET" || (status !== 200 && status !== 202)) return false;
  const told = statusIn(bodyAsText ?? "");
  return told === undefined ? status === 202 : !ENDED.test(told);
}

/** As the SDK reads it. */
const ENDED = /succeeded|fail|^cancell?ed$/i;

function statusIn(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) && typeof body.status === "string" ? body.status : undefined;
  } catch {
    return undefined;
  }
}

function toRefusal(response: PipelineResponse, waitMs: number): AppError {
  const code = parseErrorBody(response.bodyAsText ?? undefined)?.code;
  const requestId = requestIdOf(response);
  return new AppError("azure-throttled", `Azure asks not to be asked again for ${formatDuration(waitMs)}${code ? ` (${code})` : ""}.`, {
    details: {
      ...(code ? { azureCode: code } : {}),
      azureStatus: response.status,
      ...(requestId ? { azureRequestId: requestId } : {}),
      retryAfterMs: waitMs,
    },
  });
}

/** Not the app's clock: of what other machines say of now. */
export function wallClockMs(): number {
  return performance.timeOrigin + performance.now();
}
