// A small job whose n-th call to the storage account is done and not heard of, or breaks off with the process: however it went, there
// is exactly one blob snapshot of each stripe for each source, and its bytes are the source's.
import { randomUUID } from "node:crypto";
import pLimit from "p-limit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createLocalReplicas, type LocalReplicas, ownerOf, pointOf } from "#lib/adapters/testing/local-replicas.ts";
import { Congestion } from "#lib/domain/replication/congestion.ts";
import type { ReplicaPoint } from "#lib/domain/replication/replica.ts";
import type { Disk } from "#lib/local-azure/model/records/disk.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";

const MIB = 2 ** 20;
const JOBS_AT_ONCE = 8;

let local: LocalEstate;
let disk: Disk;
let first: Snapshot;
let second: Snapshot;

beforeAll(async () => {
  local = await startLocalEstate();
  disk = makeDisk(local.azure, "db01");
  fill(local.azure, disk, 0, 8192);
  first = takeSnapshot(local.azure, disk, "db01-1", local.azure.world.clock.nowMs());
  fill(local.azure, disk, 512 * MIB - 4096, 8192);
  second = takeSnapshot(local.azure, disk, "db01-2", local.azure.world.clock.nowMs());
});
afterAll(() => local.stop());

/** One point of two stripes, or two points of one. */
interface Job extends LocalReplicas {
  isChain: boolean;
}

async function job(replicas: Job): Promise<ReplicaPoint[]> {
  const session = await replicas.writer.open(replicas.place, ownerOf(disk), disk.diskSizeBytes, local.context);
  try {
    const done = new Set(session.replica.points.map(({ uniqueId }) => uniqueId));
    const points = [...session.replica.points];
    if (!done.has(first.uniqueId)) points.push(await replicas.write(session, pointOf(first), first));
    if (replicas.isChain && !done.has(second.uniqueId)) points.push(await replicas.write(session, pointOf(second, first), second, first));
    return points;
  } finally {
    await session.close();
  }
}

async function assertOnce(replicas: Job, points: readonly ReplicaPoint[]): Promise<void> {
  const container = replicas.account.service.getContainerClient("vhds");
  const snapshots: string[] = [];
  for await (const { name, snapshot, metadata } of container.listBlobsFlat({ includeSnapshots: true, includeMetadata: true }))
    if (snapshot) snapshots.push(`${name} ${metadata?.pointuniqueid}`);
  const blobs = replicas.isChain ? ["db01.vhd"] : ["db01.0.vhd", "db01.1.vhd"];
  const sources = replicas.isChain ? [first, second] : [first];
  const expected = blobs.flatMap((name) => sources.map(({ uniqueId }) => `${name} ${uniqueId}`));
  expect(snapshots.toSorted()).toEqual(expected.toSorted());
  const found = await replicas.reader.look(replicas.place, local.context);
  expect([found?.problem, found?.writing]).toEqual([undefined, undefined]);
  expect(found?.points).toEqual(points);
  for (const [at, source] of sources.entries()) expect(points[at] && (await replicas.holds(points[at], source))).toBe(true);
}

async function newReplicas(isChain = false): Promise<Job> {
  const size = isChain ? {} : { stripeBytes: 512 * MIB };
  return { ...(await createLocalReplicas(local, { ...size, accountName: `replicas${randomUUID().slice(0, 8)}` })), isChain };
}

/** Each call of the job once, some jobs side by side; the fault hits calls to the account of its job. */
async function eachCall(isChain: boolean, times: number, run: (replicas: Job) => Promise<ReplicaPoint[]>): Promise<void> {
  const calls = await countCalls(isChain);
  expect(calls).toBeGreaterThan(20);
  const limit = pLimit(JOBS_AT_ONCE);
  const skips = Array.from({ length: calls }, (_, skip) => skip);
  await Promise.all(
    skips.map((skip) =>
      limit(async () => {
        const replicas = await newReplicas(isChain);
        const { id } = local.azure.faults.add({ kind: "lostAnswer", service: "blob", path: `^/${replicas.account.name}/`, skip, times });
        const points = await run(replicas);
        local.azure.faults.clear(id);
        await assertOnce(replicas, points);
      }),
    ),
  );
}

async function countCalls(isChain: boolean): Promise<number> {
  const replicas = await newReplicas(isChain);
  const rule = local.azure.faults.add({
    kind: "slowDrip",
    service: "blob",
    path: `^/${replicas.account.name}/`,
    times: 1e6,
    bytesPerSecond: 1e9,
  });
  await job(replicas);
  const hits = local.azure.faults.list().find(({ id }) => id === rule.id)?.hits ?? 0;
  local.azure.faults.clear();
  return hits;
}

describe("the n-th call is done and its answer lost", () => {
  it("is noticed by nobody", { timeout: 240_000 }, () => eachCall(false, 1, job));
});

describe("the process ends with the n-th call", () => {
  // More often than is tried again: the job gives up there.
  it("goes on where it was, with nothing twice", { timeout: 240_000 }, () =>
    eachCall(true, 1000, async (replicas) => {
      await job(replicas).catch(() => undefined);
      for (const { id, path } of local.azure.faults.list()) if (path === `^/${replicas.account.name}/`) local.azure.faults.clear(id);
      return job(replicas);
    }),
  );
});

it("a stripe that has its blob snapshot is not written again, or the next commit would take that for somebody else's", async () => {
  const replicas = await newReplicas();
  local.azure.faults.add({ kind: "reset", service: "blob", path: "db01\\.1\\.vhd.*comp=snapshot", times: 1000 });
  await expect(job(replicas)).rejects.toMatchObject({ code: "azure-unavailable" });
  local.azure.faults.clear();
  const before = await replicas.reader.look(replicas.place, local.context);
  expect([before?.points, before?.writing]).toEqual([[], pointOf(first)]);
  const session = await replicas.writer.open(replicas.place, ownerOf(disk), disk.diskSizeBytes, local.context);
  const one = await replicas.write(session, pointOf(first), first);
  const two = await replicas.write(session, pointOf(second, first), second, first);
  await session.close();
  const after = await replicas.reader.look(replicas.place, local.context);
  expect([after?.points, after?.problem]).toEqual([[one, two], undefined]);
  expect([await replicas.holds(one, first), await replicas.holds(two, second)]).toEqual([true, true]);
});

it("a stripe's blob snapshot of an attempt that was given up is no part of the point once something else was written", async () => {
  const replicas = await newReplicas();
  local.azure.faults.add({ kind: "reset", service: "blob", path: "db01\\.1\\.vhd.*comp=snapshot", times: 1000 });
  const attempt = await replicas.writer.open(replicas.place, ownerOf(disk), disk.diskSizeBytes, local.context);
  await expect(replicas.write(attempt, pointOf(second), second)).rejects.toMatchObject({ code: "azure-unavailable" });
  await attempt.close();
  local.azure.faults.clear();
  const session = await replicas.writer.open(replicas.place, ownerOf(disk), disk.diskSizeBytes, local.context);
  const one = await replicas.write(session, pointOf(first), first);
  await expect(session.begin(pointOf(second, first))).rejects.toMatchObject({ code: "conflict", details: { rule: "half-made" } });
  await session.close();
  const found = await replicas.reader.look(replicas.place, local.context);
  expect([found?.points, found?.problem]).toEqual([[one], undefined]);
  expect(await replicas.holds(one, first)).toBe(true);
});

describe("a service that is busy", () => {
  it.each(["throttle", "timedOut", "status503"] as const)(
    "is told as congestion by %s at once, and is no failure of the session",
    async (kind) => {
      const replicas = await newReplicas();
      const session = await replicas.writer.open(replicas.place, ownerOf(disk), disk.diskSizeBytes, local.context);
      await session.begin(pointOf(first));
      await replicas.withAccess(first, async (source) => {
        const busy = (method: string) =>
          local.azure.faults.add({ kind, service: "blob", method, path: "comp=page(&|$)", times: 1, retryAfterSeconds: 7 });
        busy("PUT");
        const refusal = await session.copy(source, { offset: 0, length: 8192 }).catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(Congestion);
        if (kind === "throttle") expect(refusal).toMatchObject({ retryAfterMs: 7000 });
        busy("PUT");
        await expect(session.clear({ offset: 0, length: 8192 })).rejects.toBeInstanceOf(Congestion);
        expect(await session.copy(source, { offset: 0, length: 8192 })).toEqual({ streamedBytes: 0 });
      });
      const point = await session.commit(undefined, Buffer.from("{}"));
      expect(await replicas.holds(point, first)).toBe(true);
      await session.close();
    },
  );

  it("a source whose read access has ended is told so, and may be asked for anew", async () => {
    const replicas = await newReplicas();
    const session = await replicas.writer.open(replicas.place, ownerOf(disk), disk.diskSizeBytes, local.context);
    await session.begin(pointOf(first));
    await replicas.withAccess(first, async (source) => {
      await local.azure.compute().snapshots.revokeAccess("Test-Group", first.name, { updateIntervalInMs: 5 });
      await expect(session.copy(source, { offset: 0, length: 8192 })).rejects.toMatchObject({
        retryable: true,
        details: { rule: "source" },
      });
    });
    await session.close();
  });
});
