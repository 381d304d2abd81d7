import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { damagedChunksOf, detectionProbability, drawPlaces, sampleSize, WANTED_PROBABILITY } from "./sample.ts";
import { createDraw } from "./seeded-draw.ts";

/** By Pascal's triangle, for small numbers. */
function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 0; i < k; i += 1) ways = (ways * (n - i)) / (i + 1);
  return ways;
}

describe("The probability that a sample finds damage", () => {
  test("is one minus the share of samples that miss all damaged chunks", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat({ max: 40 }), fc.nat({ max: 40 }), (chunks, bad, many) => {
        const [damaged, drawn] = [Math.min(bad, chunks), Math.min(many, chunks)];
        const missing = drawn > chunks - damaged ? 0 : choose(chunks - damaged, drawn) / choose(chunks, drawn);
        expect(detectionProbability({ chunks, damaged, drawn })).toBeCloseTo(damaged === 0 ? 0 : 1 - missing, 9);
      }),
    ));

  test.each([
    [1, 1],
    [10, 10],
    [100, 99],
    [1000, 990],
    [1_000_000, 4593],
    [2 ** 30, 4603],
  ])("of one damaged in a thousand of %d chunks is at least 0.99 with %d drawn, and with one fewer it is not", (chunks, drawn) => {
    expect(sampleSize(chunks)).toBe(drawn);
    const damaged = damagedChunksOf(chunks);
    expect(detectionProbability({ chunks, damaged, drawn })).toBeGreaterThanOrEqual(WANTED_PROBABILITY);
    expect(detectionProbability({ chunks, damaged, drawn: drawn - 1 })).toBeLessThan(WANTED_PROBABILITY);
  });

  test("of nothing is no sample", () => expect(sampleSize(0)).toBe(0));

  test("is what seeded trials come to, wherever the damage is", () => {
    const [chunks, damaged, drawn, trials] = [400, 8, 60, 4000];
    const stated = detectionProbability({ chunks, damaged, drawn });
    for (const bad of [(i: number) => i, (i: number) => chunks - 1 - i, (i: number) => i * 50]) {
      const damagedOnes = new Set(Array.from({ length: damaged }, (_, i) => bad(i)));
      let found = 0;
      for (let trial = 0; trial < trials; trial += 1)
        if (drawPlaces(`trial ${trial}`, chunks, drawn).some((place) => damagedOnes.has(place))) found += 1;
      // Three standard deviations of so many trials.
      const margin = 3 * Math.sqrt((stated * (1 - stated)) / trials);
      expect(Math.abs(found / trials - stated)).toBeLessThan(margin);
    }
  });
});

describe("Places drawn by chance", () => {
  test("are different ones, in order, below the number, and the same for the same seed", () =>
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 500 }), fc.nat({ max: 500 }), (seed, chunks, many) => {
        const drawn = Math.min(many, chunks);
        const places = drawPlaces(seed, chunks, drawn);
        expect(places).toHaveLength(drawn);
        expect(new Set(places).size).toBe(drawn);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(places.every((place) => place >= 0 && place < chunks)).toBe(true);
        expect(drawPlaces(seed, chunks, drawn)).toEqual(places);
      }),
    ));

  test("are others for another seed", () => expect(drawPlaces("a", 1_000_000, 20)).not.toEqual(drawPlaces("b", 1_000_000, 20)));

  test("fall everywhere alike, in numbers beyond 32 bits as well", () => {
    for (const bound of [10, 2 ** 40]) {
      const below = createDraw("even");
      const tenths = new Array<number>(10).fill(0);
      for (let i = 0; i < 20_000; i += 1) {
        const tenth = Math.floor((10 * below(bound)) / bound);
        tenths[tenth] = (tenths[tenth] ?? 0) + 1;
      }
      // Chi-squared with 9 degrees of freedom: above 27.9 in one of a thousand.
      expect(tenths.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)).toBeLessThan(27.9);
    }
  });

  test("cannot be more than there are", () => expect(() => drawPlaces("a", 3, 4)).toThrow(RangeError));
});
