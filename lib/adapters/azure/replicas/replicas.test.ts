// Replicas through the real SDK against Local Azure: what is written is found again from the blobs alone, byte by byte.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createLocalReplicas, type LocalReplicas, ownerOf, pointOf } from "#lib/adapters/testing/local-replicas.ts";
import type { ReplicaPoint } from "#lib/domain/replication/replica.ts";
import type { Disk } from "#lib/local-azure/model/records/disk.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

let local: LocalEstate;
let replicas: LocalReplicas;
let disk: Disk;
let count = 0;

beforeAll(async () => {
  local = await startLocalEstate();
});
afterAll(() => local.stop());
beforeEach(async () => {
  count += 1;
  disk = makeDisk(local.azure, `db${count}`);
});

const snap = (name: string): Snapshot => takeSnapshot(local.azure, disk, `db${count}-${name}`, local.azure.world.clock.nowMs());

it("writes a whole image and changes on it, found again from the blobs alone", async () => {
  replicas = await createLocalReplicas(local);
  fill(local.azure, disk, 0, 6 * MIB);
  const first = snap("1");
  fill(local.azure, disk, 5 * MIB, 2 * MIB);
  local.azure.world.pages.clear(disk.imageId, MIB, 8192);
  const second = snap("2");
  const { writer, reader, place } = replicas;
  const session = await writer.open(place, ownerOf(disk), disk.diskSizeBytes, local.context);
  expect(session.replica.points).toEqual([]);
  const one = await replicas.write(session, pointOf(first), first);
  const two = await replicas.write(session, pointOf(second, first), second, first);
  await session.close();
  const found = await reader.look(place, local.context);
  expect(found).toMatchObject({ diskId: disk.id, diskUniqueId: disk.uniqueId, stripes: 1, region: "northeurope" });
  expect(found?.points).toEqual([one, two]);
  expect([found?.writing, found?.problem]).toEqual([undefined, undefined]);
  expect(await reader.list({ accountId: place.accountId }, local.context)).toEqual([found]);
  expect([await replicas.holds(one, first), await replicas.holds(two, second)]).toEqual([true, true]);
});

it("follows a disk that grows within one blob: the old footer is not left among its bytes", async () => {
  replicas = await createLocalReplicas(local);
  fill(local.azure, disk, 0, MIB);
  const first = snap("1");
  local.azure.world.growDisk(disk, 2);
  fill(local.azure, disk, GIB + MIB, MIB);
  const second = snap("2");
  const points = await writeAll(replicas, [first]);
  const blob = replicas.account.service.getContainerClient("vhds").getPageBlobClient("db01.vhd");
  expect((await blob.downloadToBuffer(GIB, 512)).toString("latin1", 0, 8)).toBe("conectix");
  const session = await replicas.writer.open(replicas.place, ownerOf(disk), second.diskSizeBytes, local.context);
  await session.begin(pointOf(second, first));
  expect((await blob.downloadToBuffer(GIB, 512)).every((byte) => byte === 0)).toBe(true);
  points.push(await replicas.write(session, pointOf(second, first), second, first));
  await session.close();
  expect(await held(points, [first, second])).toEqual([true, true]);
  expect((await blob.downloadToBuffer(2 * GIB, 512)).toString("latin1", 0, 8)).toBe("conectix");
  expect((await replicas.reader.look(replicas.place, local.context))?.problem).toBeUndefined();
});

it.each([512 * MIB, GIB])("cuts a disk into stripes of %i bytes, also one that grows to more of them", async (stripeBytes) => {
  replicas = await createLocalReplicas(local, { stripeBytes });
  fill(local.azure, disk, 510 * MIB, 4 * MIB);
  const first = snap("1");
  fill(local.azure, disk, 511 * MIB, 2 * MIB);
  const second = snap("2");
  local.azure.world.growDisk(disk, 3);
  fill(local.azure, disk, 2 * GIB - MIB, 2 * MIB);
  const third = snap("3");
  const points = await writeAll(replicas, [first, second]);
  // Azure has no diff across such a growth: it is taken whole.
  const session = await replicas.writer.open(replicas.place, ownerOf(disk), third.diskSizeBytes, local.context);
  points.push(await replicas.write(session, pointOf(third), third));
  await session.close();
  expect(points.map(({ blobSnapshots }) => blobSnapshots.length)).toEqual([GIB / stripeBytes, GIB / stripeBytes, (3 * GIB) / stripeBytes]);
  expect(await held(points, [first, second, third])).toEqual([true, true, true]);
  expect(await replicas.reader.look(replicas.place, local.context)).toMatchObject({ points, stripes: (3 * GIB) / stripeBytes });
  fill(local.azure, disk, 0, MIB);
  const fourth = snap("4");
  const [last] = await writeAll(replicas, [fourth], third);
  expect(last && (await held([last], [fourth]))).toEqual([true]);
});

it("carries ids of any letters", async () => {
  replicas = await createLocalReplicas(local);
  fill(local.azure, disk, 0, MIB);
  const first = snap("1");
  const owner = { ...ownerOf(disk), diskId: `${disk.id}-é (50 %); "x"=ü`, diskUniqueId: "ein Gerät 💾" };
  const session = await replicas.writer.open(replicas.place, owner, disk.diskSizeBytes, local.context);
  const point = { ...pointOf(first), snapshotId: `${first.id} ·%2F· ${"ß".repeat(90)}`, timeCreated: "2026-11-28T01:02:03.0000001+00:00" };
  await replicas.write(session, point, first);
  await session.close();
  const found = await replicas.reader.look(replicas.place, local.context);
  expect(found).toMatchObject({ diskId: owner.diskId, diskUniqueId: owner.diskUniqueId, points: [point] });
});

it("keeps the manifest of a point beside it", async () => {
  replicas = await createLocalReplicas(local);
  fill(local.azure, disk, 0, MIB);
  const first = snap("1");
  const [point] = await writeAll(replicas, [first]);
  const manifest = replicas.account.service.getContainerClient("vhds").getBlobClient(point?.manifest.blob ?? "");
  const bytes = await manifest.downloadToBuffer();
  expect(point?.manifest).toEqual({
    blob: `db01.manifests/${first.uniqueId}.json`,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  });
  expect(JSON.parse(bytes.toString())).toEqual({ of: first.name });
});

/** In one session, each but the first on the one before it. */
async function writeAll(to: LocalReplicas, snapshots: Snapshot[], before?: Snapshot): Promise<ReplicaPoint[]> {
  const session = await to.writer.open(to.place, ownerOf(disk), snapshots[0]?.diskSizeBytes ?? 0, local.context);
  const points: ReplicaPoint[] = [];
  for (const [at, snapshot] of snapshots.entries()) {
    const base = snapshots[at - 1] ?? before;
    points.push(await to.write(session, pointOf(snapshot, base), snapshot, base));
  }
  await session.close();
  return points;
}

async function held(points: ReplicaPoint[], snapshots: Snapshot[]): Promise<boolean[]> {
  const found = [];
  for (const [at, point] of points.entries()) found.push(await replicas.holds(point, snapshots[at] as Snapshot));
  return found;
}
