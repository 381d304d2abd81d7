// Test aid: a storage account of Local Azure for replicas, and what a replication does with a session, without a plan.
import { randomUUID } from "node:crypto";
import { AnonymousCredential, type ContainerClient, PageBlobClient } from "@azure/storage-blob";
import { openingOf } from "#lib/adapters/azure/read-access.ts";
import { createReplicaReader } from "#lib/adapters/azure/replicas/replica-reader.ts";
import { createReplicaWriter } from "#lib/adapters/azure/replicas/replica-writer.ts";
import type { BlockRange } from "#lib/domain/ranges/block-range.ts";
import { blobNames, MAX_STRIPE_BYTES, type PointToWrite, type ReplicaPlace, type ReplicaPoint } from "#lib/domain/replication/replica.ts";
import type { ReplicaTarget } from "#lib/domain/replication/replica-target.ts";
import type { Disk } from "#lib/local-azure/model/records/disk.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { createTestAccount } from "#lib/local-azure/testing/storage-account.ts";
import type { ReadAccess } from "#lib/services/ports/access.ts";
import type { ReplicaSession } from "#lib/services/ports/replicas.ts";
import type { LocalEstate } from "./local-estate.ts";

const MIB = 2 ** 20;

export async function createLocalReplicas(
  local: LocalEstate,
  {
    stripeBytes,
    targets = [],
    accountName = `replicas${randomUUID().slice(0, 8)}`,
  }: { stripeBytes?: number; targets?: ReplicaTarget[]; accountName?: string } = {},
) {
  const { azure, connection, context, inventory, access, reader: pages } = local;
  const account = await createTestAccount(azure, accountName, "northeurope");
  const deps = { connection, targets, ...(stripeBytes === undefined ? {} : { stripeBytes }) };
  const place: ReplicaPlace = { accountId: account.id, container: "vhds", name: "db01" };

  /** Its changes since the other one, or all its data, as what is to be cleared and what to be copied. */
  async function changes(snapshot: Snapshot, base?: Snapshot) {
    const [found, before] = await Promise.all([snapshot, base].map((one) => one && inventory.getSnapshot(one.id, context)));
    const sizeBytes = snapshot.diskSizeBytes;
    if (!found) throw new Error("no such snapshot");
    return access.withReadAccess([found, ...(before ? [before] : [])], context, async ([target, from]) => {
      if (!target) throw new Error("no access");
      const { offsets, lengths, cleared } = from
        ? await pages.readDiff(from, target, sizeBytes, context)
        : await pages.readAllocated(target, sizeBytes, context);
      const ranges = [...offsets].map((offset, at) => ({ offset, length: lengths[at] ?? 0, cleared: cleared[at] === 1 }));
      return { clears: ranges.filter((one) => one.cleared), writes: ranges.filter((one) => !one.cleared) };
    });
  }

  async function withAccess<T>(snapshot: Snapshot, work: (source: ReadAccess) => Promise<T>): Promise<T> {
    const found = await inventory.getSnapshot(snapshot.id, context);
    if (!found) throw new Error("no such snapshot");
    return access.withReadAccess([found], context, ([source]) => {
      if (!source) throw new Error("no access");
      return work(source);
    });
  }

  return {
    account,
    place,
    reader: createReplicaReader(deps),
    writer: createReplicaWriter(deps),
    changes,
    withAccess,
    /** Everything of one point but the opening. */
    async write(session: ReplicaSession, point: PointToWrite, snapshot: Snapshot, base?: Snapshot): Promise<ReplicaPoint> {
      const { clears, writes } = await changes(snapshot, base);
      await session.begin(point);
      await withAccess(snapshot, async (source) => {
        for (const range of clears) await session.clear(range);
        for (const range of pieces(writes)) await session.copy(source, range);
      });
      return session.commit(base ? [...clears, ...writes] : undefined, Buffer.from(JSON.stringify({ of: snapshot.name })));
    },
    /** Whether the point's blob snapshots hold the bytes of the snapshot, wherever either of them has data. */
    async holds(point: ReplicaPoint, snapshot: Snapshot, container: ContainerClient = account.service.getContainerClient(place.container)) {
      const blobs = blobNames(place, point.blobSnapshots.length).map((name, at) =>
        container.getPageBlobClient(name).withSnapshot(point.blobSnapshots[at] ?? ""),
      );
      return withAccess(snapshot, async (source) => {
        const original = new PageBlobClient(openingOf(source).sasUrl, new AnonymousCredential());
        const startOf = (at: number) => at * (stripeBytes ?? MAX_STRIPE_BYTES);
        for (const [at, blob] of blobs.entries()) {
          const { contentLength = 0 } = await blob.getProperties();
          const dataBytes = contentLength - (at === blobs.length - 1 ? 512 : 0);
          const lists = [
            ...(await rangesIn(blob, 0, dataBytes)),
            ...(await rangesIn(original, startOf(at), dataBytes)).map(({ offset, length }) => ({ offset: offset - startOf(at), length })),
          ];
          for (const { offset, length } of lists) {
            const [copied, read] = await Promise.all([
              blob.downloadToBuffer(offset, length),
              original.downloadToBuffer(startOf(at) + offset, length),
            ]);
            if (!copied.equals(read)) return false;
          }
          if (startOf(at) + dataBytes !== Math.min(point.sizeBytes, startOf(at + 1))) return false;
        }
        return true;
      });
    },
  };
}

export type LocalReplicas = Awaited<ReturnType<typeof createLocalReplicas>>;

export function ownerOf(disk: Disk, operationId = "operation-1") {
  return { operationId, diskId: disk.id, diskUniqueId: disk.uniqueId };
}

export function pointOf(snapshot: Snapshot, base?: Snapshot, operationId = "operation-1"): PointToWrite {
  const predecessor = base ? { predecessorUniqueId: base.uniqueId } : {};
  const sizeBytes = snapshot.diskSizeBytes;
  return {
    snapshotId: snapshot.id,
    uniqueId: snapshot.uniqueId,
    ...predecessor,
    sizeBytes,
    planHash: `plan of ${snapshot.name}`,
    operationId,
  };
}

function pieces(ranges: readonly BlockRange[]): BlockRange[] {
  return ranges.flatMap(({ offset, length }) =>
    Array.from({ length: Math.ceil(length / (4 * MIB)) }, (_, at) => ({
      offset: offset + at * 4 * MIB,
      length: Math.min(4 * MIB, length - at * 4 * MIB),
    })),
  );
}

async function rangesIn(blob: PageBlobClient, offset: number, length: number): Promise<BlockRange[]> {
  const ranges: BlockRange[] = [];
  for await (const { start, end } of blob.listPageRanges(offset, length))
    ranges.push({ offset: start, length: Math.min(end + 1, offset + length) - start });
  return ranges;
}
