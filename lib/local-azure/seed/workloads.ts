// What machines do to their disks in the time between two snapshots. A workload is made once per disk and keeps
// what it must remember (where its log begins, where its ring stands).

import type { Pattern } from "../pages/page-store.ts";
import type { Random } from "./random.ts";
import type { Volume } from "./volume.ts";
import { reservedBytes } from "./volume.ts";

const kib = 2 ** 10;
const mib = 2 ** 20;
const gib = 2 ** 30;

export interface Span {
  volume: Volume;
  random: Random;
  /** Days since the last snapshot; may be a part of one. */
  days: number;
  /** The moment of the snapshot, for what happens on certain days. */
  atMs: number;
}

export type Workload = (span: Span) => void;

/** Files of 64 MiB to 6 GiB, small gaps between them, until the given amount is used. */
export function populate({ volume, random }: Pick<Span, "volume" | "random">, usedBytes: number): void {
  volume.headBytes = reservedBytes;
  const largest = Math.max(64 * mib, Math.min(6 * gib, usedBytes / 12));
  let left = usedBytes;
  while (left > 0) {
    const length = Math.min(left, Math.floor(64 * mib + random.next() ** 2 * largest));
    volume.append(length, random.pick<Pattern["kind"]>(["rows", "text", "noise"]));
    left -= length;
  }
}

/** Inodes and journal: a small ring near the start that every machine touches. */
function touchMetadata({ volume, random, days }: Span): void {
  for (let i = 0; i < 6 * days; i++) volume.fill(reservedBytes + random.between(0, 200) * mib, random.between(1, 64) * 4 * kib, "rows");
}

/** Lines go to the end; what is older than keepBytes is deleted and trimmed. */
export function logAppend({ bytesPerDay, keepBytes }: { bytesPerDay: number; keepBytes: number }): Workload {
  let tailBytes = 256 * mib;
  return (span) => {
    const { volume, random, days } = span;
    touchMetadata(span);
    const files = Math.max(1, Math.round(8 * days));
    for (let i = 0; i < files; i++) volume.append(((bytesPerDay * days) / files) * (0.5 + random.next()), "text");
    const tooOldBytes = volume.headBytes - tailBytes - keepBytes;
    if (tooOldBytes <= 0) return;
    volume.clear(tailBytes, tooOldBytes);
    tailBytes += tooOldBytes;
  };
}

export interface DatabaseOptions {
  /** Changed pages a day. */
  pagesPerDay: number;
  /** Of data files, from the start of the volume. */
  dataBytes: number;
  /** On the first of a month the books are closed: that many more, everywhere. */
  monthEndPages?: number;
}

/** Pages of 8 KiB, and a write-ahead log that runs in a circle behind the data. */
export function database({ pagesPerDay, dataBytes, monthEndPages = 0 }: DatabaseOptions): Workload {
  const ringBytes = 12 * gib;
  let ringAt = 0;
  return (span) => {
    const { volume, random, days, atMs } = span;
    touchMetadata(span);
    const isMonthEnd = new Date(atMs).getUTCDate() === 1;
    const pages = Math.round(pagesPerDay * days * (0.7 + 0.6 * random.next()));
    touchRows(span, { pages, dataBytes, pagesPerTable: 32 });
    if (isMonthEnd) touchRows(span, { pages: monthEndPages, dataBytes, pagesPerTable: 1 });
    const loggedBytes = Math.min(ringBytes / 2, pages * 96 * kib);
    volume.fill(dataBytes + ringAt, Math.min(loggedBytes, ringBytes - ringAt), "noise");
    ringAt = (ringAt + loggedBytes) % ringBytes;
  };
}

/** Every other page belongs to the hot tables, the rest to tables of 48 MiB that have their turn. */
function touchRows(
  { volume, random }: Span,
  { pages, dataBytes, pagesPerTable }: { pages: number; dataBytes: number; pagesPerTable: number },
): void {
  const hotBytes = Math.min(96 * mib, dataBytes / 10);
  let tableAt = 0;
  for (let i = 0; i < pages; i++) {
    const isHot = i % 2 === 0;
    if (i % (2 * pagesPerTable) === 0) tableAt = random.next() * dataBytes;
    const at = isHot ? random.next() ** 2 * hotBytes : Math.min(tableAt + random.next() * 48 * mib, dataBytes);
    volume.fill(at - (at % (8 * kib)), 8 * kib * (isHot ? random.between(1, 4) : 1), "rows");
  }
}

/** Only the log of a database: a circle that overwrites itself. */
export function ringLog({ bytesPerDay, ringBytes }: { bytesPerDay: number; ringBytes: number }): Workload {
  let at = 0;
  return (span) => {
    touchMetadata(span);
    let left = Math.min(ringBytes, Math.round(bytesPerDay * span.days * (0.6 + 0.8 * span.random.next())));
    while (left > 0) {
      const length = Math.min(left, ringBytes - at, 256 * mib);
      span.volume.fill(512 * mib + at, length, "noise");
      at = (at + length) % ringBytes;
      left -= length;
    }
  };
}

/** Hardly anything: its own logs, some temporary files, and packages every other Tuesday. */
export function webServer(): Workload {
  return (span) => {
    const { volume, random, days, atMs } = span;
    touchMetadata(span);
    volume.append(random.between(30, 120) * mib * days, "text");
    for (let i = 0; i < 40 * days; i++) volume.fill(random.next() * volume.headBytes, random.between(1, 16) * 4 * kib, "text");
    if (isPatchDay(atMs))
      for (let i = 0; i < 300; i++) volume.fill(random.next() * volume.headBytes, random.between(4, 1024) * 4 * kib, "noise");
  };
}

function isPatchDay(atMs: number): boolean {
  const at = new Date(atMs);
  return at.getUTCDay() === 3 && at.getUTCDate() % 14 < 7;
}

/** New files, edits in old ones, deletions that are trimmed. */
export function fileServer({ newBytesPerDay }: { newBytesPerDay: number }): Workload {
  return (span) => {
    const { volume, random, days, atMs } = span;
    touchMetadata(span);
    const isWeekend = [0, 1].includes(new Date(atMs).getUTCDay());
    const busy = days * (isWeekend && days <= 1 ? 0.1 : 1);
    const files = Math.round(50 * busy);
    for (let i = 0; i < files; i++) {
      volume.append((newBytesPerDay / 50) * (0.2 + 1.6 * random.next()), random.pick<Pattern["kind"]>(["noise", "text", "noise"]));
    }
    for (let i = 0; i < 90 * busy; i++) volume.fill(random.next() * volume.headBytes, random.between(16, 1024) * 4 * kib, "noise");
    for (let i = 0; i < 8 * busy; i++) volume.clear(random.next() * volume.headBytes, random.between(8, 256) * mib);
  };
}

export function idle(): Workload {
  return () => {};
}

/** Files are moved together: what is in use is rewritten from the start, what was behind is left empty. */
export function defragment({ volume, random }: Span): void {
  const usedBytes = volume.headBytes;
  const endBytes = usedBytes * 0.82;
  let at = usedBytes * 0.05;
  while (at < endBytes) {
    const length = random.between(256, 1400) * mib;
    volume.fill(at, Math.min(length, endBytes - at), random.pick<Pattern["kind"]>(["noise", "rows"]));
    at += length + random.between(0, 3) * 64 * kib;
  }
  volume.clear(endBytes, usedBytes - endBytes);
  volume.headBytes = endBytes;
}

/** Nearly everything turns into noise within hours, and a note lies beside it. */
export function encryptEverything({ volume, random }: Span): void {
  const usedBytes = volume.headBytes;
  let at = 300 * mib;
  while (at < usedBytes) {
    const length = random.between(4, 220) * mib;
    volume.fill(at, Math.min(length, usedBytes - at), "noise");
    at += length + (random.next() < 0.15 ? random.between(8, 96) * mib : 0);
    if (random.next() < 0.1) volume.append(16 * kib, "text");
  }
}
