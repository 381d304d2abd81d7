import fc from "fast-check";
import { expect, test } from "vitest";
import { composeName, freeName, MAX_NAME_LENGTH, nameProblem } from "./resource-name.ts";

test("a name made of parts keeps its rule, its ending, and of a long base both ends, so that the date stays", () => {
  expect(composeName("db01", "20261128-0935")).toBe("db01-20261128-0935");
  const long = `${"machine-".repeat(9)}20261128-0935`;
  const made = composeName(long, "germanywestcentral");
  expect(made).toHaveLength(MAX_NAME_LENGTH);
  expect(made).toMatch(/^machine-.*20261128-0935-germanywestcentral$/);
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.stringMatching(/^[a-z0-9]{1,30}$/), (base, suffix) => {
      const name = composeName(base, suffix);
      expect(nameProblem(name)).toBeUndefined();
      expect(name.endsWith(`-${suffix}`)).toBe(true);
    }),
  );
});

test("a name that is taken is followed by a number", () => {
  expect(freeName("a", new Set(["a", "a-2"]))).toBe("a-3");
  expect(freeName("b", new Set(["a"]))).toBe("b");
});
