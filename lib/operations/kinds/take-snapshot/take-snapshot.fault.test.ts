// New snapshots of two disks: Azure fails at every fourth call, in each of the ways it does; refuses one of the two; or
// somebody else has the name.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { Disk } from "#lib/local-azure/model/records/disk.ts";
import { type Fault, type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import { type SnapshotRequest, snapshotOptions } from "./request.ts";

const context = { requestId: "snapshot", principal: testPrincipal };
const longerThanTheSdk = 5;
const faults: Fault[] = [
  { kind: "throttle", times: longerThanTheSdk },
  { kind: "status500", times: longerThanTheSdk },
  { kind: "lostAnswer", times: longerThanTheSdk },
  { kind: "resetMidBody", times: longerThanTheSdk },
];

/** Every call of one order is tried with copies and restores (copy-restore.fault.test.ts). */
const stride = 4;

let lab: FaultLab;
beforeAll(async () => {
  lab = await openFaultLab();
});
afterAll(() => lab.close());

async function makeDisks(name: string, sku: Disk["sku"] = "Premium_LRS"): Promise<[Disk, Disk]> {
  const { world, group } = lab.azure;
  const make = (one: string) =>
    world.createEmptyDisk({ name: `${name}${one}`, group, sku, sizeGib: 4, ...(sku === "PremiumV2_LRS" ? { zones: ["1"] } : {}) });
  const disks: [Disk, Disk] = [make("a"), make("b")];
  await lab.parts.view.refresh(context);
  return disks;
}

const requestOf = (disks: readonly Disk[], given: Partial<SnapshotRequest> = {}): SnapshotRequest => ({
  kind: "take-snapshot",
  disks: disks.map(({ id, name }) => ({ diskId: id, name: `${name}-now` })),
  targetResourceGroup: "Test-Group",
  type: "incremental",
  sku: "Standard_ZRS",
  ...given,
});

const takenOf = (disk: Disk) =>
  [...lab.azure.world.snapshots.values()].filter((one) => one.creationData.sourceResourceId === disk.id && !one.deletedAtMs);

describe.each(faults)("$kind, $times times in a row, at every fourth call", (fault) => {
  test("one snapshot of each disk", async () => {
    const calls = await lab.sweep(async (skip, name) => {
      const disks = await makeDisks(name);
      const { row, isHit } = await lab.run(requestOf(disks), fault, skip);
      expect(row, `call ${skip}`).toMatchObject({ state: "succeeded", percent: 100 });
      expect(disks.map((disk) => takenOf(disk).map(({ name: made, incremental }) => [made, incremental]))).toEqual(
        disks.map((disk) => [[`${disk.name}-now`, true]]),
      );
      return isHit;
    }, stride);
    expect(calls).toBeGreaterThanOrEqual(6);
  }, 120_000);
});

test("one that Azure refuses keeps the other from nothing: the operation fails by name, and a retry makes the rest", async () => {
  const [a, b] = await makeDisks("refused");
  const { id } = await lab.handIn(requestOf([a, b]));
  // Nobody knows of these when it is planned.
  const rule = lab.azure.faults.add({ kind: "operationFailed", method: "PUT", path: "refusedb-now", times: 100 });
  const failed = await lab.end(id);
  expect(failed).toMatchObject({ state: "failed", retryable: true });
  expect(failed.error?.message).toMatch(/^1 of 2 snapshots could not be made; the other one is there\. refusedb-now: /);
  expect([takenOf(a).length, takenOf(b).length]).toEqual([1, 0]);
  expect(rule.times).toBeGreaterThan(0);
  lab.azure.faults.clear();
  await lab.desk.retry(id, context);
  expect(await lab.end(id)).toMatchObject({ state: "succeeded", percent: 100 });
  expect([takenOf(a).length, takenOf(b).length]).toEqual([1, 1]);
});

test("of Premium SSD v2 it is done when the background copy is, and with instant access carries its window", async () => {
  const [disk] = await makeDisks("fast", "PremiumV2_LRS");
  lab.azure.world.pages.fill(disk.imageId, 0, 2 ** 20, { kind: "number", seed: 1 });
  const row = await lab.end((await lab.handIn(requestOf([disk], { instantAccessMinutes: 60 }))).id);
  expect(row).toMatchObject({ state: "succeeded", percent: 100 });
  expect(takenOf(disk)).toMatchObject([{ completionPercent: 100, creationData: { instantAccessDurationMinutes: 60 } }]);
  expect(row.resultId?.toLowerCase()).toBe(takenOf(disk)[0]?.id.toLowerCase());
});

test("a full one is full, on the storage asked for, and keeps the tags of its disk", async () => {
  const [disk] = await makeDisks("whole");
  disk.tags = { env: "prod" };
  expect(await lab.end((await lab.handIn(requestOf([disk], { type: "full", sku: "Premium_LRS" }))).id)).toMatchObject({
    state: "succeeded",
  });
  expect(takenOf(disk)).toMatchObject([{ incremental: false, sku: "Premium_LRS", tags: { env: "prod" } }]);
});

test("what Azure would refuse is refused before: the eighth in five minutes, a name that is taken, another operation's name", async () => {
  const [disk, other] = await makeDisks("many");
  for (let i = 0; i < 7; i += 1) lab.azure.world.takeSnapshot({ disk, name: `many-${i}`, group: lab.azure.group, incremental: true });
  await lab.parts.view.refresh(context);
  await expect(lab.handIn(requestOf([disk]))).rejects.toMatchObject({ code: "not-possible", details: { problems: [{ rule: "rate" }] } });
  const named = requestOf([other]);
  const taken = { ...named, disks: [{ diskId: other.id, name: "many-0" }] };
  await expect(lab.handIn(taken)).rejects.toMatchObject({ details: { field: "disks.0.name" } });
  const first = await lab.handIn(named);
  await expect(lab.handIn(requestOf([other]))).rejects.toMatchObject({ code: expect.stringMatching(/conflict|not-possible/) });
  expect(await lab.end(first.id)).toMatchObject({ state: "succeeded" });
});

test("the form offers the disk with the others of its machine, and why one of them cannot", async () => {
  const [a, b] = await makeDisks("machine");
  const managedBy = `/subscriptions/${lab.azure.subscriptionId}/resourceGroups/Test-Group/providers/Microsoft.Compute/virtualMachines/vm1`;
  for (const disk of [a, b]) Object.assign(disk, { managedBy, diskState: "Attached" });
  Object.assign(b, { provisioningState: "Failed" });
  await lab.parts.view.refresh(context);
  const options = snapshotOptions.parse(await lab.options("take-snapshot", a.id));
  expect(options).toMatchObject({ possible: true, machineName: "vm1", suggestedGroup: { name: "Test-Group" } });
  expect(options.disks.map(({ diskName, possible }) => [diskName, possible])).toEqual([
    ["machinea", true],
    ["machineb", false],
  ]);
});

test("a disk that grew between the check and a later attempt is told, and nothing of it is made", async () => {
  const [disk] = await makeDisks("grows");
  lab.azure.faults.add({ kind: "status500", method: "PUT", path: "growsa-now", times: 12, retryAfterSeconds: 0 });
  const { id } = await lab.handIn(requestOf([disk]));
  await expect.poll(async () => (await lab.desk.get(id, context)).attempts, { timeout: 20_000 }).toBeGreaterThan(1);
  disk.diskSizeBytes *= 2;
  const row = await lab.end(id);
  lab.azure.faults.clear();
  expect(row).toMatchObject({ state: "failed", error: { message: expect.stringContaining("resized") } });
  expect(takenOf(disk)).toEqual([]);
});
