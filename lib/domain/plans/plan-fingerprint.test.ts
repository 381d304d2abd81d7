import { expect, test } from "vitest";
import type { Plan } from "./plan.ts";
import { changedParts, isPlanFingerprint, planFingerprint } from "./plan-fingerprint.ts";

const plan: Plan = {
  kind: "copy",
  possible: true,
  problems: [],
  summary: "Copy.",
  steps: [{ title: "Copy", detail: "All of it." }],
  transferBytes: 1024,
  transferBasis: "Measured.",
  costs: [{ title: "Transfer", usd: "0.1", per: "once", formula: "5 GiB" }],
  limits: [{ title: "Copies", used: 1, max: 100 }],
  warnings: ["Keep the source."],
  cli: "az snapshot create --name a",
};
const seen = planFingerprint(plan);

test("the same plan made again holds", () => {
  expect(isPlanFingerprint(seen)).toBe(true);
  expect(changedParts(seen, structuredClone(plan))).toEqual([]);
});

test.each([
  ["problems", { problems: [{ rule: "gone", message: "It is gone." }] }],
  ["bytes", { transferBytes: 1025 }],
  ["bytes", { transferBound: "at-most" as const }],
  ["costs", { costs: [{ title: "Transfer", usd: "0.2", per: "once" as const, formula: "" }] }],
  ["warnings", { warnings: [] }],
  ["steps", { steps: [{ title: "Delete", detail: "" }] }],
  ["targets", { cli: "az snapshot create --name b" }],
])("where its %s changed, that is what is told", (part, change) => {
  expect(changedParts(seen, { ...plan, ...change }).map((one) => one.part)).toEqual([part]);
});

test("what moves by itself, and how it is worded, is no change", () => {
  const moved = { limits: [], summary: "Copy!", transferBasis: "Measured again.", waits: "Queued behind another." };
  expect(changedParts(seen, { ...plan, ...moved })).toEqual([]);
});

test.each(["", "abc", `${seen}.aaaaaaaaaaaaaa`, seen.toUpperCase()])("%j is no fingerprint of a plan", (text) => {
  expect(isPlanFingerprint(text)).toBe(false);
});
