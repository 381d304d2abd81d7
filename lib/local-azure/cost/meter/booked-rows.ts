// A bill is not settled when a day is over. Of every hundred rows a few arrive one or two days late, and a few are
// booked with an hour too many and corrected two days later by a row of their own, negative, for the same day:
//
//   day D        D+1            D+2            D+3
//   metered      booked                                       most rows
//                               booked         or booked      late
//                booked +1 h                   -1 h           corrected
//
// Which rows these are follows from resource, meter and day alone, so every answer and every file agree, and once
// all has arrived the sum is what was metered.

import { dayMs } from "./meter-quantity.ts";
import type { UsageRow } from "./usage-rows.ts";

export interface BookedRow extends UsageRow {
  isCorrection: boolean;
}

export interface Irregularity {
  latePercent: number;
  correctedPercent: number;
}

export const usualIrregularity: Irregularity = { latePercent: 3, correctedPercent: 2 };
export const noIrregularity: Irregularity = { latePercent: 0, correctedPercent: 0 };

/** throughMs: hours that end later are not metered yet. */
export function* bookedRows(rows: Iterable<UsageRow>, throughMs: number, irregularity: Irregularity): Iterable<BookedRow> {
  for (const row of rows) {
    const fate = fateOf(row, irregularity);
    const completeMs = row.dayMs + dayMs;
    if (fate.kind === "late" && throughMs < completeMs + fate.days * dayMs) continue;
    if (fate.kind !== "corrected" || throughMs < completeMs) {
      yield { ...row, isCorrection: false };
      continue;
    }
    const extraMicros = (row.quantityMicros + 12n) / 24n;
    yield { ...row, quantityMicros: row.quantityMicros + extraMicros, isCorrection: false };
    if (extraMicros > 0n && throughMs >= completeMs + correctedAfterMs) yield { ...row, quantityMicros: -extraMicros, isCorrection: true };
  }
}

const correctedAfterMs = 2 * dayMs;

type Fate = { kind: "usual" } | { kind: "late"; days: number } | { kind: "corrected" };

/** Only what is stored is ever corrected: a transfer has no hours. */
function fateOf(row: UsageRow, { latePercent, correctedPercent }: Irregularity): Fate {
  if (latePercent + correctedPercent === 0) return { kind: "usual" };
  const chance = chanceOf(row);
  const percent = (chance % 10_000) / 100;
  if (percent < latePercent) return { kind: "late", days: 1 + (Math.floor(chance / 10_000) % 2) };
  const isCorrected = percent < latePercent + correctedPercent && row.meter.unitOfMeasure === "1 GB/Month";
  return isCorrected ? { kind: "corrected" } : { kind: "usual" };
}

/** A 32-bit number that is always the same for a resource, meter and day. */
function chanceOf(row: UsageRow): number {
  let hash = hashOf(row.resourceId);
  hash = Math.imul(hash ^ hashOf(row.meter.meterId), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13) ^ (row.dayMs / dayMs), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const hashes = new Map<string, number>();

/** FNV-1a. Rows come by resource, so the last few are worth keeping. */
function hashOf(text: string): number {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  if (hashes.size > 1000) hashes.clear();
  hashes.set(text, hash);
  return hash;
}
