// The disks of a machine restored together, made by the real steps against Local Azure.
import { afterAll, beforeAll, expect, test } from "vitest";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { Disk } from "#lib/local-azure/model/records/disk.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { type Fault, type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import type { RestoreDisksOptions } from "./request.ts";

const context = { requestId: "restore-disks", principal: testPrincipal };
const MIB = 2 ** 20;
const HOUR_MS = 3_600_000;
let lab: FaultLab;
let snapshots: Snapshot[];
let system: Disk;
beforeAll(async () => {
  lab = await openFaultLab();
  const { world, group, subscriptionId } = lab.azure;
  const managedBy = `/subscriptions/${subscriptionId}/resourceGroups/${group.name}/providers/Microsoft.Compute/virtualMachines/web`;
  const make = (name: string, seconds: number, zones: string[] = []) => {
    const disk = world.createEmptyDisk({ name, group, sku: "Premium_LRS", sizeGib: 4, zones });
    disk.managedBy = managedBy;
    world.pages.fill(disk.imageId, 0, MIB, { kind: "number", seed: seconds + 1 });
    const atMs = world.clock.nowMs() - HOUR_MS + seconds * 1000;
    return { disk, snapshot: world.takeSnapshot({ disk, name: `${name}-1`, group, incremental: true, atMs }) };
  };
  const made = [make("web-os", 0), make("web-data", 5, ["2"])];
  const bare = world.createEmptyDisk({ name: "web-new", group, sku: "Premium_LRS", sizeGib: 4 });
  bare.managedBy = managedBy;
  snapshots = made.map(({ snapshot }) => snapshot);
  system = made[0]?.disk as Disk;
  await lab.parts.view.refresh(context);
});
afterAll(() => lab.close());

const requestFor = (prefix: string) =>
  ({
    kind: "restore-disks",
    snapshots: snapshots.map(({ id, name }, i) => ({
      snapshotId: id,
      diskName: `${prefix}-${name}`,
      sku: "Premium_LRS",
      ...(i === 1 ? { zone: "2" } : {}),
    })),
    targetResourceGroup: "Test-Group",
  }) as const;
const disksNamed = (prefix: string) =>
  [...lab.azure.world.disks.values()].filter(({ name, deletedAtMs }) => name.startsWith(`${prefix}-`) && deletedAtMs === undefined);

test("the form offers the disks of the machine with what each can be restored from, and why one cannot", async () => {
  const options = (await lab.options("restore-disks", system.id)) as RestoreDisksOptions;
  expect(options).toMatchObject({ possible: true, machineName: "web" });
  expect(options.disks.map((disk) => [disk.diskName, disk.zone, disk.snapshots.map(({ name }) => name), disk.reason])).toEqual([
    ["web-os", undefined, ["web-os-1"], undefined],
    ["web-data", "2", ["web-data-1"], undefined],
    ["web-new", undefined, [], "web-new has no incremental snapshots."],
  ]);
});

test("each becomes a disk with the bytes, size, type and zone of its own", async () => {
  const row = await lab.handIn(requestFor("back"));
  expect(row.title).toBe("Restore 2 disks: back-web-os-1, back-web-data-1");
  expect(await lab.end(row.id)).toMatchObject({ state: "succeeded", percent: 100 });
  const made = disksNamed("back");
  expect(made.map(({ name, sku, zones, diskSizeBytes }) => [name, sku, zones ?? [], diskSizeBytes])).toEqual([
    ["back-web-os-1", "Premium_LRS", [], 4 * 2 ** 30],
    ["back-web-data-1", "Premium_LRS", ["2"], 4 * 2 ** 30],
  ]);
  const bytes = (imageId: number) => Buffer.from(lab.azure.world.pages.read(imageId, 0, 2 * MIB));
  for (const [i, disk] of made.entries()) expect(bytes(disk.imageId).equals(bytes(snapshots[i]?.imageId ?? -1))).toBe(true);
});

test("one whose name somebody took is a conflict; the other one is made, and a retry under that name makes no second", async () => {
  const { id } = await lab.handIn(requestFor("half"));
  const { world, group } = lab.azure;
  const theirs = world.createEmptyDisk({ name: "half-web-data-1", group, sku: "Standard_LRS", sizeGib: 8 });
  const row = await lab.end(id);
  expect(row).toMatchObject({ state: "failed", error: { code: "conflict", message: expect.stringContaining("the other one is there") } });
  expect(disksNamed("half").map(({ name, sku }) => [name, sku])).toEqual(
    expect.arrayContaining([
      ["half-web-os-1", "Premium_LRS"],
      ["half-web-data-1", "Standard_LRS"],
    ]),
  );
  world.deleteDisk(theirs);
  await lab.desk.retry(id, context);
  expect(await lab.end(id)).toMatchObject({ state: "succeeded" });
  expect(disksNamed("half").map(({ sku }) => sku)).toEqual(["Premium_LRS", "Premium_LRS"]);
});

const faults: Fault[] = [
  { kind: "status500", times: 5 },
  { kind: "lostAnswer", times: 1 },
];
test.each(faults)(
  "$kind, $times times in a row: one disk of each",
  async (fault) => {
    const calls = await lab.sweep(async (skip, name) => {
      const { row, isHit } = await lab.run(requestFor(name), fault, skip);
      expect(row, `call ${skip}`).toMatchObject({ state: "succeeded", percent: 100 });
      expect(disksNamed(name)).toHaveLength(2);
      return isHit;
    }, 2);
    expect(calls).toBeGreaterThanOrEqual(6);
  },
  120_000,
);
