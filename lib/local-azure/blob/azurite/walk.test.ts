// Random lives of page blobs, the same in Azurite and in Local Azure: see reference.test.ts.

import fc from "fast-check";
import { expect, test } from "vitest";
import { allowedEverywhere, allowedOfPages } from "./reference/allowed-differences.ts";
import { openTwoServices } from "./reference/two-services.ts";
import { scriptOf, walks } from "./reference/walk-steps.ts";

const { unexplained } = openTwoServices([...allowedEverywhere, ...allowedOfPages]);

test("page blobs live the same life in both services, whatever is done to them", async () => {
  await fc.assert(
    fc.asyncProperty(walks, async (steps) => {
      expect(await unexplained("walk", scriptOf(steps))).toEqual([]);
    }),
    { numRuns: 15 },
  );
});
