// Against a naive model: two disks as arrays of bytes, and the lists of the pages each says it holds.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromRanges, type RangeList } from "#lib/domain/ranges/block-range.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import { CHUNK_BYTES, chunksWithData, pickChunks, unlikeChunks } from "#lib/domain/verification/chunk-set.ts";
import { detectionProbability, drawPlaces } from "#lib/domain/verification/sample.ts";
import type { VerifyLevel } from "#lib/domain/verification/verification.ts";
import type { ReadableSide } from "#lib/services/ports/readable-side.ts";
import { chooseChunks } from "./choose-chunks.ts";
import { type Compared, compareChunks, NOTHING_COMPARED } from "./compare-chunks.ts";

const chunks = 24;
const sizeBytes = chunks * CHUNK_BYTES;

interface Disk {
  bytes: Uint8Array;
  /** Which chunks its list names. */
  held: Set<number>;
}

/** Some chunks with data of their own, the others never written. */
function diskWith(held: Iterable<number>): Disk {
  const disk: Disk = { bytes: new Uint8Array(sizeBytes), held: new Set(held) };
  for (const chunk of disk.held) {
    const bytes = chunkOf(disk, chunk);
    for (let at = 0; at < bytes.length; at += 512) bytes[at] = 1 + ((chunk * 31 + at / 512) % 255);
  }
  return disk;
}

function copyOf({ bytes, held }: Disk): Disk {
  return { bytes: bytes.slice(), held: new Set(held) };
}

function chunkOf({ bytes }: Disk, chunk: number): Uint8Array {
  return bytes.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES);
}

function listOf({ held }: Disk): RangeList {
  return fromRanges([...held].map((chunk) => ({ offset: chunk * CHUNK_BYTES, length: CHUNK_BYTES })));
}

function sideOf(disk: Disk, onRead: () => void = () => undefined): ReadableSide {
  return {
    allocated: async () => listOf(disk),
    async read({ offset, length }) {
      onRead();
      return disk.bytes.slice(offset, offset + length);
    },
  };
}

async function verify(source: Disk, copy: Disk, level: VerifyLevel, seed = "seed"): Promise<Compared & { hash: string }> {
  const chosen = chooseChunks(level, seed, listOf(source), listOf(copy));
  const order = { chunks: chosen.chunks, sizeBytes, from: NOTHING_COMPARED, mayGoOn: () => true, onPiece: async () => undefined };
  return { ...(await compareChunks({ source: sideOf(source), copy: sideOf(copy) }, order, testContext)), hash: chosen.hash };
}

const held = fc.uniqueArray(fc.nat({ max: chunks - 1 }), { minLength: 2 });

/** What may happen to a copy: each gives the chunks that are not what they were. */
const damage = fc.oneof(
  fc.record({ sort: fc.constant("flip" as const), place: fc.nat(), at: fc.nat({ max: CHUNK_BYTES - 1 }), bit: fc.nat({ max: 7 }) }),
  fc.record({ sort: fc.constant("drop" as const), place: fc.nat() }),
  fc.record({ sort: fc.constant("swap" as const), place: fc.nat(), other: fc.nat() }),
  fc.record({ sort: fc.constant("add" as const), place: fc.nat(), at: fc.nat({ max: CHUNK_BYTES - 1 }) }),
);
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function spoil(copy: Disk, what: Damage): void {
  const all = [...copy.held].toSorted((a, b) => a - b);
  const chunk = all[what.place % all.length] ?? 0;
  const bytes = chunkOf(copy, chunk);
  if (what.sort === "flip") bytes[what.at] = (bytes[what.at] ?? 0) ^ (1 << what.bit);
  if (what.sort === "drop") {
    bytes.fill(0);
    copy.held.delete(chunk);
  }
  if (what.sort === "swap") {
    const other = chunkOf(copy, all[what.other % all.length] ?? 0);
    const kept = bytes.slice();
    bytes.set(other);
    other.set(kept);
  }
  if (what.sort === "add") {
    const free = Array.from({ length: chunks }, (_, i) => i).filter((one) => !copy.held.has(one));
    const extra = free[what.place % Math.max(1, free.length)];
    if (extra === undefined) return;
    copy.held.add(extra);
    chunkOf(copy, extra)[what.at] = 7;
  }
}

function naiveDifferences(source: Disk, copy: Disk): { chunks: number[]; first: number | null } {
  const differing = Array.from({ length: chunks }, (_, i) => i).filter((i) => Buffer.compare(chunkOf(source, i), chunkOf(copy, i)) !== 0);
  const first = source.bytes.findIndex((byte, i) => byte !== copy.bytes[i]);
  return { chunks: differing, first: first < 0 ? null : first };
}

describe("Comparing every byte", () => {
  test("finds every flipped, dropped, swapped or added chunk, counts them, and names the first byte", () =>
    fc.assert(
      fc.asyncProperty(held, fc.array(damage, { maxLength: 4 }), async (which, all) => {
        const source = diskWith(which);
        const copy = copyOf(source);
        for (const one of all) if (copy.held.size > 0) spoil(copy, one);
        const naive = naiveDifferences(source, copy);
        const found = await verify(source, copy, "full");
        expect([found.differingChunks, found.firstDifference]).toEqual([naive.chunks.length, naive.first]);
        expect(found.sourceSha256 === found.copySha256).toBe(naive.chunks.length === 0);
        expect(found.comparedChunks).toBe(source.held.union(copy.held).size);
      }),
      { numRuns: 60 },
    ));

  test("gives each side the digest over its chunks in order", async () => {
    const source = diskWith([3, 1]);
    const copy = copyOf(source);
    chunkOf(copy, 3)[9] = 255;
    const digest = (disk: Disk) => {
      let sofar = Buffer.alloc(32);
      for (const chunk of [1, 3]) {
        const place = Buffer.from((chunk * CHUNK_BYTES).toString(16).padStart(16, "0"), "hex");
        const own = createHash("sha256").update(chunkOf(disk, chunk)).digest();
        sofar = createHash("sha256")
          .update(Buffer.concat([sofar, place, own]))
          .digest();
      }
      return sofar.toString("hex");
    };
    expect(await verify(source, copy, "full")).toMatchObject({ sourceSha256: digest(source), copySha256: digest(copy) });
  });

  test("takes pages of zeros that only one side holds for what they are", async () => {
    const source = diskWith([1, 2]);
    const copy = copyOf(source);
    copy.held.add(7);
    for (const level of ["ranges", "sampled", "full"] as const)
      expect(await verify(source, copy, level)).toMatchObject({ differingChunks: 0, firstDifference: null });
  });
});

describe("Comparing range lists", () => {
  test("reads what only one of them has, and finds what is not zero there, and a dropped chunk", () =>
    fc.assert(
      fc.asyncProperty(held, damage, async (which, one) => {
        fc.pre(one.sort === "drop" || one.sort === "add");
        const source = diskWith(which);
        const copy = copyOf(source);
        spoil(copy, one);
        const naive = naiveDifferences(source, copy);
        const found = await verify(source, copy, "ranges");
        expect([found.differingChunks, found.firstDifference]).toEqual([naive.chunks.length, naive.first]);
        expect(found.comparedChunks).toBe(source.held.symmetricDifference(copy.held).size);
      }),
      { numRuns: 40 },
    ));

  test("reads nothing where they are the same, and so says nothing of a flipped bit", async () => {
    const source = diskWith([1, 2]);
    const copy = copyOf(source);
    chunkOf(copy, 2)[100] = 255;
    expect(await verify(source, copy, "ranges")).toMatchObject({ comparedBytes: 0, differingChunks: 0 });
  });
});

describe("A sample", () => {
  test("finds a damaged chunk as often as is stated, over seeded trials", async () => {
    const source = diskWith(Array.from({ length: chunks }, (_, i) => i));
    const copy = copyOf(source);
    chunkOf(copy, 17)[5] = 9;
    const [drawn, trials] = [8, 300];
    const stated = detectionProbability({ chunks, damaged: 1, drawn });
    let found = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const [a, b] = [listOf(source), listOf(copy)];
      const chosen = pickChunks(chunksWithData(a, b), drawPlaces(`trial ${trial}`, chunks, drawn), unlikeChunks(a, b));
      const order = { chunks: chosen, sizeBytes, from: NOTHING_COMPARED, mayGoOn: () => true, onPiece: async () => undefined };
      const { differingChunks, comparedChunks } = await compareChunks({ source: sideOf(source), copy: sideOf(copy) }, order, testContext);
      expect(comparedChunks).toBe(drawn);
      found += differingChunks;
    }
    expect(Math.abs(found / trials - stated)).toBeLessThan(3 * Math.sqrt((stated * (1 - stated)) / trials));
  });

  test("of a small disk leaves out no more than the probability allows, and says which", () => {
    const list = listOf(diskWith(Array.from({ length: chunks }, (_, i) => i)));
    expect(chooseChunks("sampled", "s", list, list)).toMatchObject({
      dataChunks: 24,
      sample: { seed: "s", chunks: 24, probability: 1, damagedChunks: 1 },
    });
    const none = fromRanges([]);
    expect(chooseChunks("sampled", "s", none, none)).toMatchObject({ dataChunks: 0, sample: null, chunks: { total: 0 } });
  });
});

describe("What was compared before", () => {
  test("is not read again, wherever it was broken off, and the end is the same", () =>
    fc.assert(
      fc.asyncProperty(held, fc.array(damage, { maxLength: 2 }), fc.nat({ max: 30 }), async (which, all, broken) => {
        const source = diskWith(which);
        const copy = copyOf(source);
        for (const one of all) if (copy.held.size > 0) spoil(copy, one);
        const { chunks: set } = chooseChunks("full", "s", listOf(source), listOf(copy));
        const whole = await verify(source, copy, "full");
        let pieces = 0;
        let kept: Compared = NOTHING_COMPARED;
        const sides = { source: sideOf(source), copy: sideOf(copy) };
        const onPiece = async (now: Compared) => {
          if (pieces >= broken) throw new Error("killed");
          pieces += 1;
          kept = now;
        };
        const order = { chunks: set, sizeBytes, from: NOTHING_COMPARED, mayGoOn: () => true, onPiece };
        await compareChunks(sides, order, testContext).catch(() => undefined);
        let reads = 0;
        const again = { source: sideOf(source, () => (reads += 1)), copy: sideOf(copy) };
        const rest = await compareChunks(again, { ...order, from: kept, onPiece: async () => undefined }, testContext);
        expect({ ...rest, hash: whole.hash }).toEqual(whole);
        expect(reads === 0).toBe(kept.comparedChunks === set.total);
      }),
      { numRuns: 40 },
    ));

  test("is one piece more at each opening, however little time is left", async () => {
    const source = diskWith([1, 5, 9]);
    const { chunks: set } = chooseChunks("full", "s", listOf(source), listOf(source));
    const order = { chunks: set, sizeBytes, mayGoOn: () => false, onPiece: async () => undefined };
    const sides = { source: sideOf(source), copy: sideOf(source) };
    let sofar = NOTHING_COMPARED;
    for (const expected of [1, 2, 3, 3]) {
      sofar = await compareChunks(sides, { ...order, from: sofar }, testContext);
      expect(sofar.comparedChunks).toBe(expected);
    }
  });
});

test("A cancel ends what is being read, at once", async () => {
  const source = diskWith([1, 5]);
  const stop = new AbortController();
  const signals: (AbortSignal | undefined)[] = [];
  const stuck: ReadableSide = {
    allocated: async () => listOf(source),
    read: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signals.push(signal);
        signal?.addEventListener("abort", () => reject(signal.reason));
      }),
  };
  const { chunks: set } = chooseChunks("full", "s", listOf(source), listOf(source));
  const order = { chunks: set, sizeBytes, from: NOTHING_COMPARED, mayGoOn: () => true, onPiece: async () => undefined };
  const run = compareChunks({ source: stuck, copy: stuck }, order, { ...testContext, signal: stop.signal });
  stop.abort(new Error("cancelled"));
  await expect(run).rejects.toThrow("cancelled");
  expect(signals).toHaveLength(4);
  expect(signals.every((signal) => signal?.aborted)).toBe(true);
});
