import { expect, test } from "vitest";
import { keptTags } from "./plan.ts";

test("tags that are kept are told, three of them by name", () => {
  expect(keptTags({})).toBe("");
  expect(keptTags({ env: "prod" })).toBe(" The tags of the source are kept: env=prod.");
  expect(keptTags({ a: "1", b: "2", c: "3", d: "4", e: "5" })).toBe(" The tags of the source are kept: a=1, b=2, c=3 and 2 more.");
});
