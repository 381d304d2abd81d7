// One call to the blob endpoint, as the operations see it, and how answers go back.

import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";
import type { Clock } from "../clock.ts";
import { type BlobError, blobErrorXml, invalidHeader } from "./blob-error.ts";

export interface BlobRequest {
  method: string;
  url: URL;
  /** The comp query parameter, "" when there is none. */
  comp: string;
  headers: IncomingHttpHeaders;
  /** The protocol version: the header, else the one the SAS was made for. */
  version: string;
  /** What was given instead of a version. */
  refusedVersion: string | undefined;
  requestId: string;
  incoming: IncomingMessage;
  response: ServerResponse;
  clock: Clock;
}

const versionForm = /^20\d\d-[01]\d-[0-3]\d$/;
const versionWithoutHeader = "2018-11-09";

export function readBlobRequest(incoming: IncomingMessage, response: ServerResponse, clock: Clock): BlobRequest {
  const url = urlOf(incoming);
  const asked = headerOf(incoming.headers, "x-ms-version") ?? url.searchParams.get("sv") ?? versionWithoutHeader;
  return {
    method: incoming.method ?? "GET",
    url,
    comp: url.searchParams.get("comp") ?? "",
    headers: incoming.headers,
    version: versionForm.test(asked) ? asked : versionWithoutHeader,
    refusedVersion: versionForm.test(asked) ? undefined : asked,
    requestId: `${randomUUID().slice(0, -6)}000000`,
    incoming,
    response,
    clock,
  };
}

/** The path as it came: what begins with two slashes names no host. */
function urlOf({ socket, headers, url: path = "/" }: IncomingMessage): URL {
  const scheme = (socket as TLSSocket).encrypted === true ? "https" : "http";
  const text = `${scheme}://${headers.host ?? "localhost"}${path.startsWith("/") ? path : "/"}`;
  return URL.canParse(text) ? new URL(text) : new URL(`${scheme}://localhost/`);
}

export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** One of a few words, in any case; undefined: the header is not there. */
export function headerChoice<T extends string>({ headers }: BlobRequest, name: string, words: readonly T[]): T | undefined {
  const value = headerOf(headers, name);
  if (value === undefined) return undefined;
  const word = words.find((one) => one.toLowerCase() === value.toLowerCase());
  if (word === undefined) throw invalidHeader(name, value);
  return word;
}

/** Status and headers, those every answer has among them; the body is the caller's. */
export function startAnswer(request: BlobRequest, status: number, headers: OutgoingHttpHeaders): void {
  const clientRequestId = headerOf(request.headers, "x-ms-client-request-id");
  request.response.writeHead(status, {
    Server: "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0",
    "x-ms-request-id": request.requestId,
    "x-ms-version": request.version,
    ...(clientRequestId === undefined ? {} : { "x-ms-client-request-id": clientRequestId }),
    Date: new Date(request.clock.nowMs()).toUTCString(),
    ...headers,
  });
}

export function answerEmpty(request: BlobRequest, status: number, headers: OutgoingHttpHeaders): void {
  startAnswer(request, status, { "Content-Length": 0, ...headers });
  request.response.end();
}

export function answerError(request: BlobRequest, error: BlobError): void {
  const { response, method, requestId } = request;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const headers = { "x-ms-error-code": error.code, ...error.headers };
  if (error.status === 304 || method === "HEAD") {
    startAnswer(request, error.status, headers);
    response.end();
    return;
  }
  const body = Buffer.from(blobErrorXml(error, { requestId, time: request.clock.nowTicks() }), "utf8");
  startAnswer(request, error.status, {
    "Content-Type": "application/xml",
    "Content-Length": body.length,
    ...headers,
  });
  response.end(body);
}

/** Writes, and waits while the client cannot take more. False: the client has gone. */
export async function writeBody(response: ServerResponse, chunk: Uint8Array | string): Promise<boolean> {
  if (response.destroyed) return false;
  if (response.write(chunk)) return true;
  return new Promise((resolve) => {
    const settle = () => {
      response.off("drain", settle);
      response.off("close", settle);
      resolve(!response.destroyed);
    };
    response.on("drain", settle);
    response.on("close", settle);
  });
}
