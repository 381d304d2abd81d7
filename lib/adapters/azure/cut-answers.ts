// Answers of Resource Manager and of the sign-in that break off. The SDK reads a body within its retry loop, but takes one
// that breaks off for an answer it cannot parse and gives up: it is handed to its retry policy as what it is, a lost connection.
//
// A PUT is not repeated after a cut answer: what it made is looked at first, by whoever ordered it.

import { setTimeout as wait } from "node:timers/promises";
import type { PipelinePolicy, PipelineRequest } from "@azure/core-rest-pipeline";
import { RestError } from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/identity";
import { isTransportFault } from "./azure-error.ts";

/** Of those the SDK's retry policy waits for and tries again after. */
const LOST_CONNECTION = "ECONNRESET";

export const cutAnswerPolicy: PipelinePolicy = {
  name: "snapscopeCutAnswerPolicy",
  async sendRequest(request: PipelineRequest, next) {
    try {
      const response = await next(request);
      if (!isCutJson(response.headers.get("content-type"), response.bodyAsText)) return response;
      throw new RestError("the end of the answer is missing", { code: RestError.PARSE_ERROR, request });
    } catch (error) {
      throw isRepeatable(request) && isCutBody(error) ? lost("the answer broke off", request) : error;
    }
  },
};

/** Also POST: to grant again gives another SAS, which the same revoke ends, to revoke again does nothing, and a query reads. */
function isRepeatable({ method }: PipelineRequest): boolean {
  return method !== "PUT" && method !== "PATCH";
}

function isCutBody(error: unknown): boolean {
  return error instanceof RestError && error.code === RestError.PARSE_ERROR;
}

/** Cut by something on the way that made its length look right. Not all of it is parsed here: whoever reads it does that. */
function isCutJson(contentType: string | undefined, text: string | null | undefined): boolean {
  return Boolean(text && contentType?.includes("json") && /^\s*[[{]/.test(text) && !/[\]}]\s*$/.test(text.slice(-100)));
}

function lost(message: string, request: PipelineRequest): RestError {
  return new RestError(message, { code: LOST_CONNECTION, request });
}

const SIGN_IN_ATTEMPTS = 4;
/** One that took as long as this was repeated by the identity library: it does so for a lost connection. */
const REPEATED_MS = 2000;

/** Its failures are outside the retry loop of a client: what was cut is asked for again here. */
export function patientCredential(credential: TokenCredential, delayMs = 1000): TokenCredential {
  return {
    async getToken(scopes, options) {
      for (let attempt = 1; ; attempt += 1) {
        const startedMs = performance.now();
        try {
          return await credential.getToken(scopes, options);
        } catch (error) {
          const isOver = attempt >= SIGN_IN_ATTEMPTS || performance.now() - startedMs > REPEATED_MS;
          if (isOver || options?.abortSignal?.aborted || !isTransportFault(error)) throw error;
          await wait(delayMs * 2 ** (attempt - 1));
        }
      }
    },
  };
}
