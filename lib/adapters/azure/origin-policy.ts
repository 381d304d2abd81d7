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
      if (location && response.status >= 300 && response.status < 400)
        assertOrigin(origins, URL.canParse(location, request.url) ? new URL(location, request.url).href : "no:address", request);
      return response;
    },
  };
}

/**
 * Where Azure keeps the data of managed disks: md-… . The account of a customer, which anybody could have made, is never named so:
 * its name has three letters at least and no hyphen (that of its copy in another region ends in -secondary). From
 * learn.microsoft.com, "Storage account overview".
 */
const DATA_HOST = /^md(-[a-z0-9]+)+(\.[a-z0-9]+)?\.blob\.(core\.windows|storage\.azure)\.net$/;

/** Of a SAS: whoever gets a request with it gets the key, and a token where one goes with it. blobOrigin: the only one there is. */
export function assertDataAddress(sasUrl: string, blobOrigin: string | undefined): void {
  if (!URL.canParse(sasUrl)) throw foreign("one that is no address");
  const { origin, protocol, hostname, port } = new URL(sasUrl);
  const isAllowed =
    blobOrigin === undefined ? protocol === "https:" && port === "" && DATA_HOST.test(hostname) : origin === new URL(blobOrigin).origin;
  if (!isAllowed) throw foreign(origin);
}

function assertOrigin(origins: ReadonlySet<string>, url: string, request: PipelineRequest): void {
  const { origin } = new URL(url);
  if (origins.has(origin)) return;
  throw foreign(origin, request);
}

function foreign(origin: string, request?: PipelineRequest): RestError {
  return new RestError(`Azure named an address on another host, ${origin}: it was not asked.`, {
    code: FOREIGN_ADDRESS,
    ...(request ? { request } : {}),
  });
}
