// A recovery point of a replica becomes a disk in the region of the replica, whatever comes in between.
import { afterAll, beforeAll, expect, test } from "vitest";
import { toPointId } from "#lib/domain/replication/point-id.ts";
import { stagingName } from "#lib/domain/replication/staging-name.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import { makeReplicaToRestore } from "#lib/operations/testing/replica-to-restore.ts";

const context = { requestId: "restore-replica", principal: testPrincipal };
let lab: FaultLab;
let made: Awaited<ReturnType<typeof makeReplicaToRestore>>;
beforeAll(async () => {
  lab = await openFaultLab();
  made = await makeReplicaToRestore(lab.azure, "db", 3);
  await lab.parts.view.refresh(context);
});
afterAll(() => lab.close());

test("each of its points becomes a disk with the bytes of that moment, and no blob is left", async () => {
  for (const at of [0, 1, 2]) {
    const row = await lab.end((await lab.handIn(made.requestFor(at, `back-${at}`))).id);
    expect(row).toMatchObject({ state: "succeeded", percent: 100, progressText: "Restored, not verified" });
    expect(made.holds(`back-${at}`, at), `point ${at}`).toBe(true);
    expect(made.holds(`back-${at}`, (at + 1) % 3)).toBe(false);
  }
  expect(made.disksMade().map(({ name, location }) => [name, location])).toEqual([0, 1, 2].map((at) => [`back-${at}`, "northeurope"]));
  expect(await made.leftBlobs()).toEqual([]);
  // Nothing became of the replica: its points are what they were.
  const replica = await lab.parts.replicas.look(made.place, context);
  expect([replica?.points.length, replica?.problem]).toEqual([3, undefined]);
});

test("the form offers what a blob can become, and knows the disk it was", async () => {
  const pointId = toPointId({ place: made.place, uniqueId: made.snapshots[1]?.uniqueId ?? "" });
  expect(await lab.options("restore-replica", pointId)).toMatchObject({
    possible: true,
    suggestedRegion: "northeurope",
    skuReason: "Premium SSD (LRS), as db, the disk it was taken from.",
    systemReason: "db, the disk it was taken from, is a data disk.",
    minSizeGib: 1,
  });
  await expect(lab.options("restore-replica", toPointId({ place: made.place, uniqueId: "gone" }))).rejects.toMatchObject({
    code: "not-found",
  });
  await expect(lab.options("restore-replica", "no point")).rejects.toMatchObject({ code: "invalid-input" });
});

test("what Azure has to be told of a blob is told: system, generation and zone", async () => {
  const request = { ...made.requestFor(0, "starts"), system: "linux-v2", zone: "2" } as const;
  expect(await lab.end((await lab.handIn(request)).id)).toMatchObject({ state: "succeeded" });
  const disk = made.disksMade().find(({ name }) => name === "starts");
  expect(disk).toMatchObject({
    osType: "Linux",
    hyperVGeneration: "V2",
    zones: ["2"],
    creationData: { storageAccountId: made.place.accountId },
  });
});

test("a disk of the name that somebody else made stays as it is, and the blob is not left behind", async () => {
  const { id } = await lab.handIn(made.requestFor(1, "theirs"));
  const { world, subscriptionId } = lab.azure;
  const group = world.addGroup({ subscriptionId, name: "dr", location: "northeurope" });
  const theirs = world.createEmptyDisk({ name: "theirs", group, location: "northeurope", sku: "Premium_LRS", sizeGib: 1 });
  const row = await lab.end(id);
  expect(row).toMatchObject({ state: "failed", error: { code: "conflict" } });
  expect([...world.disks.values()].filter(({ name }) => name === "theirs")).toEqual([theirs]);
  expect(await made.leftBlobs()).toEqual([]);
});

test("cancelled while Azure makes the disk, the blob stays, for Azure reads it; a retry goes on and clears up", async () => {
  const { clock } = lab.azure.world;
  const advance = clock.advance.bind(clock);
  // Azure does not get on with the import until it is told to.
  clock.advance = () => undefined as never;
  const { id } = await lab.handIn(made.requestFor(2, "cancelled"));
  await until(() => made.disksMade().some(({ name }) => name === "cancelled"));
  await lab.desk.cancel(id, context);
  expect(await lab.end(id)).toMatchObject({ state: "cancelled" });
  expect(await made.leftBlobs()).toEqual([stagingName(made.place, id)]);
  clock.advance = advance;
  await lab.desk.retry(id, context);
  expect(await lab.end(id)).toMatchObject({ state: "succeeded" });
  expect([made.holds("cancelled", 2), await made.leftBlobs()]).toEqual([true, []]);
});

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isSo(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isSo()).toBe(true);
}
