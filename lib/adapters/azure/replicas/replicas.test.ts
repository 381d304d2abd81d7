// Replicas through the real SDK against Local Azure: what is written is found again from the blobs alone, byte by byte.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createLocalReplicas, type LocalReplicas, ownerOf, pointOf } from "#lib/adapters/testing/local-replicas.ts";
import type { Disk } from "#lib/local-azure/model/records/disk.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";

const MIB = 2 ** 20;

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
