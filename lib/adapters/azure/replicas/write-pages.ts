// Pages written and cleared under a session's lease and sequence number. The service being busy is told as Congestion at once; a
// lost connection is tried again here, since the same pages may be written twice.
import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "#lib/domain/app-error.ts";
import type { BlockRange } from "#lib/domain/ranges/block-range.ts";
import type { ReadAccess } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { readBytes } from "../page-bytes.ts";
import { storagePipeline } from "../page-list-request.ts";
import { openingOf } from "../read-access.ts";
import type { HeldStripe } from "./held-stripe.ts";
import { isPassing, toCongestion, toReplicaError, untold } from "./storage-call.ts";

const ATTEMPTS = 4;
const WRITE_TIMEOUT_MS = 60_000;

/** Of the stripe's own offsets. */
export async function clearPages(stripe: HeldStripe, { offset, length }: BlockRange, context: CallContext): Promise<void> {
  await writing(stripe, context, `clear ${length} bytes at ${offset} of`, (abortSignal) =>
    stripe.once.clearPages(offset, length, { abortSignal, conditions: conditionsOf(stripe) }),
  );
}

export async function uploadPages(stripe: HeldStripe, offset: number, bytes: Uint8Array, context: CallContext): Promise<void> {
  const transactionalContentMD5 = createHash("md5").update(bytes).digest();
  await writing(stripe, context, `write ${bytes.length} bytes at ${offset} of`, (abortSignal) =>
    stripe.once.uploadPages(bytes, offset, bytes.length, { abortSignal, conditions: conditionsOf(stripe), transactionalContentMD5 }),
  );
}

/** sourceOffset: where it is in the disk. */
export async function copyPages(
  stripe: HeldStripe,
  source: ReadAccess,
  { offset, length }: BlockRange,
  sourceOffset: number,
  context: CallContext,
): Promise<void> {
  const { sasUrl, readDataToken } = openingOf(source);
  await writing(stripe, context, `copy ${length} bytes to ${offset} of`, async (abortSignal) => {
    const token = await readDataToken?.(context);
    return stripe.once.uploadPagesFromURL(sasUrl, sourceOffset, offset, length, {
      abortSignal,
      conditions: conditionsOf(stripe),
      ...(token === undefined ? {} : { sourceAuthorization: { scheme: "Bearer", value: token } }),
    });
  });
}

/** Through this process. */
export async function readPages(source: ReadAccess, range: BlockRange, retryDelayMs: number, context: CallContext): Promise<Uint8Array> {
  const { sasUrl, readDataToken } = openingOf(source);
  const readToken = readDataToken && (() => readDataToken(context));
  const pipeline = storagePipeline({ requestId: context.requestId, retryDelayMs, readToken, maxTries: 1 });
  const doing = `read ${range.length} bytes at ${range.offset}`;
  return patiently(retryDelayMs, context, doing, () => readBytes(sasUrl, range, pipeline, { ...context, timeoutMs: WRITE_TIMEOUT_MS }));
}

function conditionsOf({ leaseId, sequenceNumber }: HeldStripe) {
  return { leaseId, ifSequenceNumberEqualTo: sequenceNumber };
}

function writing(stripe: HeldStripe, context: CallContext, doing: string, act: (abortSignal: AbortSignal) => Promise<unknown>) {
  return patiently(stripe.retryDelayMs, context, `${doing} ${stripe.name}`, () => untold(context, act, WRITE_TIMEOUT_MS));
}

async function patiently<T>(retryDelayMs: number, context: CallContext, doing: string, act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      const congestion = toCongestion(error);
      if (congestion) throw congestion;
      context.signal?.throwIfAborted();
      if (!isPassing(error) || attempt >= ATTEMPTS) throw toReplicaError(error, doing);
      await wait(retryDelayMs * 2 ** (attempt - 1), undefined, context.signal ? { signal: context.signal } : {});
    }
  }
}

export function assertCopyable({ length }: BlockRange, maxBytes: number): void {
  if (length > maxBytes) throw new AppError("internal", `A copy of ${length} bytes was asked for; at most ${maxBytes} go at once.`);
}
