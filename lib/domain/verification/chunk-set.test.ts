import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromRanges, normaliseRanges } from "#lib/domain/ranges/block-range.ts";
import { bytesOf, CHUNK_BYTES, type ChunkSet, chunksWithData, pickChunks, piecesOf, unlikeChunks } from "./chunk-set.ts";

const PAGE = 512;
const pagesPerChunk = CHUNK_BYTES / PAGE;
const diskPages = 20 * pagesPerChunk;

const ranges = fc
  .array(fc.record({ page: fc.integer({ min: 0, max: diskPages - 1 }), pages: fc.integer({ min: 1, max: 3 * pagesPerChunk }) }), {
    maxLength: 12,
  })
  .map((all) => normaliseRanges(all.map(({ page, pages }) => ({ offset: page * PAGE, length: Math.min(pages, diskPages - page) * PAGE }))));

/** One flag a page. */
function pagesOf(all: readonly { offset: number; length: number }[]): boolean[] {
  const pages = new Array<boolean>(diskPages).fill(false);
  for (const { offset, length } of all) pages.fill(true, offset / PAGE, (offset + length) / PAGE);
  return pages;
}

function chunksWhere(isWanted: (page: number) => boolean): number[] {
  const chunks = new Set<number>();
  for (let page = 0; page < diskPages; page += 1) if (isWanted(page)) chunks.add(Math.floor(page / pagesPerChunk));
  return [...chunks];
}

const listed = (set: ChunkSet) => [...piecesOf(set, 0, 1)].map(({ first }) => first);

describe("The chunks that are looked at", () => {
  test("are those in which either side has a page, and those in which the lists of the two differ", () =>
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const [pagesOfA, pagesOfB] = [pagesOf(a), pagesOf(b)];
        const data = chunksWithData(fromRanges(a), fromRanges(b));
        expect(listed(data)).toEqual(chunksWhere((page) => pagesOfA[page] === true || pagesOfB[page] === true));
        expect(data.total).toBe(listed(data).length);
        expect(listed(unlikeChunks(fromRanges(a), fromRanges(b)))).toEqual(chunksWhere((page) => pagesOfA[page] !== pagesOfB[page]));
      }),
    ));

  test("are those drawn, by their places among the chunks with data, and all others asked for, each once", () =>
    fc.assert(
      fc.property(ranges, ranges, fc.array(fc.nat()), (a, b, numbers) => {
        const [data, others] = [chunksWithData(fromRanges(a), fromRanges(b)), unlikeChunks(fromRanges(a), fromRanges(b))];
        const places = [...new Set(data.total === 0 ? [] : numbers.map((one) => one % data.total))].toSorted((x, y) => x - y);
        const all = listed(data);
        const wanted = new Set([...places.map((place) => all[place]), ...listed(others)]);
        expect(listed(pickChunks(data, places, others))).toEqual(all.filter((chunk) => wanted.has(chunk)));
      }),
    ));

  test("come in pieces of no more than asked for, from wherever it goes on", () =>
    fc.assert(
      fc.property(ranges, fc.nat({ max: 25 }), fc.integer({ min: 1, max: 7 }), (a, done, max) => {
        const set = chunksWithData(fromRanges(a), fromRanges([]));
        const pieces = [...piecesOf(set, done, max)];
        expect(pieces.every(({ count }) => count >= 1 && count <= max)).toBe(true);
        expect(pieces.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i))).toEqual(listed(set).slice(done));
      }),
    ));

  test("have the bytes they have: the last one of a disk may be shorter", () => {
    const all = fromRanges([{ offset: 0, length: CHUNK_BYTES + PAGE }]);
    expect(bytesOf(chunksWithData(all, all), 10 * CHUNK_BYTES)).toBe(2 * CHUNK_BYTES);
    expect(bytesOf(chunksWithData(all, all), CHUNK_BYTES + PAGE)).toBe(CHUNK_BYTES + PAGE);
    expect(bytesOf(chunksWithData(fromRanges([]), fromRanges([])), CHUNK_BYTES)).toBe(0);
  });

  test("may lie beyond 2^32 pages", () => {
    const far = fromRanges([{ offset: 2 ** 46 - CHUNK_BYTES, length: CHUNK_BYTES }]);
    expect(listed(chunksWithData(far, far))).toEqual([2 ** 30 - 1]);
    expect(unlikeChunks(far, far).total).toBe(0);
  });
});
