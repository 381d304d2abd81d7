// Azure fails at the n-th call of a measurement, for every n: what was granted is known to the ledger and revoked.

import { afterAll, beforeAll, expect, test } from "vitest";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { type Fault, type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";

const longerThanTheSdk = 5;
const faults: Fault[] = [
  { kind: "status500", times: longerThanTheSdk },
  { kind: "lostAnswer", times: 1 },
  { kind: "lostAnswer", times: longerThanTheSdk },
];

let lab: FaultLab;
beforeAll(async () => {
  lab = await openFaultLab();
});
afterAll(() => lab.close());

test.each(faults)(
  "$kind, $times times in a row, at every call: all is measured, and no SAS stays or is unknown to the ledger",
  async (fault) => {
    const calls = await lab.sweep(async (skip, name) => {
      const snapshots = await lab.makeSnapshots(name, 2);
      const { row, isHit } = await lab.run({ kind: "measure" }, fault, skip);
      expect(row, `call ${skip}`).toMatchObject({ state: "succeeded", percent: 100 });
      const measured = new Set((await lab.parts.measurements.all()).map((one) => one.snapshotUniqueId));
      expect(snapshots.filter((one) => !measured.has(one.uniqueId))).toEqual([]);
      const known = (await lab.parts.ledger.leftovers()).map((one) => resourceName(one.snapshotId));
      expect(lab.openSas().filter((open) => !known.includes(open))).toEqual([]);
      await lab.parts.access.revokeLeftovers({ requestId: "janitor", principal: testPrincipal });
      expect([lab.openSas(), await lab.parts.ledger.leftovers()]).toEqual([[], []]);
      return isHit;
    });
    expect(calls).toBeGreaterThanOrEqual(10);
  },
);
