// Hundreds of random lives of disks, snapshots, copies and restores, after each step compared with the naive model.

import fc from "fast-check";
import { expect, test } from "vitest";
import { runWalk, walks } from "../testing/walk/walk.ts";
import { openWorldTarget, tinyUnitPages } from "../testing/walk/world-target.ts";

test("any life of disks and snapshots reads, lists, differs and stores as the naive model says", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(walks({ maxSteps: 110, looks: 5, restarts: 2 }), async (walk) => {
      const azure = await openWorldTarget();
      try {
        const { disks, snapshots } = await runWalk(walk, azure, tinyUnitPages);
        expect(await azure.countImages(), "images kept").toBe(disks.length + snapshots.length);
      } finally {
        await azure.stop();
      }
    }),
    { numRuns: 500 },
  );
});
