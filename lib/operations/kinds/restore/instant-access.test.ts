// Instant access snapshots of Premium SSD v2 disks, while their background copy runs and after their window.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SnapshotQuery, snapshotQuery } from "#lib/contract/inventory.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import { listSnapshots } from "#lib/services/inventory/list-snapshots.ts";

const HOUR_MS = 3_600_000;
const context = { requestId: "instant-access", principal: testPrincipal };
let lab: FaultLab;
let made = 0;

beforeAll(async () => {
  lab = await openFaultLab();
});
afterAll(() => lab.close());

/** Taken now of a Premium SSD v2 disk of 8 GiB with 512-byte sectors, whose background copy takes 100 hours. */
async function takeSnapshot(instantAccessDurationMinutes?: number) {
  const { world, group } = lab.azure;
  made += 1;
  const disk = world.createEmptyDisk({ name: `v2-${made}`, group, sku: "PremiumV2_LRS", zones: ["1"], sizeGib: 8, logicalSectorSize: 512 });
  world.pages.fill(disk.imageId, 0, 2 ** 20, { kind: "number", seed: 1 });
  const given = { disk, name: `${disk.name}-s`, group, incremental: true, durationMs: 100 * HOUR_MS };
  const snapshot = world.takeSnapshot({ ...given, ...(instantAccessDurationMinutes ? { instantAccessDurationMinutes } : {}) });
  await lab.parts.view.refresh(context);
  return snapshot;
}

const restoreOf = (snapshotId: string, diskName: string, wish: { sku?: string; sizeGib?: number; zone?: "1" } = {}) =>
  lab.desk.submit(
    {
      kind: "restore",
      snapshotId,
      targetResourceGroup: "Test-Group",
      diskName,
      sku: "PremiumV2_LRS",
      sizeGib: 8,
      zone: "1",
      ...wish,
    } as Parameters<FaultLab["desk"]["submit"]>[0],
    undefined,
    context,
  );

async function rowOf(id: string) {
  const { items } = await listSnapshots(lab.parts, snapshotQuery.parse({ id }) as SnapshotQuery, context);
  return items[0];
}

test("in its window a disk is made before the copy is complete: Premium SSD v2 or Ultra, and not larger", async () => {
  const snapshot = await takeSnapshot(300);
  expect(await rowOf(snapshot.id)).toMatchObject({
    state: "creating",
    accessState: "InstantAccess",
    canRestore: { possible: true },
    canCopy: { possible: false, reason: expect.stringContaining("instant access") },
    unreadable: { rule: "instant-access" },
  });
  await expect(restoreOf(snapshot.id, "no-1", { sku: "Premium_LRS", zone: undefined })).rejects.toMatchObject({
    code: "not-possible",
    message: expect.stringContaining("only Premium SSD v2 and Ultra"),
    details: { field: "sku" },
  });
  await expect(restoreOf(snapshot.id, "no-2", { sizeGib: 16 })).rejects.toMatchObject({
    code: "not-possible",
    details: { field: "sizeGib" },
  });
  const { id } = await restoreOf(snapshot.id, "instant");
  expect(await lab.end(id)).toMatchObject({ state: "succeeded" });
  expect([...lab.azure.world.disks.values()].filter(({ name }) => name === "instant")).toMatchObject([
    { sku: "PremiumV2_LRS", diskSizeBytes: 8 * 2 ** 30 },
  ]);
});

test("without a window, and after it, nothing is made from it before its copy is complete", async () => {
  const pending = await takeSnapshot();
  expect(await rowOf(pending.id)).toMatchObject({ state: "creating", accessState: "Pending", canRestore: { possible: false } });
  const ended = await takeSnapshot(60);
  lab.azure.world.clock.advance(2 * HOUR_MS);
  await lab.parts.view.refresh(context);
  expect(await rowOf(ended.id)).toMatchObject({ state: "creating", accessState: "Pending", canRestore: { possible: false } });
  await expect(restoreOf(ended.id, "late")).rejects.toMatchObject({ code: "not-possible" });
});

test("a window that ends between plan and run is told, and no disk is ordered", async () => {
  const snapshot = await takeSnapshot(60);
  const { getSnapshot } = lab.parts.azure;
  lab.parts.azure.getSnapshot = async (id, call) => {
    if (id === snapshot.id && call.signal) lab.azure.world.clock.advance(2 * HOUR_MS);
    return getSnapshot(id, call);
  };
  const { id } = await restoreOf(snapshot.id, "between");
  expect(await lab.end(id)).toMatchObject({ state: "failed", error: { code: "not-possible" } });
  lab.parts.azure.getSnapshot = getSnapshot;
  expect([...lab.azure.world.disks.values()].filter(({ name }) => name === "between")).toEqual([]);
});

test("how far Azure has filled the disk is told in percent until it is whole, and that it says nothing of other types", async () => {
  const { world, group } = lab.azure;
  const [plain] = await lab.makeSnapshots("plain", 1);
  const disk = world.createEmptyDisk({ name: "filling", group, sku: "PremiumV2_LRS", zones: ["1"], sizeGib: 8, logicalSectorSize: 512 });
  world.pages.fill(disk.imageId, 0, 4 * 2 ** 30, { kind: "number", seed: 1 });
  const snapshot = world.takeSnapshot({ disk, name: "filling-s", group, incremental: true, durationMs: 0 });
  await lab.parts.view.refresh(context);
  // Time leaps two seconds a tick while the copies of the others run: so long that it is seen on its way.
  lab.beforeTick(() => {
    const filling = [...world.disks.values()].find(({ name }) => name === "filled")?.hydration;
    if (filling) filling.durationMs = 1_500_000;
  });
  const { id } = await restoreOf(snapshot.id, "filled");
  const seen: string[] = [];
  await lab.stream.follow(id, context, new AbortController().signal, (row) => void seen.push(row.progressText ?? ""));
  const row = await lab.end(id);
  expect(row).toMatchObject({ state: "succeeded", percent: 100, progressText: "Restored" });
  expect(row.steps.at(-1)).toMatchObject({ state: "succeeded", detail: "Azure has filled it" });
  expect(seen.join()).toMatch(/Ready to attach; Azure has filled \d+ %/);
  const other = await lab.end((await restoreOf(plain?.id ?? "", "unsaid", { sku: "Premium_LRS", zone: undefined })).id);
  expect(other.steps.at(-1)?.detail).toMatch(/^Azure gives no progress here/);
});
