import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findOverdue, median, usualIntervalMs } from "./snapshot-interval.ts";

const HOUR_MS = 3_600_000;
const every = (hours: number, count: number, fromMs = 0) =>
  Array.from({ length: count }, (_, i) => new Date(fromMs + i * hours * HOUR_MS).toISOString());

describe("the usual interval", () => {
  it("is the median gap, which one pause or one manual snapshot does not move", () => {
    const times = [...every(24, 5), ...every(24, 5, 10 * 24 * HOUR_MS), new Date(14 * 24 * HOUR_MS + HOUR_MS).toISOString()];
    expect(usualIntervalMs(times)).toBe(24 * HOUR_MS);
  });

  it("forgets an older schedule after ten gaps", () => {
    expect(usualIntervalMs([...every(1, 50), ...every(24, 11, 100 * HOUR_MS)])).toBe(24 * HOUR_MS);
  });

  it("is unknown below three snapshots", () => {
    expect(usualIntervalMs(every(24, 2))).toBeUndefined();
    expect(findOverdue(every(24, 2), 1e15)).toBeUndefined();
    expect(findOverdue(Array(3).fill("2026-01-01T00:00:00Z"), 1e15)).toBeUndefined();
  });

  it("takes snapshots minutes apart as one moment", () => {
    const atMinutes = (...minutes: number[]) => minutes.map((minute) => new Date(minute * 60_000).toISOString());
    const day = 24 * 60;
    // Three a day, before and after a change: the usual interval is the day, not five minutes.
    const bursts = atMinutes(...[0, 1, 2, 3, 4].flatMap((n) => [n * day, n * day + 5, n * day + 12]));
    expect(usualIntervalMs(bursts)).toBe(24 * HOUR_MS);
    // All within one sitting: nothing is usual yet.
    expect(usualIntervalMs(atMinutes(0, 4, 9, 15, 22))).toBeUndefined();
    expect(findOverdue(atMinutes(0, 4, 9, 15, 22), 26 * HOUR_MS)).toBeUndefined();
  });

  it("makes nothing overdue within two hours, however dense the schedule", () => {
    const dense = every(0.5, 10);
    const last = 4.5 * HOUR_MS;
    expect(findOverdue(dense, last + 1.5 * HOUR_MS)).toBeUndefined();
    expect(findOverdue(dense, last + 2 * HOUR_MS + 1)).toMatchObject({ intervalMs: 0.5 * HOUR_MS, sinceMs: last + 2 * HOUR_MS });
  });

  it("makes a disk overdue from two intervals on", () => {
    const last = 9 * 24 * HOUR_MS;
    expect(findOverdue(every(24, 10), last + 48 * HOUR_MS)).toBeUndefined();
    expect(findOverdue(every(24, 10), last + 48 * HOUR_MS + 1)).toEqual({
      intervalMs: 24 * HOUR_MS,
      lastMs: last,
      sinceMs: last + 48 * HOUR_MS,
    });
  });
});

describe("median", () => {
  it("has as many values below as above", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (values) => {
        const middle = median(values);
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
        expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
      }),
    );
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
