// What Azure lets one blob do: 500 requests and 60 MiB a second, and 503 ServerBusy to what is more. Off until asked
// for, as a machine under test is seldom that quick. The hidden blob of a snapshot family is one blob, as on Azure.
// Counted in the clock's seconds: a second's worth may come at once, then as it grows back.

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Clock } from "../clock.ts";
import { answerXml } from "./fault-answers.ts";

export interface BlobLimits {
  /** 0: as many as there are. */
  blobRequestsPerSecond: number;
  blobBytesPerSecond: number;
}

export const azureBlobLimits: BlobLimits = { blobRequestsPerSecond: 500, blobBytesPerSecond: 60 * 2 ** 20 };

export interface BlobCeilings {
  limits: BlobLimits;
  /** true: over, and answered. */
  refuse(req: IncomingMessage, res: ServerResponse, url: URL): boolean;
}

interface Allowance {
  atMs: number;
  requests: number;
  bytes: number;
}

export function createBlobCeilings(clock: Clock): BlobCeilings {
  const limits: BlobLimits = { blobRequestsPerSecond: 0, blobBytesPerSecond: 0 };
  const allowances = new Map<string, Allowance>();

  const allowanceOf = (blob: string): Allowance => {
    const [requests, bytes] = [limits.blobRequestsPerSecond, limits.blobBytesPerSecond];
    const nowMs = clock.nowMs();
    const known = allowances.get(blob) ?? { atMs: nowMs, requests, bytes };
    const seconds = (nowMs - known.atMs) / 1000;
    known.requests = Math.min(requests, known.requests + seconds * requests);
    known.bytes = Math.min(bytes, known.bytes + seconds * bytes);
    known.atMs = nowMs;
    allowances.set(blob, known);
    return known;
  };

  return {
    limits,
    refuse(req, res, url) {
      const { blobRequestsPerSecond, blobBytesPerSecond } = limits;
      if (blobRequestsPerSecond === 0 && blobBytesPerSecond === 0) {
        allowances.clear();
        return false;
      }
      const allowance = allowanceOf(url.pathname);
      const isOver = (blobRequestsPerSecond > 0 && allowance.requests < 1) || (blobBytesPerSecond > 0 && allowance.bytes <= 0);
      if (isOver) {
        answerXml(res, { status: 503, code: "ServerBusy", message: "Operations per second is over the account limit." });
        return true;
      }
      allowance.requests--;
      allowance.bytes -= takenBytes(req);
      countAnswer(res, (bytes) => {
        allowance.bytes -= bytes;
      });
      return false;
    },
  };
}

/** What it brings; what the service fetches for it (Put Page From URL) counts as brought, though nothing of it comes by this way. */
function takenBytes({ headers }: IncomingMessage): number {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(String(headers["x-ms-source-range"] ?? "")) ?? [];
  const fetchedBytes = from === undefined ? 0 : Math.max(0, Number(to) - Number(from) + 1);
  return Number(headers["content-length"] ?? 0) + fetchedBytes;
}

function countAnswer(res: ServerResponse, count: (bytes: number) => void): void {
  const writeHead = res.writeHead.bind(res);
  res.writeHead = ((status: number, headers: OutgoingHttpHeaders = {}) => {
    if (res.req.method !== "HEAD") count(Number(headers["Content-Length"] ?? 0));
    return writeHead(status, headers);
  }) as ServerResponse["writeHead"];
}
