// Azure fails at the n-th call of a restore from a replica, those of the storage account included, once and longer than the SDKs
// try. The end is always the right one: one disk with the right bytes, and no blob of ours left.
import { afterAll, beforeAll, expect, test } from "vitest";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { type Fault, type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import { makeReplicaToRestore } from "#lib/operations/testing/replica-to-restore.ts";

const longerThanTheSdk = 5;
const faults: Fault[] = [
  { kind: "status500", times: longerThanTheSdk },
  { kind: "reset", times: longerThanTheSdk },
  { kind: "lostAnswer", times: 1 },
];
/** Every call would take minutes: each run meets other ones, as their number is no multiple of it. */
const STRIDE = 3;

let lab: FaultLab;
let made: Awaited<ReturnType<typeof makeReplicaToRestore>>;
beforeAll(async () => {
  lab = await openFaultLab();
  made = await makeReplicaToRestore(lab.azure, "db", 2);
  await lab.parts.view.refresh({ requestId: "faults", principal: testPrincipal });
});
afterAll(() => lab.close());

test.each(faults)(
  "$kind, $times times in a row: one disk with its bytes, and no blob",
  async (fault) => {
    const calls = await lab.sweep(async (skip, name) => {
      const { row, isHit } = await lab.run(made.requestFor(0, name), fault, skip);
      expect(row, `call ${skip}`).toMatchObject({ state: "succeeded", percent: 100 });
      expect(made.disksMade().filter((one) => one.name === name)).toHaveLength(1);
      expect([made.holds(name, 0), await made.leftBlobs()]).toEqual([true, []]);
      return isHit;
    }, STRIDE);
    expect(calls).toBeGreaterThan(10);
  },
  240_000,
);
