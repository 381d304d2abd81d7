// One page of a page list, asked through the SDK's PageBlobClient and read as a stream. The SDK alone can
// neither send a marker for a managed-disk diff nor hand over the body before it has parsed it, so a policy
// of the client's own pipeline does both: it appends marker and maxresults to the URL as it leaves, asks for
// the body as a stream, and gives the SDK an empty list in its place.
import type { HttpOperationResponse, Pipeline, RequestPolicyFactory, WebResource } from "@azure/storage-blob";
import { AnonymousCredential, newPipeline, PageBlobClient, type StorageSharedKeyCredential } from "@azure/storage-blob";
import { PAGE_BYTES } from "#lib/domain/ranges/block-range.ts";
import { type PageList, PageListError, PageListScanner } from "./page-list-scanner.ts";

export interface PageListRequest {
  sasUrl: string;
  /** Absent: the allocated ranges of the image itself. */
  baseSasUrl?: string;
  /** Half-open. */
  window: { offset: number; end: number };
  marker?: string;
  maxResults: number;
  requestId: string;
  signal: AbortSignal;
  retryDelayMs: number;
  /** Goes with the SAS. Asked for at each request: a long list outlives a token. */
  readToken?: (() => Promise<string>) | undefined;
}

export interface PageListPage extends PageList {
  /** Length of the whole blob, container or footer included. */
  blobBytes: number | undefined;
}

interface Exchange {
  body?: NodeJS.ReadableStream;
  blobBytes?: number;
}

export async function requestPageList(request: PageListRequest): Promise<PageListPage> {
  const exchange: Exchange = {};
  const client = new PageBlobClient(request.sasUrl, storagePipeline(request, [streamingPolicy(request, exchange)]));
  const { offset, end } = request.window;
  const options = { abortSignal: request.signal };
  if (request.baseSasUrl === undefined) await client.getPageRanges(offset, end - offset, options);
  else await client.getPageRangesDiffForManagedDisks(offset, end - offset, request.baseSasUrl, options);
  if (!exchange.body) throw new PageListError("the answer has no body", true);
  const scanner = new PageListScanner({ startBytes: offset, limitBytes: limitOf(end, exchange.blobBytes) }, request.maxResults);
  try {
    for await (const chunk of exchange.body) scanner.push(chunk as Uint8Array);
  } catch (error) {
    if (error instanceof PageListError || request.signal.aborted) throw error;
    throw new PageListError("the connection broke while the page list came in", true);
  }
  return { ...scanner.finish(), blobBytes: exchange.blobBytes };
}

/** The last range of an image may run into the VHD footer; any other that leaves the window is an error. */
function limitOf(endBytes: number, blobBytes: number | undefined): number {
  return blobBytes === endBytes + PAGE_BYTES ? blobBytes : endBytes;
}

/**
 * Pipeline of a client of blobs: no credential but a token or a key where there is one, our request id, retries for 500, 503 and lost
 * connections. A SAS is a key too: the SDK follows no redirect with it to another host, and such an answer fails as REDIRECTED.
 */
export function storagePipeline(
  call: Pick<PageListRequest, "requestId" | "retryDelayMs" | "readToken"> & { credential?: StorageSharedKeyCredential; maxTries?: number },
  policies: RequestPolicyFactory[] = [],
): Pipeline {
  const pipeline = newPipeline(call.credential ?? new AnonymousCredential(), {
    retryOptions: { maxTries: call.maxTries ?? 4, retryDelayInMs: call.retryDelayMs, maxRetryDelayInMs: 16 * call.retryDelayMs },
    userAgentOptions: { userAgentPrefix: "snapscope" },
  });
  pipeline.factories.push(headerPolicy(call), ...policies);
  return pipeline;
}

function headerPolicy({ requestId, readToken }: Pick<PageListRequest, "requestId" | "readToken">): RequestPolicyFactory {
  return {
    create: (next) => ({
      async sendRequest(resource: WebResource) {
        resource.requestId = requestId;
        resource.headers.set("x-ms-client-request-id", requestId);
        if (readToken) resource.headers.set("authorization", `Bearer ${await readToken()}`);
        return next.sendRequest(resource);
      },
    }),
  };
}

function streamingPolicy(request: PageListRequest, exchange: Exchange): RequestPolicyFactory {
  return {
    create: (next) => ({
      async sendRequest(resource: WebResource): Promise<HttpOperationResponse> {
        const marker = request.marker === undefined ? "" : `&marker=${encodeURIComponent(request.marker)}`;
        resource.url = `${resource.url}&maxresults=${request.maxResults}${marker}`;
        resource.streamResponseStatusCodes = new Set([200]);
        const response = await next.sendRequest(resource);
        if (response.status !== 200) return response;
        exchange.body = response.readableStreamBody;
        const blobBytes = Number(response.headers.get("x-ms-blob-content-length") ?? Number.NaN);
        if (Number.isSafeInteger(blobBytes)) exchange.blobBytes = blobBytes;
        response.parsedBody = {};
        return response;
      },
    }),
  };
}
