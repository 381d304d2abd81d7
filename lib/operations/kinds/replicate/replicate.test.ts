// Replications against Local Azure from the request to the bytes: what is written, found again, gone on with, and refused.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import type { Disk } from "#lib/local-azure/model/records/disk.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { createTestAccount, type TestAccount } from "#lib/local-azure/testing/storage-account.ts";
import { type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import { firstDifference } from "#lib/operations/testing/replica-bytes.ts";
import { listReplicas, replicaCsv } from "#lib/services/replicas/list-replicas.ts";
import type { ReplicateRequest } from "./request.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const MINUTE_MS = 60_000;

let lab: FaultLab;
let account: TestAccount;
let count = 0;
let name = "";
let disk: Disk;
let taken = 0;

beforeAll(async () => {
  lab = await openFaultLab();
  account = await createTestAccount(lab.azure, "replicas01", "northeurope");
});
afterAll(() => lab.close());
beforeEach(() => {
  count += 1;
  name = `disk${count}`;
  taken = 0;
  const { world, group } = lab.azure;
  disk = world.createEmptyDisk({ name, group, sku: "Premium_LRS", sizeGib: 4 });
});

const place = () => ({ accountId: account.id, container: "replicas", name });
const write = (offset: number, length: number) => {
  taken += 1;
  lab.azure.world.pages.fill(disk.imageId, offset, length, { kind: "noise", seed: taken + offset });
};
const clear = (offset: number, length: number) => lab.azure.world.pages.clear(disk.imageId, offset, length);

function snap(): Snapshot {
  const { world, group } = lab.azure;
  taken += 1;
  return world.takeSnapshot({ disk, name: `${name}-${taken}`, group, incremental: true, atMs: world.clock.nowMs() + taken * MINUTE_MS });
}

const requestOf = (snapshots: readonly Snapshot[], given: Partial<ReplicateRequest> = {}): ReplicateRequest => ({
  kind: "replicate",
  snapshots: snapshots.map(({ id }) => ({ snapshotId: id })),
  place: place(),
  objective: "least-time",
  ...given,
});

async function run(request: ReplicateRequest) {
  await lab.parts.view.refresh(testContext);
  const { id } = await lab.handIn(request);
  return lab.end(id);
}

const look = () => lab.parts.replicas.look(place(), testContext);

/** Each point against the snapshot it stands for. */
async function differences(snapshots: readonly Snapshot[]) {
  const points = (await look())?.points ?? [];
  const container = account.service.getContainerClient("replicas");
  const found: (string | undefined)[] = [];
  for (const [i, snapshot] of snapshots.entries()) {
    const point = points[i];
    if (point?.uniqueId !== snapshot.uniqueId) found.push(`no point of ${snapshot.name}`);
    else
      found.push(
        await firstDifference(lab.azure, container, { blob: `${name}.vhd`, blobSnapshot: point.blobSnapshots[0] ?? "" }, snapshot),
      );
  }
  return found.filter((one) => one !== undefined);
}

describe("a replication", () => {
  it("of twenty snapshots with writes, clears and growth holds the bytes of each at its blob snapshot", async () => {
    const snapshots: Snapshot[] = [];
    write(0, 3 * MIB);
    write(GIB, 9 * MIB + 512);
    snapshots.push(snap());
    for (let i = 1; i <= 20; i += 1) {
      write((i % 7) * MIB + 512 * i, 4096 * i);
      write(GIB + i * 131_072, 512);
      if (i % 3 === 0) clear(GIB + (i * MIB) / 4, 65_536);
      if (i === 10) lab.azure.world.growDisk(disk, 5);
      if (i > 10) write(4 * GIB + i * 512, 1024);
      snapshots.push(snap());
    }
    const row = await run(requestOf(snapshots.toReversed()));
    expect([row.error, row.state, row.percent]).toEqual([undefined, "succeeded", 100]);
    expect(row.rows?.map(({ state }) => state)).toEqual(snapshots.map(() => "done"));
    expect(await differences(snapshots)).toEqual([]);
    expect(lab.openSas()).toEqual([]);
  }, 120_000);

  it("goes on where points are there, skips them, and the forms tell it", async () => {
    write(0, MIB);
    const first = snap();
    write(512, 1024);
    const second = snap();
    await run(requestOf([first, second]));
    clear(0, 512);
    const third = snap();
    expect(await run(requestOf([first, second, third], { builtOn: second.uniqueId, objective: "fewest-bytes" }))).toMatchObject({
      state: "succeeded",
    });
    expect(await differences([first, second, third])).toEqual([]);
    expect((await look())?.points.map(({ predecessorUniqueId }) => predecessorUniqueId)).toEqual([
      undefined,
      first.uniqueId,
      second.uniqueId,
    ]);
    const chain = (await lab.parts.estate.snapshots.find(testContext, third.id))?.chain.key ?? "";
    const { replicas, notRead } = await listReplicas(lab.parts, { chain, format: "json" }, testContext);
    expect(notRead).toEqual([]);
    expect(replicas).toMatchObject([
      { place: place(), accountName: "replicas01", region: "northeurope", behind: 0, newest: { snapshotName: third.name } },
    ]);
    expect(replicas[0]?.points.map(({ sourceIsThere }) => sourceIsThere)).toEqual([true, true, true]);
    expect((await replicaCsv(lab.parts, { chain, format: "csv" }, testContext)).trim().split("\n")).toHaveLength(4);
    const options = await lab.options("replicate", third.id);
    expect(options).toMatchObject({ possible: true, suggestedName: `${name}-2` });
  }, 60_000);

  it("finds the replica again from its own metadata when the database is lost", async () => {
    write(0, MIB);
    const first = snap();
    await run(requestOf([first]));
    write(MIB, MIB);
    const second = snap();
    // Another dashboard, which has never heard of the first one.
    const other = await openFaultLab({ beside: lab.azure });
    try {
      const { id } = await other.handIn(requestOf([second]));
      expect(await other.end(id)).toMatchObject({ state: "succeeded" });
    } finally {
      await other.close();
    }
    expect(await differences([first, second])).toEqual([]);
  }, 60_000);
});

describe("a replication that is cancelled", () => {
  it("leaves what is whole, and another one goes on with what was begun, whatever it is optimised for", async () => {
    write(0, MIB);
    const first = snap();
    await run(requestOf([first]));
    for (let i = 0; i < 400; i += 1) write(i * 2 * MIB, 4096);
    const second = snap();
    await lab.parts.view.refresh(testContext);
    // It cannot be over before it is cancelled: from its hundredth request on Azure is silent.
    lab.azure.faults.add({ kind: "stall", service: "blob", method: "PUT", path: "comp=page(&|$)", skip: 100, times: 1000 });
    const { id } = await lab.handIn(requestOf([second], { objective: "fewest-bytes" }));
    await lab.stream.follow(id, testContext, new AbortController().signal, (row) => {
      if ((row.progressText ?? "").includes(" %") && row.state === "running") void lab.desk.cancel(id, testContext).catch(() => undefined);
    });
    lab.azure.faults.clear();
    const left = await look();
    expect([(await lab.end(id)).state, left?.points.length]).toEqual(["cancelled", 1]);
    expect(left?.writing?.uniqueId).toBe(second.uniqueId);
    expect(lab.openSas()).toEqual([]);
    expect(await run(requestOf([second], { objective: "least-cost" }))).toMatchObject({ state: "succeeded" });
    expect(await differences([first, second])).toEqual([]);
  }, 120_000);
});

describe("refused is", () => {
  const refusal = async (request: ReplicateRequest) => {
    await lab.parts.view.refresh(testContext);
    return lab.desk.submit(request, undefined, testContext).then(
      () => undefined,
      (error: unknown) => error,
    );
  };

  it("a delta whose predecessor is deleted, with what to do", async () => {
    write(0, MIB);
    const first = snap();
    await run(requestOf([first]));
    write(MIB, MIB);
    const second = snap();
    lab.azure.world.deleteSnapshot(first);
    expect(await refusal(requestOf([second]))).toMatchObject({
      code: "not-possible",
      message: expect.stringContaining("Replicate under a new name"),
      details: { field: "place.name" },
    });
    expect(await run(requestOf([second], { place: { ...place(), name: `${name}-new` } }))).toMatchObject({ state: "succeeded" });
  }, 60_000);

  it("a replica that somebody else wrote to, before anything is built on it", async () => {
    write(0, MIB);
    const first = snap();
    await run(requestOf([first]));
    const blob = account.service.getContainerClient("replicas").getPageBlobClient(`${name}.vhd`);
    await blob.uploadPages(Buffer.alloc(512, 7), 3 * MIB, 512);
    write(MIB, MIB);
    const second = snap();
    expect(await refusal(requestOf([second]))).toMatchObject({
      code: "not-possible",
      details: { problems: [{ rule: "written-by-others" }] },
    });
    expect((await look())?.points).toHaveLength(1);
  }, 60_000);

  it("a plan that no longer holds, with what changed", async () => {
    write(0, MIB);
    const first = snap();
    write(MIB, MIB);
    const second = snap();
    await run(requestOf([first]));
    expect(await refusal(requestOf([second], { builtOn: null }))).toMatchObject({
      message: `The replica has changed since this was planned: its newest recovery point is that of ${first.name}, there was none. Open the form again.`,
    });
  }, 60_000);

  it("a second operation on one replica, and a name that something else has", async () => {
    write(0, MIB);
    const first = snap();
    await account.service.getContainerClient("replicas").createIfNotExists();
    await account.service.getContainerClient("replicas").getPageBlobClient(`${name}-other.vhd`).create(1024);
    expect(await refusal(requestOf([first], { place: { ...place(), name: `${name}-other` } }))).toMatchObject({
      details: { field: "place.name", problems: [{ rule: "not-a-replica" }] },
    });
    await lab.parts.view.refresh(testContext);
    const [one, other] = await Promise.allSettled([
      lab.desk.submit(requestOf([first]), undefined, testContext),
      lab.desk.submit(requestOf([first]), undefined, testContext),
    ]);
    const statuses = [one.status, other.status].toSorted();
    expect(statuses).toEqual(["fulfilled", "rejected"]);
    for (const outcome of [one, other]) if (outcome.status === "fulfilled") await lab.end(outcome.value.id);
  }, 60_000);
});
