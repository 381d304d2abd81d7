import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyChange, readList } from "#lib/client/shell/address-query.ts";
import { NO_RULE, type RetentionRule } from "#lib/domain/retention/retention-rule.ts";
import { keepsNothing, readRule, ruleAddress } from "./rule-address.ts";
import { ruleFromYaml, ruleToYaml } from "./rule-yaml.ts";

const count = fc.integer({ min: 0, max: 10_000 });
const words = fc.uniqueArray(
  fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() === text && text !== ""),
  { maxLength: 3 },
);
/** A name of a disk has no comma in Azure. */
const names = words.map((all) => all.filter((text) => !text.includes(",")));
const anyRule: fc.Arbitrary<RetentionRule> = fc.record({
  keepLast: count,
  hourly: count,
  daily: count,
  weekly: count,
  monthly: count,
  yearly: count,
  floor: fc.integer({ min: 1, max: 10_000 }),
  disks: names,
  tags: words,
  exempt: words,
});

const readFrom = (address: string) => {
  const params = new URLSearchParams(address);
  return readRule({ get: (name) => params.get(name) || undefined, list: (name) => readList(params, name) });
};

describe("a rule in the address", () => {
  test("is read as the one that was written there, with all else that stands there", () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        const address = applyChange(new URLSearchParams("view=rule&daily=3&tag=old"), ruleAddress(rule));
        expect(readFrom(address)).toEqual(rule);
        expect(new URLSearchParams(address).get("view")).toBe("rule");
      }),
    );
  });

  test("is short where little is said, and a slip in it is left out", () => {
    expect(applyChange(new URLSearchParams(), ruleAddress({ ...NO_RULE, daily: 7 }))).toBe("daily=7");
    expect(readFrom("daily=-1&weekly=x&floor=0&keepLast=3")).toEqual({ ...NO_RULE, keepLast: 3 });
  });

  test("keeps nothing until a count is named", () => {
    expect([keepsNothing({ ...NO_RULE, floor: 5, exempt: ["keep"] }), keepsNothing({ ...NO_RULE, yearly: 1 })]).toEqual([true, false]);
  });
});

describe("a rule as YAML", () => {
  test("is read as the one that was written", () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        expect(ruleFromYaml(ruleToYaml(rule))).toEqual({ rule });
      }),
    );
  });

  test("may leave out what it does not say", () => {
    expect(ruleFromYaml("kind: snapscope-retention-rule\nversion: 1\ndaily: 7\n")).toEqual({ rule: { ...NO_RULE, daily: 7 } });
  });

  test.each([
    ["daily: [", /^It is no YAML: /],
    ["- 1", /^It is no rule/],
    ["daily: 7", /kind is to be snapscope-retention-rule/],
    ["kind: snapscope-retention-rule\nversion: 2", /^Its version is 2/],
    ["kind: snapscope-retention-rule\nversion: 1\ndaily: -1", /^daily: A count is 0 to 10000/],
    ["kind: snapscope-retention-rule\nversion: 1\ndayly: 1", /^dayly: /],
    ["kind: snapscope-retention-rule\nversion: 1\nfloor: 0", /^floor: At least 1/],
    [`kind: &a snapscope-retention-rule\nversion: 1\ntags: [*a]`, /^It is no YAML: .*alias/i],
    ["x".repeat(70_000), /too large/],
  ])("that is none says what is wrong: %.40j", (text, problem) => {
    expect(ruleFromYaml(text)).toEqual({ problem: expect.stringMatching(problem) });
  });
});
