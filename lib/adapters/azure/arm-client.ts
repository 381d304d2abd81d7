// ARM clients for one call of ours. A client is made per call because the SDK's pagers and pollers do not
// pass request options on: only a policy of the client's own pipeline reaches every request it sends.
import { ComputeManagementClient } from "@azure/arm-compute";
import type { HttpClient, HttpMethods, PipelinePolicy, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest, RestError } from "@azure/core-rest-pipeline";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { answerTimeout } from "./answer-timeout.ts";
import { type AzureConnection, signInOf } from "./connection.ts";
import { cutAnswerPolicy } from "./cut-answers.ts";
import { keepErrorBody } from "./error-bodies.ts";
import { originPolicy } from "./origin-policy.ts";
import { patiencePolicy } from "./retry-after.ts";
import { readableCall, requestIdOf } from "./unreadable.ts";

/** Longer than ARM takes for any of our calls. */
const ANSWER_TIMEOUT_MS = 60_000;

export function createComputeClient(connection: AzureConnection, subscriptionId: string, context: CallContext): ComputeManagementClient {
  return new ComputeManagementClient(signInOf(connection, context.principal), subscriptionId, clientOptions(connection, context));
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
  const http = httpClient;
  const { pipeline } = createComputeClient(connection, "", context);
  const sent = createPipelineRequest({
    url: url.href,
    method: request.method,
    headers: createHttpHeaders({
      accept: "application/json",
      ...(request.body ? { "content-type": "application/json" } : {}),
      ...request.headers,
    }),
    ...(request.body ? { body: JSON.stringify(request.body) } : {}),
  });
  const response = await readableCall(
    () => answeredRequestId(context),
    () => pipeline.sendRequest(http, sent),
  );
  if (response.status >= 300) {
    throw new RestError(`ARM answered ${response.status}.`, { statusCode: response.status, request: response.request, response });
  }
  return response;
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
      { policy: answerTimeout(ANSWER_TIMEOUT_MS), position: "perRetry" as const },
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
