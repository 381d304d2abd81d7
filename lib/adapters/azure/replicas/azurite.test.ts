// A target that cannot read from Azure by itself, a real Azurite process: the bytes go through this process, with checksums.
import { BlobServiceClient, ContainerSASPermissions, StorageSharedKeyCredential } from "@azure/storage-blob";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createLocalReplicas, type LocalReplicas, ownerOf, pointOf } from "#lib/adapters/testing/local-replicas.ts";
import { Congestion } from "#lib/domain/replication/congestion.ts";
import { ReplicaTarget } from "#lib/domain/replication/replica-target.ts";
import { type Peer, startAzuritePeer } from "#lib/local-azure/blob/azurite/azurite-peer.ts";

const MIB = 2 ** 20;

let local: LocalEstate;
let replicas: LocalReplicas;
let azurite: Peer & { stop(): Promise<void> };
let service: BlobServiceClient;

beforeAll(async () => {
  [local, azurite] = await Promise.all([startLocalEstate(), startAzuritePeer()]);
  service = new BlobServiceClient(azurite.url, new StorageSharedKeyCredential(azurite.account, azurite.key));
  const container = service.getContainerClient("vhds");
  await container.create();
  const expiresOn = new Date(azurite.nowMs() + 3_600_000);
  const url = await container.generateSasUrl({ permissions: ContainerSASPermissions.parse("racwl"), expiresOn });
  replicas = await createLocalReplicas(local, { targets: [new ReplicaTarget("azurite", url)] });
});
afterAll(async () => {
  await azurite.stop();
  await local.stop();
});

it("is written by streaming, found again, and fenced as Azure is", async () => {
  const disk = makeDisk(local.azure, "db01");
  fill(local.azure, disk, 0, 6 * MIB);
  const first = takeSnapshot(local.azure, disk, "db01-1", local.azure.world.clock.nowMs());
  fill(local.azure, disk, 5 * MIB, 2 * MIB);
  local.azure.world.pages.clear(disk.imageId, MIB, 8192);
  const second = takeSnapshot(local.azure, disk, "db01-2", local.azure.world.clock.nowMs());
  const place = { accountId: "target:azurite", container: "vhds", name: "db01" };
  const open = (operationId?: string) => replicas.writer.open(place, ownerOf(disk, operationId), disk.diskSizeBytes, local.context);
  const late = await open();
  await late.begin(pointOf(first));
  const session = await open();
  await expect(late.clear({ offset: 0, length: 512 })).rejects.toMatchObject({ code: "conflict", details: { rule: "fenced" } });
  await late.close();
  await session.begin(pointOf(first));
  const copied = await replicas.withAccess(first, (source) => session.copy(source, { offset: 0, length: 4 * MIB }));
  expect(copied).toEqual({ streamedBytes: 4 * MIB });
  local.azure.faults.add({ kind: "throttle", service: "blob", method: "GET", retryAfterSeconds: 3 });
  const busy = await replicas.withAccess(first, (source) =>
    session.copy(source, { offset: 0, length: MIB }).catch((error: unknown) => error),
  );
  expect(busy).toBeInstanceOf(Congestion);
  expect(busy).toMatchObject({ retryAfterMs: 3000 });
  local.azure.faults.add({ kind: "truncate", service: "blob", method: "GET", announce: "short" });
  expect(await replicas.withAccess(first, (source) => session.copy(source, { offset: 0, length: MIB }))).toEqual({ streamedBytes: MIB });
  const points = [await replicas.write(session, pointOf(first), first)];
  points.push(await replicas.write(session, pointOf(second, first), second, first));
  await expect(open("another")).rejects.toMatchObject({ code: "conflict", details: { rule: "leased" } });
  await session.close();
  const found = await replicas.reader.look(place, local.context);
  expect([found?.points, found?.problem, found?.region]).toEqual([points, undefined, undefined]);
  expect(await replicas.reader.accounts(local.context)).toMatchObject({
    accounts: expect.arrayContaining([expect.objectContaining({ id: "target:azurite", serverSide: false })]),
  });
  const [one, two] = points;
  const container = service.getContainerClient("vhds");
  expect([one && (await replicas.holds(one, first, container)), two && (await replicas.holds(two, second, container))]).toEqual([
    true,
    true,
  ]);
});
