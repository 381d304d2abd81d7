// The process dies (kill -9) at every crash point of a copy, and of a restore at those that touch Azure. Azure lives on.
// After the next start the work is done once, and nothing stays open.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CrashLab, openCrashLab } from "#lib/operations/testing/crash-lab.ts";

const copySteps = ["check", "start", "wait", "confirm"];
const copyPoints = [...copySteps.flatMap((step) => [`${step}:begun`, `${step}:worked`, `${step}:saved`]), "before-succeeded"];
const restoreSteps = ["check", "create", "confirm"];
const restorePoints = ["create:begun", "create:worked", "confirm:worked"];

let lab: CrashLab;
let disks = 0;
beforeAll(async () => {
  lab = await openCrashLab();
});
afterAll(() => lab.close());

describe("kill -9 of a copy", () => {
  test.each(copyPoints)("at %s: one complete snapshot in the target, finished steps not done again", async (at) => {
    disks += 1;
    const [source] = await lab.makeSnapshots(`copied${disks}`, 1);
    if (!source) throw new Error("no source");
    const targetName = `${source.name}-dr`;
    const request = {
      kind: "copy",
      snapshotId: source.id,
      targetRegion: "northeurope",
      targetResourceGroup: "dr",
      targetName,
      sku: "Standard_ZRS",
    } as const;
    await lab.crash({ request, at });

    const { before, row, leftovers } = await lab.resume();
    expect(before.state).not.toBe("succeeded");
    expect(row).toMatchObject({ state: "succeeded", percent: 100, attempts: 2 });
    const copies = [...lab.azure.world.snapshots.values()].filter((one) => one.creationData.sourceResourceId === source.id);
    expect(copies.map(({ name, completionPercent }) => [name, completionPercent])).toEqual([[targetName, 100]]);
    expect(row.resultId?.toLowerCase()).toBe(copies[0]?.id.toLowerCase());
    expect(attemptsOf(row)).toEqual(expectedAttempts(copySteps, at));
    expect([leftovers, lab.openSas()]).toEqual([[], []]);
  });
});

describe("kill -9 of a restore", () => {
  test.each(restorePoints)("at %s: one disk, finished steps not done again", async (at) => {
    disks += 1;
    const [source] = await lab.makeSnapshots(`restored${disks}`, 1);
    if (!source) throw new Error("no source");
    const diskName = `${source.name}-back`;
    const request = {
      kind: "restore",
      snapshotId: source.id,
      targetResourceGroup: "Test-Group",
      diskName,
      sku: "Premium_LRS",
      sizeGib: 4,
    } as const;
    await lab.crash({ request, at });

    const { row, leftovers } = await lab.resume();
    expect(row).toMatchObject({ state: "succeeded", percent: 100, attempts: 2 });
    const made = [...lab.azure.world.disks.values()].filter((one) => one.creationData.sourceResourceId === source.id);
    expect(made.map(({ name }) => name)).toEqual([diskName]);
    expect(attemptsOf(row)).toEqual(expectedAttempts(restoreSteps, at));
    expect([leftovers, lab.openSas()]).toEqual([[], []]);
  });
});

function attemptsOf(row: { steps: { name: string; attempts: number }[] }): (string | number)[][] {
  return row.steps.map((step) => [step.name, step.attempts]);
}

/** Only the step under way is done again. */
function expectedAttempts(steps: string[], at: string): (string | number)[][] {
  const [crashed, moment] = at.split(":");
  return steps.map((step) => [step, step === crashed && moment !== "saved" ? 2 : 1]);
}
