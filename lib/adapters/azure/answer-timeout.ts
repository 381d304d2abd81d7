// How long one answer may take, its body included: the SDK's own timeout ends with the headers. Without it a connection that
// died quietly would hold its caller for ever.
import type { PipelinePolicy, PipelineRequest } from "@azure/core-rest-pipeline";
import { RestError } from "@azure/core-rest-pipeline";

/** Ends as a lost connection, which the SDK's retries ask again after. */
export function answerTimeout(withinMs: number): PipelinePolicy {
  return {
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
      }, withinMs);
      request.abortSignal = stop.signal;
      try {
        return await next(request);
      } catch (error) {
        throw isLate ? new RestError(`no answer within ${withinMs / 1000} s`, { code: "ETIMEDOUT", request }) : error;
      } finally {
        clearTimeout(timer);
        callers?.removeEventListener("abort", onAbort);
        // The SDK's retry policy would take our timeout for its caller's wish to stop.
        if (callers) request.abortSignal = callers;
        else delete request.abortSignal;
      }
    },
  };
}
