import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseLabels, layoutTimeline, type TimelineItem } from "./timeline-layout.ts";

const DAY_MS = 86_400_000;
const OPTIONS = { width: 800, padding: 20, minStep: 16, maxRadius: 18 };

function daily(bytes: (number | null)[], days = bytes.map((_, i) => i)): TimelineItem[] {
  return bytes.map((size, i) => ({ id: `s${i}`, atMs: (days[i] ?? 0) * DAY_MS, bytes: size, isBaseline: i === 0 }));
}

const anyItems = fc
  .array(fc.record({ atMs: fc.integer({ min: 0, max: 400 * DAY_MS }), bytes: fc.option(fc.nat(2 ** 40)) }), { maxLength: 120 })
  .map((list) => list.map((item, i): TimelineItem => ({ ...item, id: String(i), isBaseline: i === 0 })));

describe("A timeline", () => {
  test("keeps time order, distance and bounds, whatever the times are", () =>
    fc.assert(
      fc.property(anyItems, (items) => {
        const { nodes, width } = layoutTimeline(items, OPTIONS);
        for (const [i, node] of nodes.entries()) {
          const before = nodes[i - 1];
          expect(node.x).toBeGreaterThanOrEqual(OPTIONS.padding - 1e-6);
          expect(node.x).toBeLessThanOrEqual(width - OPTIONS.padding + 1e-6);
          if (!before) continue;
          expect(node.atMs).toBeGreaterThanOrEqual(before.atMs);
          expect(node.x - before.x).toBeGreaterThanOrEqual(Math.max(OPTIONS.minStep, node.radius + before.radius) - 1e-6);
        }
      }),
    ));

  test("gives twice the bytes twice the area", () => {
    const { nodes } = layoutTimeline(daily([999, 100, 200, 400]), OPTIONS);
    const area = (i: number) => (nodes[i]?.radius ?? 0) ** 2;
    expect(area(2) / area(1)).toBeCloseTo(2);
    expect(area(3) / area(1)).toBeCloseTo(4);
    expect(nodes[3]?.radius).toBe(OPTIONS.maxRadius);
  });

  test("does not measure the baseline against the deltas", () => {
    const small = layoutTimeline(daily([1, 5, 5]), OPTIONS).nodes.map((node) => node.radius);
    const large = layoutTimeline(daily([2 ** 50, 5, 5]), OPTIONS).nodes.map((node) => node.radius);
    expect(large).toEqual(small);
  });

  test("stands apart in proportion to time", () => {
    const { nodes } = layoutTimeline(daily([1, 1, 1, 1], [0, 1, 2, 4]), OPTIONS);
    const at = (i: number) => nodes[i]?.x ?? 0;
    expect(at(3) - at(2)).toBeCloseTo(2 * (at(2) - at(1)));
  });

  test("shows a pause far longer than usual as a gap, and a usual one not", () => {
    const { gaps } = layoutTimeline(daily([1, 1, 1, 1, 1], [0, 1, 2, 11, 12]), OPTIONS);
    expect(gaps.map((gap) => gap.days)).toEqual([9]);
    expect(layoutTimeline(daily([1, 1, 1, 1]), OPTIONS).gaps).toEqual([]);
  });

  test("takes no change of schedule for a gap", () => {
    const { gaps } = layoutTimeline(
      daily(
        Array.from({ length: 9 }, () => 1),
        [0, 7, 14, 21, 22, 23, 24, 25, 26],
      ),
      OPTIONS,
    );
    expect(gaps).toEqual([]);
  });

  test("grows wider rather than closer, and names days no closer than can be read", () => {
    const { width, ticks } = layoutTimeline(daily(Array.from({ length: 200 }, () => 1)), OPTIONS);
    expect(width).toBeGreaterThanOrEqual(199 * 16 + 40);
    expect(width).toBeLessThan(200 * 16 + 40);
    for (const [i, tick] of ticks.entries()) if (i > 0) expect(tick.x - (ticks[i - 1]?.x ?? 0)).toBeGreaterThanOrEqual(90);
  });

  test("writes bytes beside the largest nodes, never over each other", () =>
    fc.assert(
      fc.property(anyItems, (items) => {
        const { nodes } = layoutTimeline(items, OPTIONS);
        const xs = [...chooseLabels(nodes)].map((i) => nodes[i]?.x ?? 0).toSorted((a, b) => a - b);
        for (const [i, x] of xs.entries()) if (i > 0) expect(x - (xs[i - 1] ?? 0)).toBeGreaterThanOrEqual(62);
        expect(xs.length > 0).toBe(nodes.some((node) => node.bytes !== null));
      }),
    ));
});
