// Where the links to cost files lead: GET and HEAD of one file, whole or a range, as a block blob answers. Beside it, what
// no Azure has: GET of a container lists its files with fresh links, for this machine only and refused to web pages.

import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { originOf, sendJson } from "../reply.ts";
import type { CostFiles, FileName } from "./cost-files.ts";
import type { FileLinks } from "./file-links.ts";
import { filesPath } from "./file-links.ts";

export interface FileSiteDeps {
  files: CostFiles;
  links: FileLinks;
  clock: { nowMs(): number };
  /** Resolves when what was to be written so far is there. */
  settled(): Promise<void>;
}

const listedLinkMs = 3_600_000;

/** true: answered. */
export function createFileSite(deps: FileSiteDeps) {
  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<boolean> => {
    if (!url.pathname.startsWith(`${filesPath}/`)) return false;
    const [account = "", container = "", ...rest] = url.pathname
      .slice(filesPath.length + 1)
      .split("/")
      .map(decoded);
    const name = { account, container, path: rest.join("/") };
    if (req.method !== "GET" && req.method !== "HEAD") sendXmlError(res, 405, "UnsupportedHttpVerb", "Cost files are read only.");
    else if (name.path === "") await list(deps, req, res, name);
    else await read(deps, req, res, { name, url });
    return true;
  };
}

async function list(deps: FileSiteDeps, req: IncomingMessage, res: ServerResponse, { account, container }: FileName): Promise<void> {
  if (req.headers.origin !== undefined) return sendXmlError(res, 403, "Forbidden", "Web pages may not list cost files.");
  await deps.settled();
  const expiresAtMs = deps.clock.nowMs() + listedLinkMs;
  const paths = isName(account) && isName(container) ? await deps.files.list(account, container) : [];
  const value = paths.map((path) => ({ path, url: deps.links.linkTo(originOf(req), { account, container, path }, expiresAtMs) }));
  sendJson(req, res, 200, { value });
}

interface Reading {
  name: FileName;
  url: URL;
}

async function read(deps: FileSiteDeps, req: IncomingMessage, res: ServerResponse, { name, url }: Reading): Promise<void> {
  if (![name.account, name.container, ...name.path.split("/")].every(isName)) {
    return sendXmlError(res, 400, "InvalidUri", "The requested URI does not represent any resource on the server.");
  }
  if (!deps.links.allows(name, url.searchParams, deps.clock.nowMs())) {
    return sendXmlError(
      res,
      403,
      "AuthenticationFailed",
      "Server failed to authenticate the request: the signature does not match, or has expired.",
    );
  }
  const bytes = await deps.files.read(name);
  if (bytes === undefined) return sendXmlError(res, 404, "BlobNotFound", "The specified blob does not exist.");
  sendFile(req, res, bytes);
}

function sendFile(req: IncomingMessage, res: ServerResponse, bytes: Buffer): void {
  const asked = rangeOf(req, bytes.length);
  if (asked === "none") {
    sendXmlError(res, 416, "InvalidRange", "The range specified is invalid for the current size of the resource.");
    return;
  }
  const { first, last } = asked ?? { first: 0, last: bytes.length - 1 };
  res.writeHead(asked === undefined ? 200 : 206, {
    "Content-Type": "application/octet-stream",
    "Content-Length": last - first + 1,
    "Accept-Ranges": "bytes",
    ETag: `"0x${createHash("sha256").update(bytes).digest("hex").slice(0, 15).toUpperCase()}"`,
    "x-ms-blob-type": "BlockBlob",
    "x-ms-request-id": randomUUID(),
    ...(asked === undefined ? {} : { "Content-Range": `bytes ${first}-${last}/${bytes.length}` }),
  });
  res.end(req.method === "HEAD" ? undefined : bytes.subarray(first, last + 1));
}

/** Both ends included; undefined: all of it. */
function rangeOf(req: IncomingMessage, sizeBytes: number): { first: number; last: number } | "none" | undefined {
  const header = req.headers["x-ms-range"] ?? req.headers.range;
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(String(header ?? "")) ?? [];
  if (from === undefined) return undefined;
  const last = to === undefined || to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  return Number(from) > last ? "none" : { first: Number(from), last };
}

function isName(segment: string): boolean {
  return !["", ".", ".."].includes(segment);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return "";
  }
}

function sendXmlError(res: ServerResponse, status: number, code: string, message: string): void {
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  res.writeHead(status, { "Content-Type": "application/xml", "Content-Length": Buffer.byteLength(body), "x-ms-error-code": code });
  res.end(body);
}
