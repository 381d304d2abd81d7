// Random lives of disks and snapshots through the unmodified SDKs, compared with the naive model after each step, and at
// the end looked at once more, list by list, through SAS.

import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import type { SdkTarget } from "../testing/walk/sdk-target.ts";
import { gibPages, openSdkTarget } from "../testing/walk/sdk-target.ts";
import { runWalk, walks } from "../testing/walk/walk.ts";
import { planAllListings } from "../testing/walk/walk-looks.ts";
import { followPlan } from "../testing/walk/walk-plan.ts";

let azure: SdkTarget;

beforeAll(async () => {
  azure = await openSdkTarget();
});
afterAll(() => azure.stop());

test("the SDKs see what the naive model says, whatever happened before", { timeout: 240_000 }, async () => {
  let serial = 0;
  await fc.assert(
    fc.asyncProperty(walks({ maxSteps: 60, looks: 8, restarts: 1 }), async (walk) => {
      serial += 1;
      await azure.useGroup(`walk-${serial}`);
      const naive = await runWalk(walk, azure, gibPages);
      for (const plan of planAllListings(naive)) await followPlan(plan, naive, azure);
    }),
    { numRuns: 20 },
  );
});
