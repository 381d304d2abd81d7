// Azure fails at the n-th call of a rehearsal: it comes to its end all the same, and neither disk nor SAS stays.
import { afterAll, beforeAll, expect, test } from "vitest";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import { type Fault, type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";

const longerThanTheSdk = 5;
const faults: Fault[] = [
  { kind: "lostAnswer", times: longerThanTheSdk },
  { kind: "resetMidBody", times: longerThanTheSdk },
];

let lab: FaultLab;
beforeAll(async () => {
  lab = await openFaultLab();
});
afterAll(() => lab.close());

test.each(faults)("$kind, $times times in a row, at every second call: it is done, and no disk and no SAS stays", async (fault) => {
  const calls = await lab.sweep(async (skip, name) => {
    const [snapshot] = await lab.makeSnapshots(name, 1);
    const request = {
      kind: "rehearse",
      snapshotId: snapshot?.id ?? "",
      targetResourceGroup: "Test-Group",
      diskName: `${name}-try`,
    } as const;
    const { row, isHit } = await lab.run(request, fault, skip);
    expect(row, `call ${skip} ${row.error?.message}`).toMatchObject({ state: "succeeded", percent: 100 });
    await lab.parts.access.revokeLeftovers(testContext);
    expect(await lab.parts.ledger.leftovers()).toEqual([]);
    const there = [...lab.azure.world.disks.values()].filter(({ deletedAtMs }) => deletedAtMs === undefined).map((disk) => disk.name);
    expect(there).not.toContain(request.diskName);
    return isHit;
  }, 2);
  expect(calls).toBeGreaterThanOrEqual(10);
});
