// Golden differences: a disk whose every page holds its own number, known pages changed, and copies made from diffs
// that must come out byte-equal, however the lists are cut.

import { afterEach, beforeEach, expect, test } from "vitest";
import type { DiffRange } from "../../pages/page-store.ts";
import { type BlobTestServer, startBlobTestServer } from "../../testing/blob-server.ts";
import { markerAt } from "../page-list.ts";

const mib = 2 ** 20;
const gib = 2 ** 30;
const tib = 2 ** 40;
let azure: BlobTestServer;

beforeEach(async () => {
  azure = await startBlobTestServer();
});

afterEach(() => azure.close());

const paged = { "x-ms-version": "2026-02-06" };

function parseList(text: string): { ranges: DiffRange[]; marker: string | undefined } {
  const ranges: DiffRange[] = [];
  for (const [, name, start, end] of text.matchAll(/<(PageRange|ClearRange)><Start>(\d+)<\/Start><End>(\d+)<\/End>/g)) {
    ranges.push({ offset: Number(start), length: Number(end) - Number(start) + 1, cleared: name === "ClearRange" });
  }
  return { ranges, marker: /<NextMarker>([^<]+)<\/NextMarker>/.exec(text)?.[1] };
}

/** Follows the markers to the end. */
async function wholeList(url: string, headers: Record<string, string>, query = ""): Promise<{ ranges: DiffRange[]; replies: number[] }> {
  const all: DiffRange[] = [];
  const replies: number[] = [];
  for (let marker: string | undefined = ""; marker !== undefined; ) {
    const suffix: string = marker === "" ? "" : `&marker=${encodeURIComponent(marker)}`;
    const { text } = await azure.send(`${url}&comp=pagelist${query}${suffix}`, { headers: { ...paged, ...headers } });
    const list = parseList(text);
    all.push(...list.ranges);
    replies.push(list.ranges.length);
    marker = list.marker;
  }
  return { ranges: all, replies };
}

const changedPages = [0, 1, (4 * mib) / 512 - 1, (4 * mib) / 512, (2 * tib) / 512 - 1, (2 * tib) / 512, (4 * tib) / 512 - 1];

test("exactly the changed pages of a disk are listed, at every awkward place, and hold what was written", async () => {
  const disk = azure.newDisk("numbered", 4096);
  const { pages } = azure.world;
  pages.fill(disk.imageId, 0, 4 * tib, { kind: "number", seed: 0 });
  const base = azure.takeSnapshot(disk, "base");
  for (const number of changedPages) pages.write(disk.imageId, number * 512, new Uint8Array(512).fill(0xab));
  pages.clear(disk.imageId, 3 * tib, 512);
  const target = azure.takeSnapshot(disk, "target");
  const [baseUrl, url] = [azure.sasUrl(base), azure.sasUrl(target)];
  const { ranges } = await wholeList(url, { "x-ms-previous-snapshot-url": baseUrl });
  const written = (offset: number, length: number): DiffRange => ({ offset, length, cleared: false });
  expect(ranges).toEqual([
    written(0, 1024),
    written(4 * mib - 512, 1024),
    written(2 * tib - 512, 1024),
    { offset: 3 * tib, length: 512, cleared: true },
    written(4 * tib - 512, 512),
  ]);
  for (const { offset, length, cleared } of ranges) {
    const { bytes } = await azure.send(url, { headers: { "x-ms-range": `bytes=${offset}-${offset + length - 1}` } });
    expect(bytes).toEqual(Buffer.alloc(length, cleared ? 0 : 0xab));
    const before = await azure.send(baseUrl, { headers: { "x-ms-range": `bytes=${offset}-${offset + 511}` } });
    expect(before.bytes.readBigUInt64LE(504)).toBe(BigInt(offset / 512));
  }
});

test.each([
  ["", [10_000, 10_000, 3]],
  ["&maxresults=20000", [10_000, 10_000, 3]],
  ["&maxresults=9000", [9000, 9000, 2003]],
])("20,003 ranges arrive once each whatever cuts the list (%s)", async (query, expected) => {
  const disk = azure.newDisk("fragmented", 64);
  const { pages } = azure.world;
  pages.fill(disk.imageId, 0, 64 * gib, { kind: "number", seed: 0 });
  const base = azure.takeSnapshot(disk, "base");
  const wanted: DiffRange[] = Array.from({ length: 20_003 }, (_, i) => ({ offset: i * 2048, length: 512, cleared: i % 3 === 0 }));
  for (const { offset, cleared } of wanted) {
    if (cleared) pages.clear(disk.imageId, offset, 512);
    else pages.write(disk.imageId, offset, new Uint8Array(512));
  }
  const target = azure.takeSnapshot(disk, "target");
  const { ranges, replies } = await wholeList(azure.sasUrl(target), { "x-ms-previous-snapshot-url": azure.sasUrl(base) }, query);
  expect(ranges).toEqual(wanted);
  expect(replies).toEqual(expected);
});

test("the SDK's listPageRanges follows the markers, inside of a window too", async () => {
  const disk = azure.newDisk("paged", 1);
  for (let i = 0; i < 25; i += 1) azure.world.pages.write(disk.imageId, i * 4096, new Uint8Array(512));
  const client = azure.client(azure.sasUrl(azure.takeSnapshot(disk, "s")));
  const sizes: number[] = [];
  const starts: number[] = [];
  for await (const reply of client.listPageRanges(4096, 20 * 4096).byPage({ maxPageSize: 8 })) {
    sizes.push(reply.pageRange?.length ?? 0);
    starts.push(...(reply.pageRange ?? []).map((range) => range.start));
  }
  expect(sizes).toEqual([8, 8, 4]);
  expect(starts).toEqual(Array.from({ length: 20 }, (_, i) => (i + 1) * 4096));
});

test("versions before paging get the whole list at once", async () => {
  const disk = azure.newDisk("old-client", 1);
  for (let i = 0; i < 10_002; i += 1) azure.world.pages.write(disk.imageId, i * 2048, new Uint8Array(512));
  const { text } = await azure.send(`${azure.sasUrl(azure.takeSnapshot(disk, "s"))}&comp=pagelist&maxresults=5`, {
    headers: { "x-ms-version": "2019-07-07" },
  });
  expect(parseList(text).ranges).toHaveLength(10_003);
  expect(text).not.toContain("NextMarker");
});

test.each(["0", "-1"])("maxresults %s is out of range", async (value) => {
  const snapshot = azure.takeSnapshot(azure.newDisk("d", 1), "s");
  const { status, headers } = await azure.send(`${azure.sasUrl(snapshot)}&comp=pagelist&maxresults=${value}`, { headers: paged });
  expect([status, headers.get("x-ms-error-code")]).toEqual([400, "OutOfRangeQueryParameterValue"]);
});

test("a marker nobody gave is refused", async () => {
  const snapshot = azure.takeSnapshot(azure.newDisk("d", 1), "s");
  const { status, headers } = await azure.send(`${azure.sasUrl(snapshot)}&comp=pagelist&marker=what`, { headers: paged });
  expect([status, headers.get("x-ms-error-code")]).toEqual([400, "InvalidQueryParameterValue"]);
});

test("markers have the recorded form", () => {
  expect(markerAt(1024)).toBe("2!16!MDAwMDA0ITEwMjQh");
});

test("a copy kept up by diffs is byte-equal after the disk has grown: the old footer goes, the new one comes", async () => {
  const disk = azure.newDisk("grown", 1);
  const { pages } = azure.world;
  pages.write(disk.imageId, 0, new Uint8Array(4096).fill(1));
  const base = azure.takeSnapshot(disk, "base");
  azure.world.growDisk(disk, 2);
  pages.write(disk.imageId, gib + 512, new Uint8Array(512).fill(2));
  const target = azure.takeSnapshot(disk, "target");
  const headers = { "x-ms-previous-snapshot-url": azure.sasUrl(base) };
  const url = azure.sasUrl(target);
  expect((await wholeList(url, headers)).ranges).toEqual([
    { offset: gib, length: 512, cleared: true },
    { offset: gib + 512, length: 512, cleared: false },
    { offset: 2 * gib, length: 512, cleared: false },
  ]);
  pages.write(disk.imageId, gib, new Uint8Array(512).fill(3));
  const later = azure.takeSnapshot(disk, "later");
  expect((await wholeList(azure.sasUrl(later), headers)).ranges).toEqual([
    { offset: gib, length: 1024, cleared: false },
    { offset: 2 * gib, length: 512, cleared: false },
  ]);
});

test("windows of a diff put together are the whole diff", async () => {
  const disk = azure.newDisk("windows", 1);
  const { pages } = azure.world;
  pages.fill(disk.imageId, 0, gib, { kind: "noise", seed: 1 });
  const base = azure.takeSnapshot(disk, "base");
  for (let i = 0; i < 600; i += 1) pages.write(disk.imageId, ((i * 7919) % 2000) * 512 * 1000, new Uint8Array(512 * (1 + (i % 9))));
  const target = azure.takeSnapshot(disk, "target");
  const [baseUrl, url] = [azure.sasUrl(base), azure.sasUrl(target)];
  const whole = await wholeList(url, { "x-ms-previous-snapshot-url": baseUrl });
  const parts: DiffRange[] = [];
  const windowBytes = 128 * mib;
  for (let from = 0; from < gib + 512; from += windowBytes) {
    const range = `bytes=${from}-${Math.min(from + windowBytes, gib + 512) - 1}`;
    parts.push(...(await wholeList(url, { "x-ms-previous-snapshot-url": baseUrl, "x-ms-range": range })).ranges);
  }
  const sum = (ranges: DiffRange[]) => ranges.reduce((total, one) => total + one.length, 0);
  expect(sum(parts)).toBe(sum(whole.ranges));
  expect(new Set(parts.map((one) => one.offset)).size).toBe(parts.length);
});
