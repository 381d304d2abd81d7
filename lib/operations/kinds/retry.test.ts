// What a person can still do when an operation failed half-way in Azure: retry, where need be after deleting the ruin.

import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { OperationRequest } from "#lib/contract/operations.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";

let lab: FaultLab;
beforeAll(async () => {
  lab = await openFaultLab();
});
afterEach(() => lab.beforeTick(() => {}));
afterAll(() => lab.close());

const context = { requestId: "retry", principal: testPrincipal };
const copyOf = (snapshot: Snapshot, targetName: string): OperationRequest => ({
  kind: "copy",
  snapshotId: snapshot.id,
  targetRegion: "northeurope",
  targetResourceGroup: "dr",
  targetName,
  sku: "Standard_LRS",
});

async function makeSnapshot(name: string): Promise<Snapshot> {
  const [snapshot] = await lab.makeSnapshots(name, 1);
  if (!snapshot) throw new Error("no snapshot");
  return snapshot;
}

const found = (name: string) => [...lab.azure.world.snapshots.values()].find((one) => one.name === name && !one.deletedAtMs);
const copying = (name: string) => [...lab.azure.world.runningCopies()].find((one) => one.name === name && !one.deletedAtMs);

async function runToEnd(request: OperationRequest) {
  const { id } = await lab.desk.submit(request, undefined, context);
  return lab.end(id);
}

async function untilPercent(id: string, percent: number) {
  const seen = new AbortController();
  await lab.stream.follow(id, context, seen.signal, (row) => {
    if (row.percent === percent) seen.abort();
  });
}

async function retryToEnd(id: string) {
  await lab.desk.retry(id, context);
  return lab.end(id);
}

test("a copy whose snapshot was deleted while it was filled starts again", async () => {
  const { world } = lab.azure;
  const source = await makeSnapshot("vanishing");
  lab.beforeTick(() => {
    const target = copying("vanished");
    if (target?.copy?.holdAtPercent === undefined && target) world.holdCopy(target, 40);
  });
  const { id } = await lab.desk.submit(copyOf(source, "vanished"), undefined, context);
  await untilPercent(id, 40);
  const target = found("vanished");
  if (target) world.deleteSnapshot(target);
  lab.beforeTick(() => {});
  expect(await lab.end(id)).toMatchObject({
    state: "failed",
    error: { message: expect.stringContaining("A retry starts the copy again") },
  });
  expect(await retryToEnd(id)).toMatchObject({ state: "succeeded", percent: 100 });
  expect(found("vanished")?.completionPercent).toBe(100);
});

test("a copy that Azure gave up says what to delete, fails again while it is there, and succeeds when it is gone", async () => {
  const { world } = lab.azure;
  const source = await makeSnapshot("breaking");
  lab.beforeTick(() => {
    const target = copying("broken");
    if (target) world.failCopyAt(target, 40, { errorCode: "InternalError", errorMessage: "The source could not be read." });
  });
  const failed = await runToEnd(copyOf(source, "broken"));
  expect(failed.error?.message).toBe(
    "Azure could not finish the copy: The source could not be read. Delete the unfinished snapshot broken, then retry.",
  );
  lab.beforeTick(() => {});
  expect(await retryToEnd(failed.id)).toMatchObject({ state: "failed", error: failed.error });
  const ruin = found("broken");
  if (ruin) world.deleteSnapshot(ruin);
  expect(await retryToEnd(failed.id)).toMatchObject({ state: "succeeded", percent: 100 });
});

test("a restore whose disk was deleted before it was ready makes it again", async () => {
  const { world } = lab.azure;
  const existing = (name: string) => [...world.disks.values()].find((one) => one.name === name && !one.deletedAtMs);
  const source = await makeSnapshot("losing");
  // Looked at when it was ordered, and then while it is waited for.
  let looks = 0;
  const getDisk = lab.parts.azure.getDisk;
  lab.parts.azure.getDisk = async (id, call) => {
    const disk = existing("lost");
    if (disk) looks += 1;
    if (disk && looks === 2) world.deleteDisk(disk);
    return getDisk(id, call);
  };
  const request = {
    kind: "restore",
    snapshotId: source.id,
    targetResourceGroup: "Test-Group",
    diskName: "lost",
    sku: "Premium_LRS",
    sizeGib: 4,
  } as const;
  const failed = await runToEnd(request);
  lab.parts.azure.getDisk = getDisk;
  expect(failed).toMatchObject({ state: "failed", error: { message: expect.stringContaining("A retry makes it again") } });
  expect(await retryToEnd(failed.id)).toMatchObject({ state: "succeeded" });
  expect(existing("lost")).toBeDefined();
});
