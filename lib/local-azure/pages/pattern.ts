// Bytes made up from a kind, a seed and the page number, the same on every read.

import { type Pattern, pageBytes } from "./page-store.ts";

/** Fills `into` with what the pattern holds from a byte offset on; neither needs to be a page boundary. */
export function drawPattern(pattern: Pattern, offset: number, into: Uint8Array): void {
  const page = new Uint8Array(pageBytes);
  let position = 0;
  while (position < into.length) {
    const pageNumber = Math.floor((offset + position) / pageBytes);
    const skip = offset + position - pageNumber * pageBytes;
    const length = Math.min(pageBytes - skip, into.length - position);
    if (length === pageBytes) {
      drawPage(pattern, pageNumber, into.subarray(position, position + pageBytes));
    } else {
      drawPage(pattern, pageNumber, page);
      into.set(page.subarray(skip, skip + length), position);
    }
    position += length;
  }
}

function drawPage(pattern: Pattern, pageNumber: number, page: Uint8Array): void {
  switch (pattern.kind) {
    case "number":
      drawNumber(pageNumber, page);
      break;
    case "noise":
      drawNoise(pageHash(pattern.seed, pageNumber), page);
      break;
    case "text":
      drawText(pageHash(pattern.seed, pageNumber), pageNumber, page);
      break;
    case "rows":
      drawRows(pageHash(pattern.seed, pageNumber), pageNumber, page);
      break;
  }
}

function drawNumber(pageNumber: number, page: Uint8Array): void {
  const view = new DataView(page.buffer, page.byteOffset, pageBytes);
  for (let at = 0; at < pageBytes; at += 8) {
    view.setUint32(at, pageNumber % 2 ** 32, true);
    view.setUint32(at + 4, Math.floor(pageNumber / 2 ** 32), true);
  }
}

/** 32 bits from a seed and a page number that may be larger than 32 bits (so it is split before any bit work). */
function pageHash(seed: number, pageNumber: number): number {
  let hash = mix(seed % 2 ** 32) ^ mix(Math.floor(seed / 2 ** 32) + 1);
  hash = mix(hash ^ (pageNumber % 2 ** 32));
  return mix(hash ^ Math.floor(pageNumber / 2 ** 32));
}

function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function drawNoise(hash: number, page: Uint8Array): void {
  let state = hash || 1;
  const view = new DataView(page.buffer, page.byteOffset, pageBytes);
  for (let at = 0; at < pageBytes; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    view.setUint32(at, Math.imul(state, 0x9e3779b1), true);
  }
}

const ascii = new TextEncoder();
const logText = ascii.encode(makeLogText());

function makeLogText(): string {
  const levels = ["INFO", "INFO", "INFO", "DEBUG", "WARN"];
  const events = ["request served", "cache refreshed", "session opened", "session closed", "queue drained", "retry scheduled"];
  let text = "";
  for (let line = 0; text.length < 16_384; line += 1) {
    const hash = mix(line);
    const duration = String(hash % 1000).padStart(3, "0");
    text += `${levels[hash % 5]} worker-${hash % 8} ${events[hash % 6]} in ${duration} ms status=${hash % 9 === 0 ? 500 : 200}\n`;
  }
  return text;
}

/** A slice of log lines that begins with the page's number, so that no two pages are the same. */
function drawText(hash: number, pageNumber: number, page: Uint8Array): void {
  const from = hash % (logText.length - pageBytes);
  page.set(logText.subarray(from, from + pageBytes));
  ascii.encodeInto(`\n${String(pageNumber).padStart(12, "0")} `, page);
}

const rowBytes = 64;

/** Fixed-length records: a rising key, two small numbers, a name from a short list, zero padding. */
function drawRows(hash: number, pageNumber: number, page: Uint8Array): void {
  page.fill(0);
  const view = new DataView(page.buffer, page.byteOffset, pageBytes);
  for (let row = 0; row < pageBytes / rowBytes; row += 1) {
    const at = row * rowBytes;
    const rowHash = mix(hash + row);
    const key = pageNumber * (pageBytes / rowBytes) + row;
    view.setUint32(at, key % 2 ** 32, false);
    view.setUint32(at + 4, Math.floor(key / 2 ** 32), false);
    view.setUint32(at + 8, rowHash % 100_000, false);
    view.setUint16(at + 12, rowHash % 365, false);
    ascii.encodeInto(`customer-${rowHash % 9973}`, page.subarray(at + 16, at + 48));
  }
}
