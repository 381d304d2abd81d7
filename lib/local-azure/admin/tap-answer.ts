// Between a handler and its client: what the handler writes goes to the tap, which passes on what it likes.

import type { OutgoingHttpHeaders, ServerResponse } from "node:http";

export interface Tap {
  /** Before the head goes out, with the announced length if there is one. A number announces that instead. */
  head(announcedBytes: number | undefined): number | undefined;
  /** false: no more now; "drain" or "close" of the answer will come. */
  write(chunk: Buffer): boolean;
  end(): void;
}

/** The way round the tap. */
export interface RawAnswer {
  write(chunk: Buffer, done?: () => void): boolean;
  end(): void;
}

export function rawOf(res: ServerResponse): RawAnswer {
  const [write, end] = [res.write.bind(res), res.end.bind(res)];
  return { write: (chunk, done) => write(chunk, () => done?.()), end: () => void end() };
}

export function tapAnswer(res: ServerResponse, tap: Tap): void {
  const writeHead = res.writeHead.bind(res);
  let hasEnded = false;
  res.writeHead = ((status: number, headers: OutgoingHttpHeaders = {}) => {
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) res.setHeader(name, value);
    const length = res.getHeader("content-length");
    const announced = tap.head(length === undefined ? undefined : Number(length));
    if (announced !== undefined) res.setHeader("content-length", announced);
    return writeHead(status);
  }) as ServerResponse["writeHead"];
  const pass = (chunk: unknown): boolean => {
    if (!res.headersSent) res.writeHead(res.statusCode);
    return tap.write(typeof chunk === "string" ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array));
  };
  res.write = ((chunk: unknown) => (hasEnded ? false : pass(chunk))) as ServerResponse["write"];
  res.end = ((chunk?: unknown) => {
    if (hasEnded) return res;
    if (chunk !== undefined && chunk !== null && typeof chunk !== "function") pass(chunk);
    else if (!res.headersSent) res.writeHead(res.statusCode);
    hasEnded = true;
    tap.end();
    return res;
  }) as ServerResponse["end"];
}
