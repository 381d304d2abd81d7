// Somebody else makes things in Azure at the same time, through the SDK: what an operation did not make is never taken
// for its own, changed or deleted, and of several operations with one target only one begins.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OperationRequest } from "#lib/contract/operations.ts";
import { isAppError } from "#lib/domain/app-error.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { quickly } from "#lib/local-azure/testing/test-azure.ts";
import { type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";

const context = { requestId: "somebody-elses", principal: testPrincipal };
const gibBytes = 2 ** 30;

let lab: FaultLab;
beforeAll(async () => {
  lab = await openFaultLab();
});
afterAll(() => lab.close());

const restoreOf = (snapshot: Snapshot, diskName: string, sizeGib = 4) =>
  ({ kind: "restore", snapshotId: snapshot.id, targetResourceGroup: "Test-Group", diskName, sku: "Premium_LRS", sizeGib }) as const;
const copyOf = (snapshot: Snapshot, targetName: string) =>
  ({
    kind: "copy",
    snapshotId: snapshot.id,
    targetRegion: "northeurope",
    targetResourceGroup: "dr",
    targetName,
    sku: "Standard_ZRS",
  }) as const;

async function makeSnapshot(name: string): Promise<Snapshot> {
  const [snapshot] = await lab.makeSnapshots(name, 1);
  if (!snapshot) throw new Error("no snapshot");
  return snapshot;
}

const disks = (name: string) => [...lab.azure.world.disks.values()].filter((one) => one.name === name && !one.deletedAtMs);
const snapshots = (name: string) => [...lab.azure.world.snapshots.values()].filter((one) => one.name === name && !one.deletedAtMs);

/** From the same snapshot, with other wishes. */
async function makeDiskElsewhere(source: Snapshot, name: string) {
  const creationData = { createOption: "Copy", sourceResourceId: source.id };
  const disk = { location: "westeurope", sku: { name: "StandardSSD_LRS" }, diskSizeGB: 64, creationData };
  await lab.azure.compute().disks.createOrUpdate("Test-Group", name, disk, quickly);
}

async function makeCopyElsewhere(source: Snapshot, name: string) {
  const creationData = { createOption: "CopyStart", sourceResourceId: source.id };
  const snapshot = { location: "northeurope", sku: { name: "Standard_LRS" }, incremental: true, creationData };
  await lab.azure.compute().snapshots.createOrUpdate("dr", name, snapshot, quickly);
}

/** Once the operation has looked at its source: after its plan, before its order. */
function whileItBegins(source: Snapshot, operationRequestId: string, work: () => Promise<void>) {
  const { getSnapshot } = lab.parts.azure;
  let isDone = false;
  lab.parts.azure.getSnapshot = async (id, call) => {
    const found = await getSnapshot(id, call);
    if (id === source.id && call.signal && !isDone && call.requestId === operationRequestId) {
      isDone = true;
      await work();
      lab.parts.azure.getSnapshot = getSnapshot;
    }
    return found;
  };
}

async function runToEnd(request: OperationRequest, requestId: string) {
  const { id } = await lab.desk.submit(request, undefined, { ...context, requestId });
  return lab.end(id);
}

describe("made elsewhere between plan and run", () => {
  test("a disk of that name from the same snapshot is a conflict and stays as it is, until it is gone and a retry makes ours", async () => {
    const source = await makeSnapshot("foreign-disk");
    whileItBegins(source, "run-1", () => makeDiskElsewhere(source, "foreign-back"));
    const row = await runToEnd(restoreOf(source, "foreign-back"), "run-1");
    expect(row).toMatchObject({ state: "failed", retryable: true, error: { code: "conflict", retryable: false } });
    expect(row.error?.message).toContain("has 64.0 GiB and not 4.00 GiB; it is of type Standard SSD (LRS) and not Premium SSD (LRS)");
    expect(row.error?.message).toContain("Begin again with another name.");
    const [foreign] = disks("foreign-back");
    expect(foreign).toMatchObject({ diskSizeBytes: 64 * gibBytes, sku: "StandardSSD_LRS" });
    if (foreign) lab.azure.world.deleteDisk(foreign);
    await lab.desk.retry(row.id, context);
    expect(await lab.end(row.id)).toMatchObject({ state: "succeeded" });
    expect(disks("foreign-back")).toMatchObject([{ diskSizeBytes: 4 * gibBytes, tags: { "snapscope-operation": row.id } }]);
  });

  test("a copy of that name from the same snapshot is a conflict and stays as it is", async () => {
    const source = await makeSnapshot("foreign-copy");
    whileItBegins(source, "run-2", () => makeCopyElsewhere(source, "foreign-dr"));
    expect(await runToEnd(copyOf(source, "foreign-dr"), "run-2")).toMatchObject({ state: "failed", error: { code: "conflict" } });
    expect(snapshots("foreign-dr")).toMatchObject([{ sku: "Standard_LRS" }]);
  });

  test("a disk put in the place of ours before it was ready is told at the end", async () => {
    const source = await makeSnapshot("replaced");
    const { getDisk } = lab.parts.azure;
    let looks = 0;
    lab.parts.azure.getDisk = async (id, call) => {
      const [own] = disks("replaced-back");
      if (own && ++looks === 2) {
        lab.azure.world.deleteDisk(own);
        await makeDiskElsewhere(source, "replaced-back");
      }
      return getDisk(id, call);
    };
    const row = await runToEnd(restoreOf(source, "replaced-back"), "run-3");
    lab.parts.azure.getDisk = getDisk;
    expect(row).toMatchObject({ state: "failed", error: { code: "conflict" } });
    expect(disks("replaced-back")).toMatchObject([{ sku: "StandardSSD_LRS" }]);
  });
});

describe("six restores to one name, with six sizes, at once", () => {
  test("are one disk of the one that was taken; the others are told whose the name is", async () => {
    const source = await makeSnapshot("six");
    const answers = await Promise.allSettled(
      [4, 8, 16, 32, 64, 128].map((sizeGib) => lab.desk.submit(restoreOf(source, "six-back", sizeGib), undefined, context)),
    );
    const [taken, ...more] = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    expect(more).toEqual([]);
    const refused = answers.flatMap((answer) => (answer.status === "rejected" && isAppError(answer.reason) ? [answer.reason] : []));
    expect(refused).toHaveLength(5);
    for (const error of refused) {
      expect(error).toMatchObject({ code: "conflict", details: { field: "diskName", operationId: taken?.id } });
      expect(error.message).toContain(`"Restore six-0 to disk six-back"`);
    }
    expect(await lab.end(taken?.id ?? "")).toMatchObject({ state: "succeeded" });
    expect(disks("six-back")).toMatchObject([{ diskSizeBytes: Number(taken?.request.sizeGib) * gibBytes }]);
    await expect(lab.desk.submit(restoreOf(source, "six-back", 8), undefined, context)).rejects.toMatchObject({ code: "not-possible" });
  });
});

describe("a plan reads anew what it rests on", () => {
  const planOf = (request: OperationRequest) => lab.desk.submit(request, undefined, context);

  test("a name taken since the last reading is refused by its field", async () => {
    const source = await makeSnapshot("fresh");
    await makeDiskElsewhere(source, "fresh-back");
    await expect(planOf(restoreOf(source, "fresh-back"))).rejects.toMatchObject({
      code: "not-possible",
      details: { field: "diskName", problems: [{ rule: "name-taken" }] },
    });
  });

  test("a snapshot deleted since then is refused by its field, and so is another one of its name", async () => {
    const { world, group } = lab.azure;
    const source = await makeSnapshot("went");
    world.deleteSnapshot(source);
    const gone = { code: "not-possible", details: { field: "snapshotId", problems: [{ rule: "gone" }] } };
    await expect(planOf(restoreOf(source, "went-back"))).rejects.toMatchObject(gone);
    await expect(planOf(copyOf(source, "went-dr"))).rejects.toMatchObject(gone);
    const disk = world.createEmptyDisk({ name: "went-2", group, sku: "Premium_LRS", sizeGib: 4 });
    world.takeSnapshot({ disk, name: source.name, group, incremental: true });
    await expect(planOf(restoreOf(source, "went-back"))).rejects.toMatchObject({ details: { problems: [{ rule: "recreated" }] } });
  });

  test("a name freed since then may be taken", async () => {
    const source = await makeSnapshot("freed");
    await makeDiskElsewhere(source, "freed-back");
    await lab.parts.view.refresh(context);
    const [foreign] = disks("freed-back");
    if (foreign) lab.azure.world.deleteDisk(foreign);
    expect(await lab.end((await planOf(restoreOf(source, "freed-back"))).id)).toMatchObject({ state: "succeeded" });
  });

  test("fifty tags on the source leave no room for the mark, which is told by its field", async () => {
    const source = await makeSnapshot("tagged");
    Object.assign(source, { tags: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`t${i}`, "x"])) });
    const full = { code: "not-possible", details: { field: "snapshotId", problems: [{ rule: "no-room-for-mark" }] } };
    await expect(planOf(restoreOf(source, "tagged-back"))).rejects.toMatchObject(full);
    await expect(planOf(copyOf(source, "tagged-dr"))).rejects.toMatchObject(full);
  });
});

test("a retry is refused while another operation has its name", async () => {
  const source = await makeSnapshot("again");
  whileItBegins(source, "run-4", () => makeDiskElsewhere(source, "again-back"));
  const failed = await runToEnd(restoreOf(source, "again-back"), "run-4");
  expect(failed.error?.code).toBe("conflict");
  const [foreign] = disks("again-back");
  if (foreign) lab.azure.world.deleteDisk(foreign);
  // Held back, so that it is under way for as long as it takes.
  const release = holdRestores();
  const holder = await lab.desk.submit(restoreOf(source, "again-back", 8), undefined, context);
  await expect(lab.desk.retry(failed.id, context)).rejects.toMatchObject({ code: "conflict", details: { operationId: holder.id } });
  release();
  expect(await lab.end(holder.id)).toMatchObject({ state: "succeeded" });
  await lab.desk.retry(failed.id, context);
  expect(await lab.end(failed.id)).toMatchObject({ state: "failed", error: { code: "conflict" } });
});

function holdRestores(): () => void {
  const { restoreDisk } = lab.parts.writer;
  const gate = Promise.withResolvers<void>();
  lab.parts.writer.restoreDisk = async (...given) => {
    await gate.promise;
    return restoreDisk(...given);
  };
  return () => {
    lab.parts.writer.restoreDisk = restoreDisk;
    gate.resolve();
  };
}
