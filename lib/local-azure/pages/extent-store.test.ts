import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openExtentStore } from "./extent-store.ts";
import { type DiffRange, type PageStore, pageBytes } from "./page-store.ts";

const gib = 2 ** 30;
const tib = 2 ** 40;
let dir = "";
let store: PageStore;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "extent-store-"));
  store = await openExtentStore({ dir });
});

afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

const page = (byte: number): Uint8Array => new Uint8Array(pageBytes).fill(byte);
const written = (offset: number, length: number): DiffRange => ({ offset, length, cleared: false });
const cleared = (offset: number, length: number): DiffRange => ({ offset, length, cleared: true });

test("pages never written read as zeros and are not allocated", () => {
  const id = store.create(32 * tib);
  expect(store.read(id, 32 * tib - 1024, 1024)).toEqual(new Uint8Array(1024));
  expect([...store.allocated(id)]).toEqual([]);
  expect(store.allocatedBytes(id)).toBe(0);
});

test("a frozen image keeps what it had while the live one goes on", () => {
  const live = store.create(gib);
  store.write(live, 4096, page(1));
  const frozen = store.freeze(live);
  store.write(live, 4096, page(2));
  expect(store.read(frozen, 4096, 512)).toEqual(page(1));
  expect(store.read(live, 4096, 512)).toEqual(page(2));
  expect(() => store.write(frozen, 0, page(3))).toThrow(/frozen/);
});

test("writing the same bytes again counts as a change", () => {
  const live = store.create(gib);
  store.write(live, 512, page(7));
  const base = store.freeze(live);
  store.write(live, 512, page(7));
  expect([...store.diff(base, live)]).toEqual([written(512, 512)]);
  expect(store.writtenBytes(base, live)).toBe(512);
});

test("page and clear ranges are interleaved by offset, adjacent ones of one sort merged", () => {
  const live = store.create(gib);
  store.fill(live, 0, 4096, { kind: "noise", seed: 1 });
  const base = store.freeze(live);
  for (let offset = 0; offset < 2048; offset += 1024) {
    store.write(live, offset, page(5));
    store.clear(live, offset + 512, 512);
  }
  store.clear(live, 2048, 512);
  expect([...store.diff(base, live)]).toEqual([written(0, 512), cleared(512, 512), written(1024, 512), cleared(1536, 1024)]);
});

test("a page written and cleared since an empty base is listed as cleared, as recorded on Azure", () => {
  const live = store.create(2048);
  const empty = store.freeze(live);
  store.write(live, 0, new Uint8Array(1536).fill(9));
  const full = store.freeze(live);
  store.clear(live, 512, 512);
  expect([...store.diff(empty, live)]).toEqual([written(0, 512), cleared(512, 512), written(1024, 512)]);
  expect([...store.diff(full, live)]).toEqual([cleared(512, 512)]);
});

test("clearing what is empty is no change", () => {
  const live = store.create(gib);
  const base = store.freeze(live);
  store.clear(live, 0, gib);
  expect([...store.diff(base, live)]).toEqual([]);
});

test("growth shows nothing until it is written; shrinking forgets what lay beyond", () => {
  const live = store.create(4096);
  store.write(live, 3584, page(1));
  const base = store.freeze(live);
  store.resize(live, 8192);
  expect([...store.diff(base, live)]).toEqual([]);
  store.write(live, 7680, page(2));
  expect([...store.diff(base, live)]).toEqual([written(7680, 512)]);
  store.resize(live, 1024);
  store.resize(live, 8192);
  expect(store.read(live, 3584, 512)).toEqual(new Uint8Array(512));
  expect([...store.diff(base, live)]).toEqual([cleared(3584, 512)]);
});

test("two clones of one image differ only in what each was given after", () => {
  const origin = store.create(gib);
  store.write(origin, 0, page(1));
  const left = store.clone(origin);
  const right = store.clone(origin);
  store.write(left, 512, page(2));
  store.write(right, 1024, page(3));
  expect([...store.diff(left, right)]).toEqual([cleared(512, 512), written(1024, 512)]);
});

test("a list that is being read does not notice later writes", () => {
  const live = store.create(gib);
  for (let i = 0; i < 2000; i += 1) store.write(live, i * 4096, page(1));
  const seen: number[] = [];
  for (const range of store.allocated(live)) {
    seen.push(range.offset);
    store.write(live, range.offset + 1024, page(2));
  }
  expect(seen).toEqual(Array.from({ length: 2000 }, (_, i) => i * 4096));
});

test("a window cuts allocated and changed ranges at its ends", () => {
  const live = store.create(tib);
  const base = store.freeze(live);
  store.fill(live, 0, tib, { kind: "number", seed: 0 });
  expect([...store.allocated(live, { offset: gib, length: 512 })]).toEqual([{ offset: gib, length: 512 }]);
  expect([...store.diff(base, live, { offset: tib - 512, length: gib })]).toEqual([written(tib - 512, 512)]);
  expect([...store.diff(base, live, { offset: gib, length: 0 })]).toEqual([]);
});

test("a number page holds its own page number, also above 32 bits", () => {
  const live = store.create(2 ** 46);
  const offset = 2 ** 45 + 512 * 3;
  store.fill(live, offset, 1024, { kind: "number", seed: 0 });
  const view = new DataView(store.read(live, offset + 512, 512).buffer);
  expect(view.getBigUint64(0, true)).toBe(BigInt(2 ** 36 + 4));
  expect(view.getBigUint64(504, true)).toBe(BigInt(2 ** 36 + 4));
});

test("patterns read the same in any cut", () => {
  const live = store.create(gib);
  for (const kind of ["text", "noise", "rows", "number"] as const) {
    store.fill(live, 0, 8192, { kind, seed: 42 });
    const whole = store.read(live, 0, 8192);
    expect(store.read(live, 1000, 3000)).toEqual(whole.slice(1000, 4000));
    expect(whole.slice(0, 512)).not.toEqual(whole.slice(512, 1024));
  }
});

test("misaligned, outside and unknown are refused and change nothing", () => {
  const live = store.create(4096);
  expect(() => store.write(live, 100, page(1))).toThrow(RangeError);
  expect(() => store.write(live, 0, new Uint8Array(100))).toThrow(RangeError);
  expect(() => store.fill(live, 4096, 512, { kind: "text", seed: 1 })).toThrow(RangeError);
  expect(() => store.read(live, 0, 8192)).toThrow(RangeError);
  expect(() => store.read(99, 0, 512)).toThrow(/no image 99/);
  expect(store.allocatedBytes(live)).toBe(0);
});
