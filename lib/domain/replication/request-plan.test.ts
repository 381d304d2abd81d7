import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRanges, PAGE_BYTES, type RangeList } from "#lib/domain/ranges/block-range.ts";
import { MAX_REQUEST_BYTES, planRequests, type RequestPlan, type TransferObjective, type TransferRates } from "./request-plan.ts";
import { leastOf, leastPages } from "./testing/naive-plan.ts";
import { flawsOf, toSpans } from "./testing/plan-checks.ts";

const MIB = 2 ** 20;
const STRIPE_BYTES = 4 * 2 ** 40;
const OBJECTIVES: TransferObjective[] = ["fewest-bytes", "least-time", "least-cost"];
const azure: TransferRates = { requestsPerSecond: 500, bytesPerSecond: 60 * MIB, usdPerRequest: 2e-6, usdPerByte: 0.02 / 2 ** 30 };

/** Eight of them are the most that one request takes. */
const UNIT_BYTES = MAX_REQUEST_BYTES / 8;
type Unit = "written" | "cleared" | undefined;

function listOf(units: readonly Unit[], baseBytes: number): RangeList {
  return fromRanges(
    units.flatMap((unit, i) => (unit ? [{ offset: baseBytes + i * UNIT_BYTES, length: UNIT_BYTES, cleared: unit === "cleared" }] : [])),
  );
}

const unit = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Unit>("written") },
  { weight: 3, arbitrary: fc.constant<Unit>(undefined) },
  fc.constant<Unit>("cleared"),
);
const aRun = fc
  .tuple(fc.constantFrom<Unit>("written", undefined), fc.integer({ min: 1, max: 12 }))
  .map(([kind, count]) => Array<Unit>(count).fill(kind));
const aChange = fc.oneof(
  fc.array(unit, { maxLength: 26 }),
  fc.array(aRun, { maxLength: 6 }).map((runs) => runs.flat().slice(0, 30)),
);
/** From requests that cost next to nothing to requests that cost as much as thirty units. */
const someRates = fc.tuple(fc.double({ min: 0.05, max: 30, noNaN: true }), fc.double({ min: 0.05, max: 30, noNaN: true })).map(
  ([unitsPerRequestTime, unitsPerRequestCost]): TransferRates => ({
    requestsPerSecond: 500,
    bytesPerSecond: 500 * UNIT_BYTES * unitsPerRequestTime,
    usdPerRequest: 1e-6,
    usdPerByte: 1e-6 / (UNIT_BYTES * unitsPerRequestCost),
  }),
);
const aBase = fc
  .integer({ min: 0, max: 2 ** 46 / STRIPE_BYTES - 1 })
  .chain((stripe) =>
    fc
      .integer({ min: 0, max: STRIPE_BYTES / PAGE_BYTES - 30 * (UNIT_BYTES / PAGE_BYTES) })
      .map((page) => stripe * STRIPE_BYTES + page * PAGE_BYTES),
  );

function reachedBy({ writes, writtenBytes, objective }: RequestPlan, rates: TransferRates): number {
  return costOf(objective, rates)(writes.offsets.length, writtenBytes);
}

function costOf(objective: TransferObjective, rates: TransferRates): (requests: number, bytes: number) => number {
  if (objective === "least-cost") return (requests, bytes) => requests * rates.usdPerRequest + bytes * rates.usdPerByte;
  if (objective === "least-time") return (requests, bytes) => Math.max(requests / rates.requestsPerSecond, bytes / rates.bytesPerSecond);
  return (requests, bytes) => bytes + requests / 1000;
}

describe("A plan of requests", () => {
  it("is the optimum of each objective, as trying every request page by page finds it, up to offsets of 2^46", () => {
    fc.assert(
      fc.property(aChange, aBase, someRates, (units, base, rates) => {
        const changes = listOf(units, base);
        const least = leastPages(
          units.map((one) => one === "written"),
          8,
        );
        for (const objective of OBJECTIVES) {
          const cost = costOf(objective, rates);
          const optimum = leastOf(least, (requests, pages) => cost(requests, pages * UNIT_BYTES));
          const plan = planRequests(changes, objective, rates, STRIPE_BYTES);
          const value = reachedBy(plan, rates);
          if (Math.abs(value - optimum) > 1e-9 * optimum) throw new Error(`${objective}: ${value}, and ${optimum} is possible`);
          const flaws = flawsOf(plan, changes, STRIPE_BYTES);
          if (flaws.length > 0) throw new Error(`${objective}: ${flaws.join("; ")}`);
        }
      }),
      { numRuns: 12_000 },
    );
  });

  it("covers what changed with whole pages, stays within stripes and clears nothing else, whatever the ranges", () => {
    const pieces = fc.array(fc.tuple(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 1, max: 20_000 }), fc.boolean()), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(
        pieces,
        fc.integer({ min: 3000, max: 40_000 }),
        fc.integer({ min: 0, max: 2 ** 36 }),
        someRates,
        (all, stripePages, basePage, rates) => {
          let at = basePage * PAGE_BYTES;
          const changes = fromRanges(
            all.map(([gap, pages, cleared]) => {
              const offset = at + gap * PAGE_BYTES;
              at = offset + pages * PAGE_BYTES;
              return { offset, length: pages * PAGE_BYTES, cleared };
            }),
          );
          const stripeBytes = stripePages * PAGE_BYTES;
          for (const objective of OBJECTIVES)
            expect(flawsOf(planRequests(changes, objective, rates, stripeBytes), changes, stripeBytes)).toEqual([]);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it("of stripes has the time of the slowest one: each is planned by itself", () => {
    const one = [...Array<Unit>(3).fill("written"), undefined, "written", undefined, "written"] as Unit[];
    const rates = { ...azure, bytesPerSecond: 500 * UNIT_BYTES * 5 };
    const alone = planRequests(listOf(one, 0), "least-time", rates, STRIPE_BYTES);
    const both = fromRanges(
      [0, 3 * STRIPE_BYTES].flatMap((base) => toSpans(listOf(one, base)).map(({ offset, end }) => ({ offset, length: end - offset }))),
    );
    const plan = planRequests(both, "least-time", rates, STRIPE_BYTES);
    const twice = toSpans(alone.writes).flatMap(({ offset, end }) =>
      [0, 3 * STRIPE_BYTES].map((base) => ({ offset: base + offset, end: base + end })),
    );
    expect(toSpans(plan.writes)).toEqual(twice.toSorted((a, b) => a.offset - b.offset));
  });

  it("leaves a clear to the writes that copy its zeros along, and only then", () => {
    const changes = listOf(["written", "cleared", "written", "cleared", undefined, undefined, undefined, "written"], 0);
    const plan = planRequests(changes, "least-cost", { ...azure, usdPerByte: azure.usdPerRequest / (1.5 * UNIT_BYTES) }, STRIPE_BYTES);
    expect(toSpans(plan.writes)).toEqual([
      { offset: 0, end: 3 * UNIT_BYTES },
      { offset: 7 * UNIT_BYTES, end: 8 * UNIT_BYTES },
    ]);
    expect(toSpans(plan.clears)).toEqual([{ offset: 3 * UNIT_BYTES, end: 4 * UNIT_BYTES }]);
    expect(plan).toMatchObject({ bridgedBytes: UNIT_BYTES, clearedBytes: UNIT_BYTES, writtenBytes: 4 * UNIT_BYTES });
  });

  it("bridges nothing where requests cost nothing, and as needed for the fewest requests where bytes do", () => {
    const changes = listOf(["written", undefined, undefined, "written", undefined, undefined, undefined, undefined, "written"], 0);
    const planned = (rates: Partial<TransferRates>) => planRequests(changes, "least-cost", { ...azure, ...rates }, STRIPE_BYTES);
    expect(planned({ usdPerRequest: 0 })).toMatchObject({ bridgedBytes: 0 });
    const free = planned({ usdPerByte: 0 });
    expect([free.writes.offsets.length, free.bridgedBytes]).toEqual([2, 2 * UNIT_BYTES]);
  });

  it("of no changes has no requests; of stripes that are no whole pages there is none", () => {
    const none = fromRanges([]);
    expect(planRequests(none, "least-time", azure, STRIPE_BYTES)).toMatchObject({ writtenBytes: 0, bridgedBytes: 0, clearedBytes: 0 });
    expect(() => planRequests(none, "least-time", azure, 1000)).toThrow("a stripe has whole pages");
  });
});

describe("Golden offsets", () => {
  // Written and cleared at the edges that matter: first and last page, around a request's length, across a stripe's end.
  const lengthBytes = 26 * MIB;
  const stripeBytes = 16 * MIB;
  const changes = fromRanges([
    { offset: 0, length: 512 },
    { offset: 1024, length: 1024, cleared: true },
    { offset: 2048, length: 512 },
    { offset: 4 * MIB - 512, length: 1024 },
    { offset: 5 * MIB, length: 9 * MIB + 512 },
    { offset: 14 * MIB + 512, length: 512, cleared: true },
    { offset: 15 * MIB, length: 2 * MIB },
    { offset: 20 * MIB, length: MIB, cleared: true },
    { offset: lengthBytes - 512, length: 512 },
  ]);

  /** Each page holds its own number and the snapshot's; a cleared one zeros. */
  const disk = (snapshot: number) => {
    const words = new Uint32Array(lengthBytes / 4);
    for (let at = 0; at < words.length; at += 1) words[at] = at % 128 === 0 ? snapshot : 1 + Math.floor(at / 128);
    return words;
  };
  const older = disk(1);
  const newer = older.slice();
  for (let i = 0; i < changes.offsets.length; i += 1) {
    const [start, end] = [(changes.offsets[i] ?? 0) / 4, ((changes.offsets[i] ?? 0) + (changes.lengths[i] ?? 0)) / 4];
    if (changes.cleared[i] === 1) newer.fill(0, start, end);
    else newer.set(disk(2).subarray(start, end), start);
  }

  const isGolden = (clears: RequestPlan["clears"], writes: RequestPlan["writes"]) => {
    const blob = older.slice();
    for (const { offset, end } of toSpans(clears)) blob.fill(0, offset / 4, end / 4);
    for (const { offset, end } of toSpans(writes)) blob.set(newer.subarray(offset / 4, end / 4), offset / 4);
    return Buffer.compare(Buffer.from(blob.buffer), Buffer.from(newer.buffer)) === 0;
  };

  it.each(OBJECTIVES)("%s: the blob becomes the newer snapshot, byte for byte", (objective) => {
    const plan = planRequests(changes, objective, azure, stripeBytes);
    expect(isGolden(plan.clears, plan.writes)).toBe(true);
  });

  it("are missed by the formula of the published sample, which counts every range from the start of the disk", () => {
    const offsets: number[] = [];
    const lengths: number[] = [];
    for (let i = 0; i < changes.offsets.length; i += 1) {
      const rangeBytes = changes.lengths[i] ?? 0;
      // new HttpRange(subOffset, size): range.Offset is never added.
      for (let subOffset = 0; changes.cleared[i] !== 1 && subOffset < rangeBytes; subOffset += MAX_REQUEST_BYTES) {
        offsets.push(subOffset);
        lengths.push(Math.min(MAX_REQUEST_BYTES, rangeBytes - subOffset));
      }
    }
    const { clears } = planRequests(changes, "fewest-bytes", azure, stripeBytes);
    const asSampled = { offsets: Float64Array.from(offsets), lengths: Float64Array.from(lengths) };
    expect(isGolden(clears, asSampled)).toBe(false);
    // The same pieces at their right places are right: it is the formula alone that fails.
    const starts = Array.from(changes.offsets).flatMap((offset, i) =>
      changes.cleared[i] === 1 ? [] : Array.from({ length: Math.ceil((changes.lengths[i] ?? 0) / MAX_REQUEST_BYTES) }, () => offset),
    );
    expect(isGolden(clears, { ...asSampled, offsets: asSampled.offsets.map((at, i) => at + (starts[i] ?? 0)) })).toBe(true);
  });
});
