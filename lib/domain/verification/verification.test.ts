import { describe, expect, test } from "vitest";
import { standingOf, type Verdict, type VerifyLevel } from "./verification.ts";

const of = (level: VerifyLevel, verdict: Verdict, at: number) => ({ level, verdict, at: `2026-11-${at}T00:00:00.000Z` });

describe("What holds of a copy", () => {
  test("is nothing where it was never compared", () => expect(standingOf([])).toBeUndefined());

  test.each([
    ["the furthest level, however old", [of("full", "equal", 10), of("ranges", "equal", 20)], 0],
    ["a difference, also of a lower level than what was found equal before", [of("full", "equal", 10), of("sampled", "different", 20)], 1],
    ["a difference, however little was looked at later", [of("sampled", "different", 10), of("ranges", "equal", 20)], 0],
    ["what every byte showed later", [of("sampled", "different", 10), of("full", "equal", 20)], 1],
    [
      "a sample's difference, whatever another sample happened not to meet",
      [of("sampled", "different", 10), of("sampled", "equal", 20)],
      0,
    ],
    ["every byte's difference, until every byte is equal", [of("full", "different", 10), of("sampled", "equal", 20)], 0],
    ["every byte, looked at again", [of("full", "different", 10), of("full", "equal", 20)], 1],
    ["the same ranges, looked at again", [of("ranges", "different", 10), of("ranges", "equal", 20)], 1],
    ["a sample, which has the ranges in it", [of("ranges", "different", 10), of("sampled", "equal", 20)], 1],
    ["a difference found after every byte was equal", [of("full", "equal", 10), of("ranges", "different", 20)], 1],
    ["the difference of the furthest level, where there are several", [of("ranges", "different", 10), of("full", "different", 20)], 1],
  ])("is %s", (_, all, place) => {
    expect(standingOf(all)).toBe(all[place]);
    expect(standingOf(all.toReversed())).toBe(all[place]);
  });
});
