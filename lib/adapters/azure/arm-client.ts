// ARM clients for one call of ours. A client is made per call because the SDK's pagers and pollers do not
// pass request options on: only a policy of the client's own pipeline reaches every request it sends.
import { ComputeManagementClient } from "@azure/arm-compute";
import type { HttpClient, HttpMethods, PipelinePolicy, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest, RestError } from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/identity";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { AzureConnection } from "./connection.ts";
import { cutAnswerPolicy, patientCredential } from "./cut-answers.ts";
import { keepErrorBody } from "./error-bodies.ts";
import { originPolicy } from "./origin-policy.ts";
import { patiencePolicy } from "./retry-after.ts";
import { requestIdOf } from "./unreadable.ts";

export function createComputeClient(connection: AzureConnection, subscriptionId: string, context: CallContext): ComputeManagementClient {
  return new ComputeManagementClient(credentialOf(connection, context), subscriptionId, clientOptions(connection, context));
}

export interface ArmRequest {
  method: HttpMethods;
  /** From "/subscriptions/…" on with its query, or a whole URL of the ARM endpoint (a nextLink). */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

let httpClient: HttpClient | undefined;

/** One call through the compute client's own pipeline (sign-in, retries, tracing) for what has no SDK client here. */
export async function sendArm(connection: AzureConnection, request: ArmRequest, context: CallContext): Promise<PipelineResponse> {
  const url = new URL(request.path, `${connection.armEndpoint}/`);
  httpClient ??= createDefaultHttpClient();
  const response = await createComputeClient(connection, "", context).pipeline.sendRequest(
    httpClient,
    createPipelineRequest({
      url: url.href,
      method: request.method,
      headers: createHttpHeaders({
        accept: "application/json",
        ...(request.body ? { "content-type": "application/json" } : {}),
        ...request.headers,
      }),
      ...(request.body ? { body: JSON.stringify(request.body) } : {}),
    }),
  );
  if (response.status >= 300) {
    throw new RestError(`ARM answered ${response.status}.`, { statusCode: response.status, request: response.request, response });
  }
  return response;
}

function credentialOf(connection: AzureConnection, { principal }: CallContext): TokenCredential {
  return patientCredential(connection.credentialOf(principal), connection.retryDelayMs);
}

function clientOptions(connection: AzureConnection, context: CallContext) {
  return {
    endpoint: connection.armEndpoint,
    userAgentOptions: { userAgentPrefix: "snapscope" },
    ...(connection.retryDelayMs === undefined ? {} : { retryOptions: { retryDelayInMs: connection.retryDelayMs } }),
    additionalPolicies: [
      { policy: callPolicy(context), position: "perCall" as const },
      { policy: patiencePolicy, position: "perRetry" as const },
      { policy: cutAnswerPolicy, position: "perRetry" as const },
      { policy: timeoutPolicy, position: "perRetry" as const },
      { policy: originPolicy(connection.armEndpoint), position: "perRetry" as const },
    ],
  };
}

const answered = new WeakMap<CallContext, string>();

/** Azure's id of the newest answer it gave to this call: what the SDK could not read has none of its own. */
export function answeredRequestId(context: CallContext): string | undefined {
  return answered.get(context);
}

/** Our request id and abort signal on every request, next pages and polls included. */
function callPolicy(context: CallContext): PipelinePolicy {
  return {
    name: "snapscopeCallPolicy",
    async sendRequest(request: PipelineRequest, next) {
      request.requestId = context.requestId;
      request.headers.set("x-ms-client-request-id", context.requestId);
      if (context.signal && !request.abortSignal) request.abortSignal = context.signal;
      const response = await next(request);
      if (response.bodyAsText && response.status >= 400) keepErrorBody(request, response.bodyAsText);
      const requestId = requestIdOf(response);
      if (requestId) answered.set(context, requestId);
      return response;
    },
  };
}

/** Longer than ARM takes for any of our calls; without it a connection that died quietly would hold its caller for ever. */
const ANSWER_TIMEOUT_MS = 60_000;

/** Of the whole answer: the SDK's own timeout ends with its headers. */
const timeoutPolicy: PipelinePolicy = {
  name: "snapscopeTimeoutPolicy",
  async sendRequest(request: PipelineRequest, next) {
    const callers = request.abortSignal;
    const stop = new AbortController();
    const onAbort = () => stop.abort();
    callers?.addEventListener("abort", onAbort);
    if (callers?.aborted) stop.abort();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      stop.abort();
    }, ANSWER_TIMEOUT_MS);
    request.abortSignal = stop.signal;
    try {
      return await next(request);
    } catch (error) {
      throw isLate ? new RestError(`no answer within ${ANSWER_TIMEOUT_MS / 1000} s`, { code: "ETIMEDOUT", request }) : error;
    } finally {
      clearTimeout(timer);
      callers?.removeEventListener("abort", onAbort);
      // The SDK's retry policy would take our timeout for its caller's wish to stop.
      if (callers) request.abortSignal = callers;
      else delete request.abortSignal;
    }
  },
};
