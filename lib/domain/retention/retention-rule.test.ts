import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyRetention,
  hasTag,
  NO_RULE,
  periodKey,
  RETENTION_PERIODS,
  type RetentionMember,
  type RetentionRule,
} from "./retention-rule.ts";

const at = (createdAt: string | undefined, given: Partial<RetentionMember> = {}): RetentionMember => ({
  id: createdAt ?? "none",
  createdAt,
  isReady: true,
  isSelected: true,
  protections: [],
  ...given,
});
const badges = (rule: Partial<RetentionRule>, members: RetentionMember[]) =>
  applyRetention({ ...NO_RULE, ...rule }, members).map(({ reasons }) =>
    reasons.map((one) => `${one.rule}${one.rank ? `-${one.rank}` : ""}`),
  );

describe("a retention rule", () => {
  test("keeps the last, and of each of the newest periods the newest, with every reason", () => {
    const members = ["2026-11-26T03:00:00Z", "2026-11-27T03:00:00Z", "2026-11-28T03:00:00Z", "2026-11-28T09:00:00Z"].map((time) =>
      at(time),
    );
    expect(badges({ keepLast: 1, daily: 2, monthly: 1 }, members)).toEqual([[], ["daily-2"], [], ["last-1", "daily-1", "monthly-1"]]);
  });

  test("counts only periods that have a snapshot", () => {
    const members = [at("2024-01-05T00:00:00Z"), at("2025-06-05T00:00:00Z"), at("2026-11-05T00:00:00Z")];
    expect(badges({ daily: 2, yearly: 3 }, members)).toEqual([["yearly-3"], ["daily-2", "yearly-2"], ["daily-1", "yearly-1"]]);
  });

  test("goes by UTC, and a week begins on Monday", () => {
    expect(periodKey("daily", "2026-11-28T23:59:59.9999999Z")).toBe("2026-11-28");
    expect(periodKey("daily", "2026-11-29T00:30:00+01:00")).toBe("2026-11-28");
    expect(["2026-11-22T23:59:59Z", "2026-11-23T00:00:00Z", "2026-11-29T12:00:00Z"].map((time) => periodKey("weekly", time))).toEqual([
      "2026-11-16",
      "2026-11-23",
      "2026-11-23",
    ]);
    expect(periodKey("weekly", "1969-12-31T00:00:00Z")).toBe("1969-12-29");
    expect(periodKey("hourly", "2026-11-28T09:59:00Z")).toBe("2026-11-28T09:00");
  });

  test("leaves alone what it may not judge, and says why", () => {
    const held = { rule: "held", message: "held" };
    const members = [
      at("2026-11-01T00:00:00Z", { protections: [held] }),
      at("2026-11-02T00:00:00Z", { isSelected: false }),
      at("2026-11-03T00:00:00Z", { isReady: false }),
      at("2026-11-04T00:00:00Z"),
      at("2026-11-05T00:00:00Z"),
      at(undefined),
    ];
    expect(badges({ keepLast: 1 }, members)).toEqual([["held"], ["not-selected"], ["not-complete"], [], ["last-1"], ["time-unknown"]]);
  });

  test("never leaves fewer complete ones than its floor, the newest of them", () => {
    const members = [1, 2, 3, 4].map((day) => at(`2026-11-0${day}T00:00:00Z`));
    expect(badges({}, members)).toEqual([[], [], [], ["floor"]]);
    expect(badges({ keepLast: 1, floor: 3 }, members)).toEqual([[], ["floor"], ["floor"], ["last-1"]]);
    // What is kept for another reason counts; what is not complete does not.
    const [first, second, ...rest] = members as [RetentionMember, RetentionMember, ...RetentionMember[]];
    const mixed = [{ ...first, protections: [{ rule: "held", message: "" }] }, { ...second, isReady: false }, ...rest];
    expect(badges({ floor: 2 }, mixed)).toEqual([["held"], ["not-complete"], [], ["floor"]]);
  });

  test("keeps what a naive reading of it keeps, of any chain", () => {
    const member = fc.record({
      hour: fc.integer({ min: 0, max: 24 * 800 }),
      isReady: fc.boolean(),
      isSelected: fc.boolean(),
      isHeld: fc.boolean(),
    });
    const count = fc.integer({ min: 0, max: 5 });
    const counts = fc.record({ keepLast: count, hourly: count, daily: count, weekly: count, monthly: count, yearly: count });
    fc.assert(
      fc.property(fc.array(member, { maxLength: 30 }), counts, fc.integer({ min: 1, max: 4 }), (given, rule, floor) => {
        const members = given
          .toSorted((a, b) => a.hour - b.hour)
          .map(
            ({ hour, isHeld, ...rest }, i): RetentionMember => ({
              ...rest,
              id: String(i),
              createdAt: new Date(Date.UTC(2025, 0, 1, hour)).toISOString(),
              protections: isHeld ? [{ rule: "held", message: "" }] : [],
            }),
          );
        const verdicts = applyRetention({ ...NO_RULE, ...rule, floor }, members);
        const rulesOf = (i: number) => new Set(verdicts[i]?.reasons.map((one) => one.rule));
        const judged = members.filter(({ isReady, isSelected }) => isReady && isSelected);
        for (const [i, one] of members.entries()) {
          const place = judged.indexOf(one);
          const newer = place === -1 ? [] : judged.slice(place + 1);
          expect(rulesOf(i).has("last")).toBe(place !== -1 && newer.length < rule.keepLast);
          for (const period of RETENTION_PERIODS) {
            const key = periodKey(period, one.createdAt ?? "");
            const later = new Set(newer.map(({ createdAt }) => periodKey(period, createdAt ?? "")));
            expect(rulesOf(i).has(period)).toBe(place !== -1 && !later.has(key) && later.size < rule[period]);
          }
        }
        const left = members.filter(({ isReady }, i) => isReady && (verdicts[i]?.reasons.length ?? 0) > 0).length;
        const most = Math.min(floor, members.filter(({ isReady }) => isReady).length);
        expect(left).toBeGreaterThanOrEqual(most);
        // The floor adds no more than it must.
        if (verdicts.some(({ reasons }) => reasons.some((one) => one.rule === "floor"))) expect(left).toBe(most);
      }),
      { numRuns: 300 },
    );
  });
});

test("a tag is found by its name in any case, and by its value as it is written", () => {
  const tags = { Env: "Prod", note: "a=b" };
  expect([hasTag(tags, "env"), hasTag(tags, "ENV=Prod"), hasTag(tags, "env=prod"), hasTag(tags, "note=a=b"), hasTag(tags, "x")]).toEqual([
    true,
    true,
    false,
    true,
    false,
  ]);
});
