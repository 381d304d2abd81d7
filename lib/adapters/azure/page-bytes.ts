// Bytes of a snapshot through its SAS.
import { PageBlobClient, type Pipeline } from "@azure/storage-blob";
import { AppError } from "#lib/domain/app-error.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { toAzureError } from "./azure-error.ts";
import { readableCall } from "./unreadable.ts";

/** The SDK does not tell it of what it could not read. */
const noId = () => undefined;

/** Exactly `length` bytes from `offset`, or an error. */
export async function readBytes(
  sasUrl: string,
  range: { offset: number; length: number },
  pipeline: Pipeline,
  context: CallContext & { timeoutMs: number },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const late = AbortSignal.timeout(context.timeoutMs);
  try {
    const abortSignal = context.signal ? AbortSignal.any([late, context.signal]) : late;
    const client = new PageBlobClient(sasUrl, pipeline);
    const response = await readableCall(noId, () => client.download(range.offset, range.length, { abortSignal }));
    if (!response.readableStreamBody) throw new AppError("azure-failed", "Azure answered without a body.", { retryable: true });
    for await (const chunk of response.readableStreamBody) chunks.push(chunk as unknown as Uint8Array);
  } catch (error) {
    if (context.signal?.aborted) throw context.signal.reason;
    if (late.aborted) throw notInTime(context.timeoutMs);
    // The SDK calls a connection that breaks off within the body an abort, whoever ended it.
    if (error instanceof Error && error.name === "AbortError")
      throw new AppError("azure-unavailable", `The connection to Azure broke off within the ${range.length} bytes at ${range.offset}.`);
    throw toAzureError(error, `read ${range.length} bytes at ${range.offset}`);
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length !== range.length) {
    throw new AppError("azure-failed", `Azure sent ${bytes.length} of ${range.length} bytes.`, { retryable: true });
  }
  return bytes;
}

export function notInTime(timeoutMs: number): AppError {
  return new AppError("azure-unavailable", `Azure did not answer within ${Math.round(timeoutMs / 1000)} s.`);
}
