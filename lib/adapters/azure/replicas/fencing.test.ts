// Whoever opens a replica has it alone: others are refused, and so is the same operation's own earlier session, at every call.
import { randomUUID } from "node:crypto";
import type { PageBlobClient } from "@azure/storage-blob";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createLocalReplicas, type LocalReplicas, ownerOf, pointOf } from "#lib/adapters/testing/local-replicas.ts";
import type { Disk } from "#lib/local-azure/model/records/disk.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";

const MIB = 2 ** 20;

let local: LocalEstate;
let replicas: LocalReplicas;
let disk: Disk;
let first: Snapshot;
let second: Snapshot;

beforeAll(async () => {
  local = await startLocalEstate();
});
afterAll(() => local.stop());
beforeEach(async () => {
  const name = `db-${randomUUID().slice(0, 8)}`;
  disk = makeDisk(local.azure, name);
  fill(local.azure, disk, 0, MIB);
  first = takeSnapshot(local.azure, disk, `${name}-1`, local.azure.world.clock.nowMs());
  fill(local.azure, disk, 512 * MIB - 4096, 8192);
  second = takeSnapshot(local.azure, disk, `${name}-2`, local.azure.world.clock.nowMs());
  replicas = await createLocalReplicas(local, { stripeBytes: 512 * MIB });
});

const open = (operationId?: string, of: Disk = disk) =>
  replicas.writer.open(replicas.place, ownerOf(of, operationId), of.diskSizeBytes, local.context);
const blob = (name = "db01.0.vhd"): PageBlobClient => replicas.account.service.getContainerClient("vhds").getPageBlobClient(name);
const conflict = (rule: string) => ({ code: "conflict", details: { rule } });
const range = { offset: 0, length: 4096 };

async function writeFirst(operationId?: string) {
  const session = await open(operationId);
  const point = await replicas.write(session, pointOf(first), first);
  await session.close();
  return point;
}

describe("an earlier session of the same operation", () => {
  it("is refused at every call from the moment a later one opens, and takes nothing from it", async () => {
    const late = await open();
    await late.begin(pointOf(first));
    const now = await open();
    await now.begin(pointOf(first));
    await replicas.withAccess(first, async (source) => {
      await expect(late.begin(pointOf(first))).rejects.toMatchObject(conflict("fenced"));
      await expect(late.clear(range)).rejects.toMatchObject(conflict("fenced"));
      await expect(late.copy(source, range)).rejects.toMatchObject(conflict("fenced"));
      await expect(late.commit(undefined, Buffer.from("late"))).rejects.toMatchObject(conflict("fenced"));
      await late.close();
      await now.copy(source, { offset: 0, length: MIB });
    });
    const point = await now.commit(undefined, Buffer.from("{}"));
    await expect(late.commit(undefined, Buffer.from("late"))).rejects.toMatchObject(conflict("fenced"));
    await now.close();
    expect((await replicas.reader.look(replicas.place, local.context))?.points).toEqual([point]);
    expect(await replicas.holds(point, first)).toBe(true);
    expect((await blob(point.manifest.blob).downloadToBuffer()).toString()).toBe("{}");
  });

  it("gets in at once while the lease of one that died is still held", async () => {
    await open();
    expect((await blob().getProperties()).leaseState).toBe("leased");
    const again = await open();
    await replicas.write(again, pointOf(first), first);
    await again.close();
    expect((await blob().getProperties()).leaseState).toBe("available");
  });
});

describe("another operation", () => {
  it("is refused while the lease is held, and gets in when it has ended", async () => {
    const held = await open("one");
    await expect(open("two")).rejects.toMatchObject(conflict("leased"));
    local.azure.world.clock.advance(61_000);
    const session = await open("two");
    await expect(held.begin(pointOf(first))).rejects.toMatchObject(conflict("fenced"));
    await replicas.write(session, pointOf(first, undefined, "two"), first);
    await held.close();
    await session.close();
  });

  it("goes on with what another began only where it is the same point by the same plan", async () => {
    await writeFirst();
    const begun = await open("one");
    await begun.begin(pointOf(second, first, "one"));
    await begun.clear({ offset: 512 * MIB - 4096, length: 4096 });
    await begun.close();
    expect((await replicas.reader.look(replicas.place, local.context))?.writing).toEqual(pointOf(second, first, "one"));
    const session = await open("two");
    const other = { ...pointOf(second, first, "two"), planHash: "another plan" };
    await expect(session.begin(other)).rejects.toMatchObject(conflict("unfinished"));
    const point = await replicas.write(session, pointOf(second, first, "two"), second, first);
    await session.close();
    expect([point.operationId, await replicas.holds(point, second)]).toEqual(["two", true]);
  });
});

describe("what is refused", () => {
  it("a replica of another disk, and a blob that is none, which stays as it is", async () => {
    await writeFirst();
    await expect(open("x", makeDisk(local.azure, `${disk.name}-other`))).rejects.toMatchObject(conflict("other-disk"));
    const place = { ...replicas.place, name: "theirs" };
    await blob("theirs.vhd").create(512);
    await blob("theirs.vhd").uploadPages(Buffer.alloc(512, 7), 0, 512);
    await expect(replicas.writer.open(place, ownerOf(disk), disk.diskSizeBytes, local.context)).rejects.toMatchObject(
      conflict("not-a-replica"),
    );
    await expect(replicas.reader.look(place, local.context)).rejects.toMatchObject(conflict("not-a-replica"));
    expect(await blob("theirs.vhd").downloadToBuffer()).toEqual(Buffer.alloc(512, 7));
    expect(await replicas.reader.list({ accountId: replicas.place.accountId }, local.context)).toHaveLength(1);
  });

  it("changes on a point that is not the newest, and a point that is there and not the newest", async () => {
    await writeFirst();
    const session = await open();
    await expect(session.begin({ ...pointOf(second, first), predecessorUniqueId: "some-other" })).rejects.toMatchObject(
      conflict("predecessor"),
    );
    await replicas.write(session, pointOf(second, first), second, first);
    await expect(session.begin(pointOf(first))).rejects.toMatchObject(conflict("predecessor"));
    await session.close();
  });

  it("anything, once somebody else has written after the newest point", async () => {
    await writeFirst();
    await blob("db01.1.vhd").uploadPages(Buffer.alloc(512, 7), 8192, 512);
    const found = await replicas.reader.look(replicas.place, local.context);
    expect(found?.problem?.message).toBe(
      "Somebody else has written to db01.1.vhd since its newest recovery point: 512 bytes at 8192 are not of a replication.",
    );
    await expect(open()).rejects.toMatchObject(conflict("written-by-others"));
    expect((await blob().getProperties()).leaseState).toBe("available");
  });

  it("a point among whose changes somebody else has written", async () => {
    await writeFirst();
    const { writes } = await replicas.changes(second, first);
    const session = await open();
    await session.begin(pointOf(second, first));
    await session.close();
    await blob().uploadPages(Buffer.alloc(512, 7), 64 * MIB, 512);
    const again = await open();
    await again.begin(pointOf(second, first));
    await replicas.withAccess(second, async (source) => {
      for (const one of writes) await again.copy(source, one);
    });
    await expect(again.commit(writes, Buffer.from("{}"))).rejects.toMatchObject(conflict("written-by-others"));
    await again.close();
    expect((await replicas.reader.look(replicas.place, local.context))?.points).toHaveLength(1);
  });

  it.each(["point-gone", "stripe-gone"])("anything, after a %s", async (rule) => {
    const point = await writeFirst();
    if (rule === "point-gone")
      await blob("db01.1.vhd")
        .withSnapshot(point.blobSnapshots[1] ?? "")
        .delete();
    else await blob("db01.1.vhd").delete({ deleteSnapshots: "include" });
    expect((await replicas.reader.look(replicas.place, local.context))?.problem?.rule).toBe(rule);
    expect((await replicas.reader.list({ accountId: replicas.place.accountId }, local.context))[0]?.problem?.rule).toBe(rule);
    await expect(open()).rejects.toMatchObject(conflict(rule));
  });
});

it("a whole image on top of what is there leaves nothing of it", async () => {
  await writeFirst();
  const begun = await open();
  await begun.begin(pointOf(second, first));
  await replicas.withAccess(second, (source) => begun.copy(source, { offset: 512 * MIB - 4096, length: 8192 }));
  await begun.close();
  local.azure.world.pages.clear(disk.imageId, 0, 1024 * MIB);
  fill(local.azure, disk, 300 * MIB, 4096);
  const third = takeSnapshot(local.azure, disk, `${disk.name}-3`, local.azure.world.clock.nowMs());
  const session = await open();
  const point = await replicas.write(session, pointOf(third), third);
  await session.close();
  expect(await replicas.holds(point, third)).toBe(true);
});
