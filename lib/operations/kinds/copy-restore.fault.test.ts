// Azure fails at the n-th call, for every n, in each of the ways it does: once (the SDK tries again) and longer than
// the SDK tries (the engine tries again). The end is always the right one: done, once, and no SAS left open.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Fault, type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";

const longerThanTheSdk = 5;
const faults: Fault[] = [
  { kind: "throttle", times: longerThanTheSdk },
  { kind: "status500", times: longerThanTheSdk },
  { kind: "reset", times: longerThanTheSdk },
  { kind: "lostAnswer", times: 1 },
  { kind: "lostAnswer", times: longerThanTheSdk },
  { kind: "resetMidBody", times: longerThanTheSdk },
];

let lab: FaultLab;
beforeAll(async () => {
  lab = await openFaultLab();
});
afterAll(() => lab.close());

describe.each(faults)("$kind, $times times in a row, at every call", (fault) => {
  test("of a copy: one complete snapshot in the target", async () => {
    const calls = await lab.sweep(async (skip, name) => {
      const [source] = await lab.makeSnapshots(name, 1);
      const targetName = `${name}-copy`;
      const request = {
        kind: "copy",
        snapshotId: source?.id ?? "",
        targetRegion: "northeurope",
        targetResourceGroup: "dr",
        targetName,
        sku: "Standard_LRS",
      } as const;
      const { row, isHit } = await lab.run(request, fault, skip);
      expect(row, `call ${skip}`).toMatchObject({ state: "succeeded", percent: 100 });
      const copies = [...lab.azure.world.snapshots.values()].filter((one) => one.creationData.sourceResourceId === source?.id);
      expect(copies.map((one) => [one.name, one.completionPercent])).toEqual([[targetName, 100]]);
      return isHit;
    });
    expect(calls).toBeGreaterThanOrEqual(4);
  });

  test("of a restore: one disk", async () => {
    const calls = await lab.sweep(async (skip, name) => {
      const [source] = await lab.makeSnapshots(name, 1);
      const diskName = `${name}-back`;
      const request = {
        kind: "restore",
        snapshotId: source?.id ?? "",
        targetResourceGroup: "Test-Group",
        diskName,
        sku: "Premium_LRS",
        sizeGib: 4,
      } as const;
      const { row, isHit } = await lab.run(request, fault, skip);
      expect(row, `call ${skip}`).toMatchObject({ state: "succeeded", percent: 100 });
      const disks = [...lab.azure.world.disks.values()].filter((one) => one.creationData.sourceResourceId === source?.id);
      expect(disks.map((one) => one.name)).toEqual([diskName]);
      return isHit;
    });
    expect(calls).toBeGreaterThanOrEqual(3);
  });
});
