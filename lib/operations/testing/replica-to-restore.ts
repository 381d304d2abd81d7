// Test aid: a replica in a storage account of Local Azure in North Europe, with points of several snapshots of one disk, each
// different; and whether a disk there holds what one of the snapshots holds.
import { estateOn } from "#lib/adapters/testing/local-estate.ts";
import { createLocalReplicas, ownerOf, pointOf } from "#lib/adapters/testing/local-replicas.ts";
import type { ReplicaPoint } from "#lib/domain/replication/replica.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import type { TestAzure } from "#lib/local-azure/testing/test-azure.ts";

const MIB = 2 ** 20;
const HOUR_MS = 3_600_000;
/** Where snapshots differ, and the ends of the disk. */
const LOOKED_AT_BYTES = 16 * MIB;

export async function makeReplicaToRestore(azure: TestAzure, name: string, count: number) {
  const { world, group } = azure;
  const estate = estateOn(azure);
  const replicas = await createLocalReplicas(estate);
  const disk = world.createEmptyDisk({ name, group, sku: "Premium_LRS", sizeGib: 1 });
  const snapshots: Snapshot[] = [];
  for (let i = 0; i < count; i += 1) {
    world.pages.fill(disk.imageId, i * MIB, 2 * MIB, { kind: "number", seed: i + 1 });
    if (i > 0) world.pages.clear(disk.imageId, (i - 1) * MIB, 64 * 1024);
    const atMs = world.clock.nowMs() - (count - i) * HOUR_MS;
    snapshots.push(world.takeSnapshot({ disk, name: `${name}-${i}`, group, incremental: true, atMs }));
  }
  const points: ReplicaPoint[] = [];
  for (const [i, snapshot] of snapshots.entries()) {
    const base = snapshots[i - 1];
    const session = await replicas.writer.open(replicas.place, ownerOf(disk, `written-${i}`), snapshot.diskSizeBytes, estate.context);
    points.push(await replicas.write(session, pointOf(snapshot, base, `written-${i}`), snapshot, base));
    await session.close();
  }
  const container = replicas.account.service.getContainerClient(replicas.place.container);
  return {
    place: replicas.place,
    points,
    snapshots,
    disk,
    container,
    /** The request of a restore to a disk of this name, in the group dr. */
    requestFor(at: number, diskName: string) {
      const { accountId, container: containerName, name: replica } = replicas.place;
      return {
        kind: "restore-replica",
        accountId,
        container: containerName,
        replica,
        uniqueId: snapshots[at]?.uniqueId ?? "",
        targetResourceGroup: "dr",
        diskName,
        sku: "Premium_LRS",
        sizeGib: 1,
        system: "data",
      } as const;
    },
    /** Those made from it, by name, wherever they are. */
    disksMade: () => [...world.disks.values()].filter((one) => one.creationData.sourceUri?.startsWith(container.url)),
    /** Byte by byte, as far as anything was ever written. */
    holds(diskName: string, at: number): boolean {
      const made = [...world.disks.values()].find((one) => one.name === diskName);
      const wanted = snapshots[at];
      if (!made || !wanted || made.diskSizeBytes !== wanted.diskSizeBytes) return false;
      const starts = [0, made.diskSizeBytes - LOOKED_AT_BYTES];
      return starts.every((start) => {
        const [a, b] = [made.imageId, wanted.imageId].map((image) => Buffer.from(world.pages.read(image, start, LOOKED_AT_BYTES)));
        return a !== undefined && b !== undefined && a.equals(b);
      });
    },
    /** Of staging, that are still there. */
    async leftBlobs(): Promise<string[]> {
      const names: string[] = [];
      for await (const { name: blob } of container.listBlobsFlat()) if (blob.includes(".restore-")) names.push(blob);
      return names;
    },
  };
}
