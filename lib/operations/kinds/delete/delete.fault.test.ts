// Azure fails at the n-th call of a delete, for every n: the end is the right one, and nothing else is gone.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { type Fault, type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import { confirmationText } from "./request.ts";

const longerThanTheSdk = 5;
const faults: Fault[] = [
  { kind: "status500", times: longerThanTheSdk },
  { kind: "lostAnswer", times: 1 },
  { kind: "resetMidBody", times: longerThanTheSdk },
];

let lab: FaultLab;
beforeAll(async () => {
  lab = await openFaultLab();
});
afterAll(() => lab.close());

test.each(faults)(
  "$kind, $times times in a row, at every call: both are gone, the third is there",
  async (fault) => {
    const isThere = ({ uniqueId }: Snapshot) =>
      [...lab.azure.world.snapshots.values()].some((one) => one.uniqueId === uniqueId && one.deletedAtMs === undefined);
    const calls = await lab.sweep(async (skip, name) => {
      const [a, b, c] = (await lab.makeSnapshots(name, 3)) as [Snapshot, Snapshot, Snapshot];
      const snapshots = [a, b].map(({ id, uniqueId }) => ({ id, uniqueId }));
      const request = { kind: "delete", snapshots, delayHours: 0, confirm: confirmationText(snapshots), acceptsLast: false };
      const { row, isHit } = await lab.run(request, fault, skip);
      expect(row, `call ${skip}`).toMatchObject({ state: "succeeded", percent: 100 });
      expect([a, b, c].map(isThere), `call ${skip}`).toEqual([false, false, true]);
      return isHit;
    });
    expect(calls).toBeGreaterThanOrEqual(10);
  },
  300_000,
);
