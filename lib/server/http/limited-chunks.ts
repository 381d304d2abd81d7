// A body as it comes, of bounded size, nothing of it kept. To cut it off would cut off the answer as well that says why:
// most senders listen when they have sent all. So what is not wanted any more is read and let go first, for a while.
import { AppError } from "#lib/domain/app-error.ts";
import { orAborted } from "#lib/domain/concurrency/shared-work.ts";

const LET_GO_MS = 5000;

export interface ChunkWatch {
  /** Nothing more is waited for. */
  signal: AbortSignal;
  /** One more has come. */
  onPart?: () => void;
}

export async function* limitedChunks(
  request: Request,
  maxBytes: number,
  { signal, onPart }: ChunkWatch,
): AsyncGenerator<Uint8Array, void, void> {
  const reader = request.body?.getReader();
  if (!reader) return;
  let isWhole = false;
  let size = 0;
  try {
    if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
    for (;;) {
      const { done, value } = await orAborted(reader.read().catch(toBroken), signal);
      isWhole = done;
      if (done) return;
      onPart?.();
      size += value.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      yield value;
    }
  } finally {
    if (!isWhole && !signal.aborted) await letGo(reader, signal);
  }
}

function tooLarge(maxBytes: number): AppError {
  return new AppError("too-large", "The body is too large.", { details: { field: "body", allowed: `${maxBytes} bytes` } });
}

function toBroken(cause: unknown): never {
  throw new AppError("invalid-input", "The body ended before it was complete.", { details: { field: "body" }, cause });
}

async function letGo(reader: ReadableStreamDefaultReader<Uint8Array>, signal: AbortSignal): Promise<void> {
  const enough = AbortSignal.any([signal, AbortSignal.timeout(LET_GO_MS)]);
  try {
    while (!(await orAborted(reader.read(), enough)).done);
  } catch {
    // The sender has gone, or sends on for too long.
  }
}
