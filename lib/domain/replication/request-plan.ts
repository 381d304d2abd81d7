import type { RangeList } from "#lib/domain/ranges/block-range.ts";

/** Put Page From URL takes no more. */
export const MAX_REQUEST_BYTES = 4 * 2 ** 20;

/** fewest-bytes: nothing that did not change is copied, and then with the fewest requests. */
export type TransferObjective = "fewest-bytes" | "least-time" | "least-cost";

export interface TransferRates {
  /** What one blob takes (Azure: 500 requests and 60 MiB a second). */
  requestsPerSecond: number;
  bytesPerSecond: number;
  /** Of one request to write, its read of the source included; and of one byte that leaves the region. */
  usdPerRequest: number;
  usdPerByte: number;
}

/** What is done to the blob, clears before writes. Disk offsets, sorted, whole pages; a write has at most MAX_REQUEST_BYTES. */
export interface RequestPlan {
  objective: TransferObjective;
  clears: RangeColumns;
  writes: RangeColumns;
  /** Sum of the writes, bridged gaps included. */
  writtenBytes: number;
  /** Of them what did not change and was copied along to save a request. */
  bridgedBytes: number;
  clearedBytes: number;
}

export interface RangeColumns {
  readonly offsets: Float64Array;
  readonly lengths: Float64Array;
}

/** The exact optimum of the objective for these changes. No write crosses a multiple of `stripeBytes`. */
export function planRequests(_changes: RangeList, _objective: TransferObjective, _rates: TransferRates, _stripeBytes: number): RequestPlan {
  throw new Error("not yet");
}
