// The process dies (kill -9) at every crash point of a copy and of new snapshots, and of a restore where it touches Azure, one after the
// other: each start goes on from what the last one left and dies at the next point. Azure lives on. The last start finds
// the work done once.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OperationRequest } from "#lib/contract/operations.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { type CrashLab, openCrashLab } from "#lib/operations/testing/crash-lab.ts";
import { makeReplicaToRestore } from "#lib/operations/testing/replica-to-restore.ts";

const copyPoints = [...["check", "start", "wait", "confirm"].flatMap((step) => pointsOf(step)), "before-succeeded"];
const chainPoints = ["check:saved", ...Array<string>(4).fill("copy:kept"), "copy:worked", "confirm:worked", "before-succeeded"];
const takePoints = [...["order", "wait", "confirm"].flatMap((step) => pointsOf(step)), "before-succeeded"];
const restorePoints = [...pointsOf("create"), "confirm:worked"];

const replicaPoints = ["check:saved", ...pointsOf("stage"), ...pointsOf("create"), "confirm:worked", "confirm:saved", ...pointsOf("clean")];

let lab: CrashLab;
beforeAll(async () => {
  lab = await openCrashLab();
});
afterAll(() => lab.close());

test("a copy killed at each of its crash points in turn is one complete snapshot, and no finished step is done again", async () => {
  const source = await makeSource("copied");
  const target = { targetRegion: "northeurope", targetResourceGroup: "dr", targetName: "copied-dr", sku: "Standard_ZRS" } as const;
  const made = () => [...lab.azure.world.snapshots.values()].filter((one) => one.creationData.sourceResourceId === source.id);
  const { row, leftovers } = await killAtEach(copyPoints, { kind: "copy", snapshotId: source.id, ...target }, made);
  expect(row).toMatchObject({ state: "succeeded", percent: 100, attempts: 14 });
  // Killed when begun, when worked and when saved: the third time left it finished.
  expect(row.steps.map((step) => step.attempts)).toEqual([3, 3, 3, 3]);
  expect(made().map(({ name, completionPercent }) => [name, completionPercent])).toEqual([["copied-dr", 100]]);
  expect(row.resultId?.toLowerCase()).toBe(made()[0]?.id.toLowerCase());
  expect([leftovers, lab.openSas()]).toEqual([[], []]);
}, 120_000);

test("a restore killed around each of its calls in turn is one disk, and no finished step is done again", async () => {
  const source = await makeSource("restored");
  const target = { targetResourceGroup: "Test-Group", diskName: "restored-back", sku: "Premium_LRS", sizeGib: 4 } as const;
  const made = () => [...lab.azure.world.disks.values()].filter((one) => one.creationData.sourceResourceId === source.id);
  const { row, leftovers } = await killAtEach(restorePoints, { kind: "restore", snapshotId: source.id, ...target }, made);
  expect(row).toMatchObject({ state: "succeeded", percent: 100, attempts: 5 });
  expect(row.steps.map((step) => step.attempts)).toEqual([1, 3, 2, 1]);
  expect(made().map(({ name }) => name)).toEqual(["restored-back"]);
  expect([leftovers, lab.openSas()]).toEqual([[], []]);
}, 120_000);

test("a restore from a replica killed at each of its crash points in turn is one disk, and its blob is gone", async () => {
  const replica = await makeReplicaToRestore(lab.azure, "replicated", 2);
  const { row, leftovers } = await killAtEach(replicaPoints, replica.requestFor(0, "replicated-back"), replica.disksMade);
  expect(row).toMatchObject({ state: "succeeded", percent: 100 });
  expect(replica.disksMade().map(({ name }) => name)).toEqual(["replicated-back"]);
  expect([replica.holds("replicated-back", 0), await replica.leftBlobs(), leftovers]).toEqual([true, [], []]);
}, 240_000);

test("a full snapshot killed around each of its calls in turn is one", async () => {
  const source = await makeSource("filled");
  const made = () => [...lab.azure.world.snapshots.values()].filter((one) => one.creationData.sourceResourceId === source.id);
  const target = { targetResourceGroup: "Test-Group", targetName: "filled-full", sku: "Premium_LRS" } as const;
  const points = [...pointsOf("order"), "confirm:worked"];
  const { row, leftovers } = await killAtEach(points, { kind: "full-snapshot", snapshotId: source.id, ...target }, made);
  expect(row).toMatchObject({ state: "succeeded", percent: 100 });
  expect(made().map(({ name, incremental }) => [name, incremental])).toEqual([["filled-full", false]]);
  expect([leftovers, lab.openSas()]).toEqual([[], []]);
}, 120_000);

test("new snapshots of two disks killed at each crash point in turn are one of each", async () => {
  const [first, second] = [await makeSource("taken-a"), await makeSource("taken-b")];
  const disks = [first, second].map(({ creationData }) => creationData.sourceResourceId ?? "");
  const made = () => [...lab.azure.world.snapshots.values()].filter(({ name }) => name.endsWith("-now"));
  const request = {
    kind: "take-snapshot",
    disks: disks.map((diskId, i) => ({ diskId, name: `taken-${i}-now` })),
    targetResourceGroup: "Test-Group",
    type: "incremental",
    sku: "Standard_ZRS",
  };
  const { row, leftovers } = await killAtEach(takePoints, request, made, 2);
  expect(row).toMatchObject({ state: "succeeded", percent: 100 });
  expect(made().map(({ name, creationData }) => [name, creationData.sourceResourceId])).toEqual(
    disks.map((diskId, i) => [`taken-${i}-now`, diskId]),
  );
  expect([leftovers, lab.openSas()]).toEqual([[], []]);
}, 120_000);

test("three copies of a chain killed at each crash point in turn, and whenever something was kept, are one of each", async () => {
  const sources = await lab.makeSnapshots("chained", 3);
  const made = () => [...lab.azure.world.snapshots.values()].filter(({ name }) => name.startsWith("chained") && name.endsWith("-dr"));
  const request = {
    kind: "copy-chain",
    snapshots: sources.map(({ id, name }) => ({ snapshotId: id, targetName: `${name}-dr` })),
    targetRegion: "northeurope",
    targetResourceGroup: "dr",
    sku: "Standard_ZRS",
  };
  const { row, leftovers } = await killAtEach(chainPoints, request, made, 3);
  expect(row).toMatchObject({ state: "succeeded", percent: 100 });
  expect(made().map(({ name, completionPercent }) => [name, completionPercent])).toEqual(sources.map(({ name }) => [`${name}-dr`, 100]));
  expect([leftovers, lab.openSas()]).toEqual([[], []]);
}, 180_000);

test("a failed copy made again, killed around its delete and its copy in turn, is one complete copy of that name", async () => {
  const source = await makeSource("again");
  const { world } = lab.azure;
  const group = [...world.groups.values()].find(({ name }) => name === "dr");
  if (!group) throw new Error("no group");
  const failed = world.startCopy({ source, name: "again-0-dr", group, location: "northeurope", sku: "Standard_ZRS" });
  failed.copyCompletionError = { errorCode: "CopySourceNotFound", errorMessage: "The source is gone." };
  await world.flush();
  const made = () => [...world.snapshots.values()].filter((one) => !one.deletedAtMs && one.creationData.sourceResourceId === source.id);
  const request = {
    kind: "copy-again",
    failedUniqueId: failed.uniqueId,
    snapshots: [{ snapshotId: source.id, targetName: "again-0-dr" }],
    targetRegion: "northeurope",
    targetResourceGroup: "dr",
    sku: "Standard_ZRS",
  };
  const { row, leftovers } = await killAtEach([...pointsOf("remove"), "copy:kept", "copy:worked", "before-succeeded"], request, made);
  expect(row).toMatchObject({ state: "succeeded", percent: 100 });
  expect(made().map(({ name, completionPercent }) => [name, completionPercent])).toEqual([["again-0-dr", 100]]);
  expect(made()[0]?.uniqueId).not.toBe(failed.uniqueId);
  expect([leftovers, lab.openSas()]).toEqual([[], []]);
}, 180_000);

async function makeSource(name: string): Promise<Snapshot> {
  const [source] = await lab.makeSnapshots(name, 1);
  if (!source) throw new Error("no source");
  return source;
}

async function killAtEach(points: string[], request: OperationRequest, made: () => unknown[], most = 1) {
  for (const [i, at] of points.entries()) {
    await lab.crash({ at, ...(i === 0 ? { request } : {}) });
    expect(made().length, `made when killed at ${at}`).toBeLessThanOrEqual(most);
  }
  return lab.resume();
}

function pointsOf(step: string): string[] {
  return [`${step}:begun`, `${step}:worked`, `${step}:saved`];
}
