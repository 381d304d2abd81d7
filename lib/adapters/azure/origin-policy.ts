// Where requests may go. Azure's answers name addresses: next pages, operations under way, redirects. One on another
// origin than was configured is never asked, with or without a token. Innermost of a pipeline, so that whatever the SDK
// follows passes here.
import type { PipelinePolicy, PipelineRequest } from "@azure/core-rest-pipeline";
import { RestError } from "@azure/core-rest-pipeline";
import { FOREIGN_ADDRESS } from "./answer-faults.ts";

/** allowed: URLs of which the origin counts. */
export function originPolicy(...allowed: string[]): PipelinePolicy {
  const origins = new Set(allowed.map((url) => new URL(url).origin));
  return {
    name: "snapscopeOriginPolicy",
    async sendRequest(request: PipelineRequest, next) {
      assertOrigin(origins, request.url, request);
      const response = await next(request);
      const location = response.headers.get("location");
      // The SDK passes over a redirect to another origin in silence, as if it were the answer.
      if (location && response.status >= 300 && response.status < 400) assertOrigin(origins, new URL(location, request.url).href, request);
      return response;
    },
  };
}

function assertOrigin(origins: ReadonlySet<string>, url: string, request: PipelineRequest): void {
  const { origin } = new URL(url);
  if (origins.has(origin)) return;
  throw new RestError(`Azure named an address on another host, ${origin}: it was not asked.`, { code: FOREIGN_ADDRESS, request });
}
