// Reads through a SAS: complete range lists and bytes.
//
// A list is complete when the service says so for every byte of the disk. It answers at most 10,000 ranges
// and a marker; what remains behind the last range is then asked for in windows side by side, because each
// answer costs a round trip and the density just seen tells how many more are needed. An answer without
// ranges but with a marker is followed by the marker. A window the service cannot finish in its time is halved, and
// one half asked at a time: a service that is only busy must not be answered with more requests.
import { isRestError } from "@azure/core-rest-pipeline";
import pLimit from "p-limit";
import { AppError } from "#lib/domain/app-error.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { PAGE_BYTES, type RangeList, RangeListBuilder } from "#lib/domain/ranges/block-range.ts";
import type { ReadAccess } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { PageReader } from "#lib/services/ports/pages.ts";
import { toAzureError } from "./azure-error.ts";
import { toDataError } from "./disk-data.ts";
import { notInTime, readBytes } from "./page-bytes.ts";
import { type PageListPage, type PageListRequest, requestPageList, storagePipeline } from "./page-list-request.ts";
import { PageListError } from "./page-list-scanner.ts";
import { openingOf } from "./read-access.ts";
import { readableCall } from "./unreadable.ts";

const MAX_RESULTS = 10_000;
const MAX_REQUESTS_AT_ONCE = 8;
/** First guess small: the rest of the disk is often empty. From then on as many as the density asks for. */
const MAX_WINDOWS_FIRST = 4;
const MAX_WINDOWS = 64;
const MIN_HALVED_BYTES = 256 * 1024 * 1024;
const PAGE_ATTEMPTS = 3;
/** In a row, of one window. */
const MAX_EMPTY_PAGES = 1000;
/** Of all the SDK's tries together: Azure gives itself 30 seconds for each, and only then says that it was too much. */
const TIMEOUT_MS = 180_000;
const RETRY_DELAY_MS = 500;

export interface PageReaderOptions {
  maxResults?: number;
  retryDelayMs?: number;
  /** Of one question, its repetitions and the body included. */
  timeoutMs?: number;
}

export function createPageReader(options: PageReaderOptions = {}): PageReader {
  const { maxResults = MAX_RESULTS, retryDelayMs = RETRY_DELAY_MS, timeoutMs = TIMEOUT_MS } = options;
  const settings = { maxResults, retryDelayMs, timeoutMs };
  return {
    readAllocated: (access, lengthBytes, context) =>
      opened([access], context, (readToken) =>
        new ListReading({ sasUrl: openingOf(access).sasUrl, readToken, ...settings }, context).read(
          lengthBytes,
          `read the ranges of ${access.snapshotId}`,
        ),
      ),
    readDiff: (base, target, lengthBytes, context) =>
      opened([base, target], context, (readToken) => {
        const doing = `read what changed from ${base.snapshotId} to ${target.snapshotId}`;
        const urls = { sasUrl: openingOf(target).sasUrl, baseSasUrl: openingOf(base).sasUrl };
        return new ListReading({ ...urls, readToken, ...settings }, context).read(lengthBytes, doing);
      }),
    readBytes: (access, offset, length, context) =>
      opened([access], context, (readToken) =>
        readBytes(
          openingOf(access).sasUrl,
          { offset, length },
          storagePipeline({ requestId: context.requestId, retryDelayMs, readToken }),
          {
            ...context,
            timeoutMs,
          },
        ),
      ),
  };
}

/** With tokens of who reads where the SAS alone opens nothing, be it of one of several only. */
async function opened<T>(accesses: ReadAccess[], context: CallContext, work: (readToken: ReadToken) => Promise<T>): Promise<T> {
  const closed = accesses.filter((access) => openingOf(access).readDataToken !== undefined);
  const readDataToken = closed[0] && openingOf(closed[0]).readDataToken;
  if (!readDataToken) return work(undefined);
  return work(() => readDataToken(context)).catch((error: Error) => {
    throw toDataError(
      error,
      closed.map(({ snapshotId }) => resourceName(snapshotId)),
    );
  });
}

type ReadToken = PageListRequest["readToken"];

interface Window {
  offset: number;
  end: number;
}

type ListSource = Pick<PageListRequest, "sasUrl" | "baseSasUrl" | "readToken" | "maxResults" | "retryDelayMs"> & { timeoutMs: number };

/** One list being read. Its first error stops all its requests. */
class ListReading {
  private readonly source: ListSource;
  private readonly context: CallContext;
  private readonly stop = new AbortController();
  private readonly limit = pLimit(MAX_REQUESTS_AT_ONCE);
  private blobBytes: number | undefined;

  constructor(source: ListSource, context: CallContext) {
    this.source = source;
    this.context = context;
  }

  async read(lengthBytes: number, doing: string): Promise<RangeList> {
    try {
      const pieces = await this.readWindow({ offset: 0, end: lengthBytes }, MAX_WINDOWS_FIRST);
      // A 4K-sector disk comes in a container longer than the disk, and its offsets are the container's.
      const containerEnd = this.blobBytes ?? 0;
      if (containerEnd > lengthBytes + PAGE_BYTES)
        pieces.push(...(await this.readWindow({ offset: lengthBytes, end: containerEnd }, MAX_WINDOWS_FIRST)));
      return await joined(pieces, containerEnd > lengthBytes + PAGE_BYTES ? containerEnd : lengthBytes);
    } catch (error) {
      this.stop.abort();
      if (this.context.signal?.aborted) throw this.context.signal.reason;
      if (error instanceof PageListError)
        throw new AppError("azure-failed", `Azure could not ${doing}: ${error.message}.`, { retryable: error.truncated });
      throw toAzureError(error, doing);
    }
  }

  /** The window's lists in order of their offsets. */
  private async readWindow(window: Window, maxWindows: number, markers: readonly string[] = []): Promise<RangeList[]> {
    const marker = markers.at(-1);
    const page = await this.readPage(window, marker).catch((error: unknown) => {
      if (marker === undefined && isTooMuch(error) && window.end - window.offset > MIN_HALVED_BYTES) return undefined;
      throw error;
    });
    if (!page) return this.readHalves(window);
    this.blobBytes ??= page.blobBytes;
    if (page.count === 0 && page.nextMarker !== undefined) {
      if (markers.includes(page.nextMarker)) throw new PageListError("the service repeats its marker");
      if (markers.length >= MAX_EMPTY_PAGES)
        throw new PageListError(`its list does not end after ${MAX_EMPTY_PAGES} pages without a range`);
      return this.readWindow(window, maxWindows, [...markers, page.nextMarker]);
    }
    const isComplete = page.nextMarker === undefined && page.count < this.source.maxResults;
    const rest: Window = { offset: page.endBytes, end: window.end };
    if (isComplete || rest.offset >= rest.end) return [page.ranges];
    const pagesLeft = Math.ceil((1.15 * (rest.end - rest.offset)) / Math.max(PAGE_BYTES, page.endBytes - window.offset));
    return [page.ranges, ...(await this.readAll(split(rest, Math.min(pagesLeft, maxWindows)), MAX_WINDOWS))];
  }

  private async readHalves(window: Window): Promise<RangeList[]> {
    const lists: RangeList[] = [];
    for (const half of split(window, 2)) lists.push(...(await this.readWindow(half, MAX_WINDOWS)));
    return lists;
  }

  private async readAll(windows: Window[], maxWindows: number): Promise<RangeList[]> {
    return (await Promise.all(windows.map((window) => this.readWindow(window, maxWindows)))).flat();
  }

  private async readPage(window: Window, marker: string | undefined): Promise<PageListPage> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.limit(() => this.requestPage(window, marker));
      } catch (error) {
        const worthAnother = error instanceof PageListError && error.truncated && attempt < PAGE_ATTEMPTS && !this.stop.signal.aborted;
        if (!worthAnother) throw error;
      }
    }
  }

  private async requestPage(window: Window, marker: string | undefined): Promise<PageListPage> {
    const late = AbortSignal.timeout(this.source.timeoutMs);
    const stops = this.context.signal ? [this.stop.signal, this.context.signal] : [this.stop.signal];
    const request = { ...this.source, window, requestId: this.context.requestId, signal: AbortSignal.any([late, ...stops]) };
    const ask = () => requestPageList(marker === undefined ? request : { ...request, marker });
    return readableCall(() => undefined, ask).catch((error: unknown) => {
      throw late.aborted && !stops.some((signal) => signal.aborted) ? notInTime(this.source.timeoutMs) : error;
    });
  }
}

/** What a smaller question may avoid: it took the service too long. One that is busy or silent is left alone. */
function isTooMuch(error: unknown): boolean {
  if (!isRestError(error)) return false;
  const code = error.response?.headers.get("x-ms-error-code") ?? error.code;
  return error.statusCode === 408 || (error.statusCode === 500 && code === "OperationTimedOut");
}

/** Whole pages, together the window; fewer than asked for where there are too few pages. */
function split({ offset, end }: Window, count: number): Window[] {
  const step = Math.max(PAGE_BYTES, Math.ceil((end - offset) / Math.max(1, count) / PAGE_BYTES) * PAGE_BYTES);
  const windows: Window[] = [];
  for (let at = offset; at < end; at += step) windows.push({ offset: at, end: Math.min(at + step, end) });
  return windows;
}

const RANGES_BETWEEN_YIELDS = 20_000;

/** One list, without the VHD footer. Yields now and then: a million ranges must not hold up other requests. */
async function joined(pieces: RangeList[], endBytes: number): Promise<RangeList> {
  const builder = new RangeListBuilder(pieces.reduce((sum, piece) => sum + piece.offsets.length, 0));
  let sinceYield = 0;
  for (const { offsets, lengths, cleared } of pieces) {
    for (let i = 0; i < offsets.length; i += 1) {
      const offset = offsets[i] ?? 0;
      const length = Math.min(lengths[i] ?? 0, endBytes - offset);
      if (length > 0) builder.append(offset, length, cleared[i] === 1);
    }
    sinceYield += offsets.length;
    if (sinceYield < RANGES_BETWEEN_YIELDS) continue;
    sinceYield = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return builder.finish();
}
