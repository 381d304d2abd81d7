// What has to be done to a blob so that it becomes the newer snapshot: clears first, then writes, each of which the service
// does by itself from the newer snapshot. A gap between two written ranges may be copied along (a bridge): its bytes come from
// that same snapshot, so they are right whether they did not change or were cleared just before.
//
//   changes    ████      ██ ░░░░ █████████████          ██      █: written, ░: cleared
//   writes    [────────────][──────────────────]       [──]     each ≤ MAX_REQUEST_BYTES; two gaps are bridged
//
// Where a plan starts and ends its requests is decided by the bridges alone: what lies between two gaps that are not
// bridged is cut from its first byte on. So an objective is a choice of bridges, and each blob (stripe) has its own.
import { PAGE_BYTES, type RangeList } from "#lib/domain/ranges/block-range.ts";
import { cheapestBridges } from "./cheapest-bridges.ts";
import { clearsToDo } from "./clears-to-do.ts";
import { cutWrites } from "./cut-writes.ts";
import { quickestBridges } from "./quickest-bridges.ts";
import { type RangeColumns, RangeColumnsBuilder } from "./range-columns.ts";
import { type StripeChanges, stripesWritten } from "./stripe-changes.ts";
import type { TransferRates } from "./transfer-rates.ts";

export type { RangeColumns, TransferRates };

/** Put Page From URL takes no more. */
export const MAX_REQUEST_BYTES = 4 * 2 ** 20;

/** fewest-bytes: nothing that did not change is copied, and then with the fewest requests. */
export type TransferObjective = "fewest-bytes" | "least-time" | "least-cost";

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

/**
 * The exact optimum of the objective for these changes. No write crosses a multiple of `stripeBytes`. Least time is that of the
 * slowest stripe, each planned by itself; where a stripe has too many ranges to prove it, it is within 1 % of the lower bound.
 */
export function planRequests(changes: RangeList, objective: TransferObjective, rates: TransferRates, stripeBytes: number): RequestPlan {
  if (!(Number.isSafeInteger(stripeBytes) && stripeBytes > 0 && stripeBytes % PAGE_BYTES === 0))
    throw new RangeError(`a stripe has whole pages of ${PAGE_BYTES} bytes, not ${stripeBytes} bytes`);
  const maxPages = MAX_REQUEST_BYTES / PAGE_BYTES;
  const built = new RangeColumnsBuilder(changes.offsets.length);
  let changedBytes = 0;
  for (const stripe of stripesWritten(changes, stripeBytes)) {
    changedBytes += stripe.pages * PAGE_BYTES;
    cutWrites(stripe, chooseBridges(stripe, objective, rates, maxPages), maxPages, built);
  }
  const writes = built.finish();
  const clears = clearsToDo(changes, writes, stripeBytes);
  const writtenBytes = sum(writes.lengths);
  return { objective, clears, writes, writtenBytes, bridgedBytes: writtenBytes - changedBytes, clearedBytes: sum(clears.lengths) };
}

function chooseBridges(stripe: StripeChanges, objective: TransferObjective, rates: TransferRates, maxPages: number): Uint8Array {
  switch (objective) {
    case "fewest-bytes":
      return new Uint8Array(stripe.starts.length);
    case "least-cost": {
      // Where requests cost nothing, no bridge pays; where bytes do, the cheapest is that of the fewest requests.
      const { usdPerRequest, usdPerByte } = rates;
      if (usdPerRequest === 0) return new Uint8Array(stripe.starts.length);
      return cheapestBridges(stripe, (usdPerByte * PAGE_BYTES) / usdPerRequest, maxPages);
    }
    case "least-time":
      return quickestBridges(stripe, rates, maxPages);
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
