// Azure fails at the n-th call of a verification, for every n: the end is the right one, never "equal" of what was not read, and
// what was granted is known to the ledger and revoked.
import { afterAll, beforeAll, expect, test } from "vitest";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { testContext, testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { type Fault, type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import { flipBit, makeCopies } from "#lib/operations/testing/made-copies.ts";

const longerThanTheSdk = 5;
/** stride: of a fault that the SDK of storage waits for, each time for seconds, every third call will do. */
const faults: (Fault & { stride: number })[] = [
  { kind: "status500", times: longerThanTheSdk, stride: 3 },
  { kind: "resetMidBody", times: longerThanTheSdk, stride: 1 },
  { kind: "truncate", times: 1, stride: 1 },
];

let lab: FaultLab;
beforeAll(async () => {
  lab = await openFaultLab();
});
afterAll(() => lab.close());

test.each(faults)(
  "$kind, $times times in a row, at every call in turn: the difference is found, and no SAS stays",
  async ({ stride, ...fault }) => {
    const calls = await lab.sweep(async (skip, name) => {
      const copies = makeCopies(lab.azure, await lab.makeSnapshots(name, 1));
      const [copy] = copies;
      if (!copy) throw new Error("no copy");
      flipBit(lab.azure, copy, 700_000);
      await lab.parts.view.refresh(testContext);
      const { row, isHit } = await lab.run({ kind: "verify", snapshotId: copy.id, level: "full" }, fault, skip);
      expect(row, `call ${skip} ${row.error?.message}`).toMatchObject({ state: "succeeded", outcome: "different" });
      expect(await lab.parts.verifications.find(row.id)).toMatchObject({
        comparedChunks: 16,
        differingChunks: 1,
        firstDifference: 700_000,
      });
      const known = (await lab.parts.ledger.leftovers()).map((one) => resourceName(one.snapshotId));
      expect(lab.openSas().filter((open) => !known.includes(open))).toEqual([]);
      await lab.parts.access.revokeLeftovers({ requestId: "janitor", principal: testPrincipal });
      expect([lab.openSas(), await lab.parts.ledger.leftovers()]).toEqual([[], []]);
      return isHit;
    }, stride);
    expect(calls).toBeGreaterThanOrEqual(10);
  },
);
