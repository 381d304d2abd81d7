// Test aid: an HTTP server that answers Get Page Ranges as Azure does (clipped to the range asked for, at most
// so many elements, a marker for the rest) and can be told to misbehave. Used by tests and the bench only.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type DiffRange, PAGE_BYTES } from "#lib/domain/ranges/block-range.ts";

export interface PageListServerOptions {
  ranges: DiffRange[];
  lengthBytes: number;
  /** Cap of one answer, whatever maxresults says. */
  maxPerAnswer?: number;
  /** Return true to have answered yourself. */
  intercept?: (url: URL, req: IncomingMessage, res: ServerResponse) => boolean;
  /** Answer with no ranges and only a marker every n-th time. */
  emptyAnswerEvery?: number;
  latencyMs?: number;
}

export interface PageListServer {
  sasUrl: string;
  requests: {
    range: string;
    marker: string | null;
    maxresults: string | null;
    requestId: string | undefined;
    previous: string | undefined;
  }[];
  close(): Promise<void>;
}

export async function startPageListServer(options: PageListServerOptions): Promise<PageListServer> {
  const requests: PageListServer["requests"] = [];
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? "/", "http://localhost");
    requests.push({
      range: String(req.headers["x-ms-range"]),
      marker: url.searchParams.get("marker"),
      maxresults: url.searchParams.get("maxresults"),
      requestId: req.headers["x-ms-client-request-id"] as string | undefined,
      previous: req.headers["x-ms-previous-snapshot-url"] as string | undefined,
    });
    const answer = () => {
      if (!options.intercept?.(url, req, res)) sendPage(options, requests.length, url, req, res);
    };
    if (options.latencyMs) setTimeout(answer, options.latencyMs);
    else answer();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    sasUrl: `http://127.0.0.1:${port}/md-abc/xyz/abcd?snapshot=2026-11-05T20%3A58%3A06.9075559Z&sv=2018-11-09&sr=bs&si=canary-si&sig=canary-sig`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function sendPage(options: PageListServerOptions, nth: number, url: URL, req: IncomingMessage, res: ServerResponse): void {
  const [, from = "0", to = "0"] = /^bytes=(\d+)-(\d+)$/.exec(String(req.headers["x-ms-range"])) ?? [];
  const marker = url.searchParams.get("marker");
  const start = marker === null ? Number(from) : Number(marker.split("!")[1]);
  const end = Number(to) + 1;
  const isEmpty = options.emptyAnswerEvery !== undefined && nth % options.emptyAnswerEvery === 0;
  const max = isEmpty ? 0 : Math.min(Number(url.searchParams.get("maxresults") ?? 10_000), options.maxPerAnswer ?? 10_000);
  const parts: string[] = [];
  let next: number | undefined;
  for (let i = firstEndingAfter(options.ranges, start); i < options.ranges.length; i += 1) {
    const { offset, length, cleared } = options.ranges[i] as DiffRange;
    if (offset >= end) break;
    if (parts.length >= max) {
      next = Math.max(offset, start);
      break;
    }
    const tag = cleared ? "ClearRange" : "PageRange";
    parts.push(`<${tag}><Start>${Math.max(offset, start)}</Start><End>${Math.min(offset + length, end) - 1}</End></${tag}>`);
  }
  if (isEmpty) next ??= start;
  const nextMarker = next === undefined ? "<NextMarker />" : `<NextMarker>${nth}!${next}!</NextMarker>`;
  res.writeHead(200, { "content-type": "application/xml", "x-ms-blob-content-length": String(options.lengthBytes + PAGE_BYTES) });
  res.end(`\uFEFF<?xml version="1.0" encoding="utf-8"?>\n<PageList>${parts.join("")}${nextMarker}</PageList>`);
}

function firstEndingAfter(ranges: DiffRange[], offset: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const range = ranges[middle] as DiffRange;
    if (range.offset + range.length > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
