// How fast a page list becomes ranges, against the SDK's own XML path; how long the event loop is held up; and
// what asking in windows gains where an answer takes 150 ms. The server runs in a thread of its own, so that
// only our side is measured.

import { once } from "node:events";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { parseXML } from "@azure/core-xml";
import { type PageListServer, startPageListServer } from "#lib/adapters/testing/page-list-server.ts";
import type { DiffRange } from "#lib/domain/ranges/block-range.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { requestPageList } from "./page-list-request.ts";
import { PageListScanner } from "./page-list-scanner.ts";
import { createPageReader } from "./page-reader.ts";
import { createReadAccess } from "./read-access.ts";

interface Figure {
  name: string;
  value: number;
  unit: string;
  target: string;
  ok: boolean;
  peer?: string;
}

const DISK_BYTES = 32 * 2 ** 40;
const RANGES_PER_PAGE = 10_000;
const MILLION = 1_000_000;
const LATENCY_MS = 150;
const CHUNK_BYTES = 65_536;

export async function benchPageRanges(): Promise<Figure[]> {
  // The parsing bench comes last: its million objects would make every collection slower.
  return [...(await benchEventLoop()), ...(await benchWindows()), ...(await benchParsing())];
}

async function benchParsing(): Promise<Figure[]> {
  const pages = Array.from({ length: MILLION / RANGES_PER_PAGE }, (_, i) => pageXml(i * RANGES_PER_PAGE));
  const bytes = pages.map((page) => new TextEncoder().encode(page));
  let bestMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5; run += 1) {
    const startMs = performance.now();
    for (const page of bytes) scan(page);
    bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  const sdkPages = pages.slice(0, 5);
  const startMs = performance.now();
  for (const page of sdkPages) await parseXML(page.slice(1), { includeRoot: false, rootName: "", xmlCharKey: "#" });
  const sdkMs = (performance.now() - startMs) * (pages.length / sdkPages.length);
  return [
    {
      name: "parse-1e6-ranges",
      value: round(bestMs),
      unit: "ms",
      target: "<= 200",
      ok: bestMs <= 200,
      peer: `@azure/core-xml ${round(sdkMs)} ms`,
    },
    { name: "parse-ratio", value: round(sdkMs / bestMs), unit: "x", target: ">= 40", ok: sdkMs / bestMs >= 40 },
  ];
}

async function benchEventLoop(): Promise<Figure[]> {
  return withServer({ count: MILLION, latencyMs: 0 }, async (sasUrl) => {
    const reader = createPageReader();
    // One page first: loading the SDK is not what is measured.
    await reader.readAllocated(createReadAccess("bench", "", sasUrl), DISK_BYTES / 128, { principal: testPrincipal, requestId: "bench" });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const startMs = performance.now();
    const list = await reader.readAllocated(createReadAccess("bench", "", sasUrl), DISK_BYTES, {
      principal: testPrincipal,
      requestId: "bench",
    });
    const readMs = performance.now() - startMs;
    delay.disable();
    const maxMs = delay.max / 1e6;
    if (list.offsets.length !== MILLION) throw new Error(`read ${list.offsets.length} of ${MILLION} ranges`);
    return [
      { name: "event-loop-max", value: round(maxMs), unit: "ms", target: "<= 25", ok: maxMs <= 25 },
      { name: "read-1e6-ranges", value: round(readMs), unit: "ms", target: "shown", ok: true },
    ];
  });
}

async function benchWindows(): Promise<Figure[]> {
  const count = 400_000;
  return withServer({ count, latencyMs: LATENCY_MS }, async (sasUrl) => {
    const startMs = performance.now();
    await createPageReader().readAllocated(createReadAccess("bench", "", sasUrl), DISK_BYTES, {
      principal: testPrincipal,
      requestId: "bench",
    });
    const parallelMs = performance.now() - startMs;
    const sequentialStartMs = performance.now();
    await readByMarker(sasUrl);
    const sequentialMs = performance.now() - sequentialStartMs;
    const ratio = sequentialMs / parallelMs;
    return [
      {
        name: "windows-ratio",
        value: round(ratio),
        unit: "x",
        target: ">= 4",
        ok: ratio >= 4,
        peer: `marker after marker ${round(sequentialMs)} ms`,
      },
    ];
  });
}

async function readByMarker(sasUrl: string): Promise<void> {
  const { signal } = new AbortController();
  let marker: string | undefined;
  do {
    const request = {
      sasUrl,
      window: { offset: 0, end: DISK_BYTES },
      maxResults: RANGES_PER_PAGE,
      requestId: "bench",
      signal,
      retryDelayMs: 500,
    };
    marker = (await requestPageList(marker === undefined ? request : { ...request, marker })).nextMarker;
  } while (marker !== undefined);
}

function scan(page: Uint8Array): void {
  const scanner = new PageListScanner({ startBytes: 0, limitBytes: DISK_BYTES }, RANGES_PER_PAGE);
  for (let at = 0; at < page.length; at += CHUNK_BYTES) scanner.push(page.subarray(at, at + CHUNK_BYTES));
  if (scanner.finish().count !== RANGES_PER_PAGE) throw new Error("a page lost ranges");
}

function pageXml(first: number): string {
  const parts = ranges(MILLION)
    .slice(first, first + RANGES_PER_PAGE)
    .map(({ offset, length, cleared }) => {
      const tag = cleared ? "ClearRange" : "PageRange";
      return `<${tag}><Start>${offset}</Start><End>${offset + length - 1}</End></${tag}>`;
    });
  return `\uFEFF<?xml version="1.0" encoding="utf-8"?>\n<PageList>${parts.join("")}<NextMarker /></PageList>`;
}

let million: DiffRange[] | undefined;

function ranges(count: number): DiffRange[] {
  if (count === MILLION && million) return million;
  const strideBytes = Math.floor(DISK_BYTES / count / 4096) * 4096;
  const made = Array.from({ length: count }, (_, i) => ({ offset: i * strideBytes, length: 4096 * (1 + (i % 16)), cleared: i % 11 === 0 }));
  if (count === MILLION) million = made;
  return made;
}

async function withServer<T>(options: { count: number; latencyMs: number }, work: (sasUrl: string) => Promise<T>): Promise<T> {
  const worker = new Worker(new URL(import.meta.url), { workerData: options });
  try {
    const [sasUrl] = (await once(worker, "message")) as [string];
    return await work(sasUrl);
  } finally {
    await worker.terminate();
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

if (!isMainThread && parentPort) {
  const { count, latencyMs } = workerData as { count: number; latencyMs: number };
  const server: PageListServer = await startPageListServer({ ranges: ranges(count), lengthBytes: DISK_BYTES, latencyMs });
  parentPort.postMessage(server.sasUrl);
}
