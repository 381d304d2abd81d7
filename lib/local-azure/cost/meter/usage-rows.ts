// The meter: what every snapshot is billed, a row per resource, meter and UTC day.
//
// An hour is billed at what was stored when it ended, so the hour of creation counts, the hour of deletion
// does not, and what a delete merges into the next snapshot is billed there from that same hour: nothing is
// billed twice and nothing is lost. Deleted snapshots keep the rows of their lifetime.
//
//   stored   ────┐10 GiB          ┌─────  merged from a deleted neighbour: 14 GiB
//                └────────────────┘
//   hours    |10 |10 |10 |10 |10 |14 |14 |

import { ticksToMs } from "../../clock.ts";
import type { Snapshot, StoredChange } from "../../model/records/snapshot.ts";
import type { RetailPrice } from "../prices/price-list.ts";
import { meterFor, snapshotMeterKind } from "../prices/price-list.ts";
import { dayMs, gibMicros, hourlyQuantityMicros, hourMs, hoursInMonth } from "./meter-quantity.ts";

export interface UsageRow {
  /** Lower case, as cost data has it. */
  resourceId: string;
  subscriptionId: string;
  /** Lower case. */
  resourceGroup: string;
  /** The id as first written, for files that keep its case. */
  writtenId: string;
  tags: Record<string, string> | undefined;
  region: string;
  /** Start of the UTC day. */
  dayMs: number;
  meter: RetailPrice;
  quantityMicros: bigint;
}

/** US dollars × 10^12, exact: micros of quantity × micros of price. */
export function costPicos(row: UsageRow): bigint {
  return row.quantityMicros * row.meter.usdMicros;
}

export interface UsageWindow {
  /** Starts of UTC days, half-open. */
  fromMs: number;
  toMs: number;
  /** No hour that ends later is metered yet. */
  meteredThroughMs: number;
}

/** What these snapshots store, by snapshot, then day. Days of nothing give no row. */
export function* storageRows(snapshots: Iterable<Snapshot>, window: UsageWindow): Iterable<UsageRow> {
  const toMs = meteredEndMs(window);
  for (const snapshot of snapshots) yield* storageRowsOf(snapshot, window.fromMs, toMs);
}

function* storageRowsOf(snapshot: Snapshot, fromMs: number, toMs: number): Iterable<UsageRow> {
  const history = [...snapshot.storedHistory].sort((a, b) => a.atMs - b.atMs);
  const [first, last] = [history[0], history.at(-1)];
  if (first === undefined || last === undefined) return;
  const meter = meterFor(snapshotMeterKind(snapshot.sku), snapshot.location);
  for (const day of daysBetween(Math.max(fromMs, first.atMs), toMs)) {
    if (last.bytes === 0 && day > last.atMs) return;
    const quantityMicros = storedQuantityMicros(history, day, Math.min(day + dayMs, toMs));
    if (quantityMicros > 0n) yield { ...resourceOf(snapshot), dayMs: day, meter, quantityMicros };
  }
}

/** Sum of the hours in [fromMs, toMs): full hours within one month. `history` ascends. */
export function storedQuantityMicros(history: readonly StoredChange[], fromMs: number, toMs: number): bigint {
  const hours = hoursInMonth(fromMs);
  let total = 0n;
  let hour = fromMs;
  while (hour < toMs) {
    const stored = storedBefore(history, hour + hourMs);
    const nextChangeMs = history[stored.index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    const steadyHours = Math.min(Math.floor((nextChangeMs - hour) / hourMs), (toMs - hour) / hourMs);
    total += hourlyQuantityMicros(stored.bytes, hours) * BigInt(steadyHours);
    hour += steadyHours * hourMs;
  }
  return total;
}

/** The last change before the moment. */
function storedBefore(history: readonly StoredChange[], beforeMs: number): { bytes: number; index: number } {
  for (let index = history.length - 1; index >= 0; index--) {
    const change = history[index];
    if (change !== undefined && change.atMs < beforeMs) return { bytes: change.bytes, index };
  }
  return { bytes: 0, index: -1 };
}

/**
 * A copy reads its source (operations) and sends it to another region (bandwidth): both are booked on the source.
 * Of a copy that failed what it had carried by then is booked.
 */
export function* copyRows(target: Snapshot, source: Snapshot, window: UsageWindow): Iterable<UsageRow> {
  const transfer = transferOf(target);
  if (transfer === undefined) return;
  const toMs = meteredEndMs(window);
  for (const day of daysBetween(Math.max(window.fromMs, transfer.startedAtMs), toMs)) {
    const bytes = copiedBytes(transfer, Math.min(day + dayMs, toMs)) - copiedBytes(transfer, day);
    if (bytes <= 0) return;
    const base = { ...resourceOf(source), dayMs: day };
    const operationMicros = BigInt(Math.ceil(bytes / bytesPerRead)) * microsPerOperation;
    yield { ...base, meter: meterFor("diskOperations", source.location), quantityMicros: operationMicros };
    const sentMicros = source.location === target.location ? 0n : gibMicros(bytes);
    if (sentMicros > 0n) yield { ...base, meter: meterFor("interRegion", source.location), quantityMicros: sentMicros };
  }
}

type Transfer = Pick<NonNullable<Snapshot["copy"]>, "startedAtMs" | "durationMs" | "totalBytes" | "holdAtPercent">;

/** Under way: as recorded. Done: what it first stored, from its creation until then. */
function transferOf(target: Snapshot): Transfer | undefined {
  if (target.copy !== undefined) return target.copy;
  const arrived = target.storedHistory.find((change) => change.bytes > 0);
  const startedAtMs = ticksToMs(target.timeCreated);
  return arrived === undefined ? undefined : { startedAtMs, durationMs: arrived.atMs - startedAtMs, totalBytes: arrived.bytes };
}

export function meteredEndMs(window: UsageWindow): number {
  return Math.min(window.toMs, Math.floor(window.meteredThroughMs / hourMs) * hourMs);
}

/** A copy reads 4 MiB at a time; operations are sold in lots of 10,000. */
const bytesPerRead = 4 * 2 ** 20;
const microsPerOperation = 100n;

function copiedBytes(copy: Transfer, atMs: number): number {
  const share = copy.durationMs <= 0 ? Number(atMs > copy.startedAtMs) : (atMs - copy.startedAtMs) / copy.durationMs;
  const most = (copy.holdAtPercent ?? 100) / 100;
  return Math.round(copy.totalBytes * Math.min(Math.max(share, 0), most, 1));
}

type Billed = Pick<Snapshot, "id" | "subscriptionId" | "resourceGroup" | "location" | "tags">;

/** What a row says of the resource it is booked on. */
export function resourceOf(billed: Billed) {
  return {
    resourceId: billed.id.toLowerCase(),
    writtenId: billed.id,
    tags: billed.tags,
    subscriptionId: billed.subscriptionId,
    resourceGroup: billed.resourceGroup.toLowerCase(),
    region: billed.location,
  };
}

/** Starts of the UTC days touched by [fromMs, toMs). */
export function* daysBetween(fromMs: number, toMs: number): Iterable<number> {
  for (let day = Math.floor(fromMs / dayMs) * dayMs; day < toMs; day += dayMs) yield day;
}
