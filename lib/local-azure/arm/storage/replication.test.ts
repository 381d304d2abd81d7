// The classic replication of managed-disk snapshots to another region, as a client without the managed copy does it:
// server-side, page by page, into a page blob whose snapshots stand for the disk's.

import { AnonymousCredential, type ContainerClient, PageBlobClient } from "@azure/storage-blob";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Disk } from "../../model/records/disk.ts";
import { createTestAccount, once, openTestAccount } from "../../testing/storage-account.ts";
import { quickly, startTestAzure, type TestAzure } from "../../testing/test-azure.ts";

const kib = 1024;
const mib = 2 ** 20;
const gib = 2 ** 30;
const pieceBytes = 4 * mib;
const rg = "test-group";

let azure: TestAzure;
let container: ContainerClient;

beforeEach(async () => {
  azure = await startTestAzure();
  container = (await createTestAccount(azure, "replicas", "northeurope")).service.getContainerClient("vhds");
  await container.create();
});

afterEach(() => azure.stop());

async function takeSnapshot(disk: Disk, name: string): Promise<string> {
  const parameters = { location: "westeurope", creationData: { createOption: "Copy", sourceResourceId: disk.id }, incremental: true };
  await azure.compute().snapshots.createOrUpdate(rg, name, parameters, quickly);
  const granted = await azure.compute().snapshots.grantAccess(rg, name, { access: "Read", durationInSeconds: 3600 }, quickly);
  return granted.accessSAS ?? "";
}

function opened(sasUrl: string): PageBlobClient {
  return new PageBlobClient(sasUrl, new AnonymousCredential(), once);
}

async function copyRange(blob: PageBlobClient, from: string, start: number, end: number): Promise<void> {
  for (let offset = start; offset < end; offset += pieceBytes) {
    await blob.uploadPagesFromURL(from, offset, offset, Math.min(pieceBytes, end - offset));
  }
}

async function copyWhole(blob: PageBlobClient, from: string): Promise<void> {
  const { contentLength = 0 } = await opened(from).getProperties();
  await blob.create(contentLength);
  for await (const { start, end } of opened(from).listPageRanges()) await copyRange(blob, from, start, end + 1);
}

/** Gives how many bytes were written and cleared. */
async function copyChanges(blob: PageBlobClient, from: string, since: string): Promise<{ writtenBytes: number; clearedBytes: number }> {
  const { contentLength = 0 } = await opened(from).getProperties();
  if (contentLength > ((await blob.getProperties()).contentLength ?? 0)) await blob.resize(contentLength);
  const moved = { writtenBytes: 0, clearedBytes: 0 };
  const { clearRange = [], pageRange = [] } = await opened(from).getPageRangesDiffForManagedDisks(0, contentLength, since);
  for (const { offset, count = 0 } of clearRange) {
    await blob.clearPages(offset, count + 1);
    moved.clearedBytes += count + 1;
  }
  for (const { offset, count = 0 } of pageRange) {
    await copyRange(blob, from, offset, offset + count + 1);
    moved.writtenBytes += count + 1;
  }
  return moved;
}

const aroundBytes = 64 * kib;

/** The same length, and the same bytes wherever either lists data, and around that. */
async function assertSameBytes(blob: PageBlobClient, source: PageBlobClient): Promise<void> {
  const { contentLength = 0 } = await source.getProperties();
  expect((await blob.getProperties()).contentLength).toBe(contentLength);
  for (const lister of [blob, source]) {
    for await (const { start, end } of lister.listPageRanges()) {
      const offset = Math.max(0, start - aroundBytes);
      const length = Math.min(contentLength, end + 1 + aroundBytes) - offset;
      const [copied, original] = await Promise.all([blob, source].map((one) => one.downloadToBuffer(offset, length)));
      expect(original !== undefined && copied?.equals(original), `bytes from ${offset}`).toBe(true);
    }
  }
}

test("a chain of three snapshots becomes a page blob with three snapshots, byte by byte the same, over a restart", async () => {
  const store = azure.world.pages;
  const disk = azure.world.createEmptyDisk({ name: "source", group: azure.group, sku: "Premium_LRS", sizeGib: 1 });
  store.fill(disk.imageId, 0, 6 * mib, { kind: "number", seed: 0 });
  store.fill(disk.imageId, 700 * mib, 64 * kib, { kind: "text", seed: 3 });
  const first = await takeSnapshot(disk, "s1");
  store.fill(disk.imageId, 5 * mib, 2 * mib, { kind: "noise", seed: 1 });
  store.clear(disk.imageId, 16 * kib, 8 * kib);
  const second = await takeSnapshot(disk, "s2");
  store.clear(disk.imageId, 700 * mib, 32 * kib);
  azure.world.growDisk(disk, 2);
  store.fill(disk.imageId, gib + mib, 4 * kib, { kind: "rows", seed: 5 });
  const third = await takeSnapshot(disk, "s3");

  const blob = container.getPageBlobClient("source.vhd");
  await copyWhole(blob, first);
  const times = [(await blob.createSnapshot({ metadata: { snapshot: "s1" } })).snapshot ?? ""];
  expect(await copyChanges(blob, second, first)).toEqual({ writtenBytes: 2 * mib, clearedBytes: 8 * kib });
  times.push((await blob.createSnapshot({ metadata: { snapshot: "s2" } })).snapshot ?? "");
  await copyChanges(blob, third, second);
  times.push((await blob.createSnapshot({ metadata: { snapshot: "s3" } })).snapshot ?? "");

  const restarted = await restart();
  const kept = restarted.getPageBlobClient("source.vhd");
  for (const [at, sas] of [first, second, third].entries()) await assertSameBytes(kept.withSnapshot(times[at] ?? ""), opened(sas));
  const diff = await kept.withSnapshot(times[1] ?? "").getPageRangesDiff(0, gib + 512, times[0] ?? "");
  expect([diff.pageRange, diff.clearRange]).toEqual([
    [{ offset: 5 * mib, count: 2 * mib - 1 }],
    [{ offset: 16 * kib, count: 8 * kib - 1 }],
  ]);
  const listed = [];
  for await (const { snapshot, metadata } of restarted.listBlobsFlat({ includeSnapshots: true, includeMetadata: true })) {
    listed.push([snapshot ?? "", metadata?.snapshot]);
  }
  expect(listed).toEqual([...times.map((time, at) => [time, `s${at + 1}`]), ["", undefined]]);

  await kept.delete({ deleteSnapshots: "include" });
  expect(await kept.exists()).toBe(false);
});

/** The same data directory in a new process's place; SAS and blobs go on under the remembered ports. */
async function restart(): Promise<ContainerClient> {
  const before = azure;
  await before.close();
  const after = await startTestAzure({ dataDir: before.dataDir });
  const stop = async () => {
    await after.close();
    await before.stop();
  };
  azure = { ...after, stop };
  return (await openTestAccount(azure, "replicas")).service.getContainerClient("vhds");
}

test("a replica is imported as a disk in its own region, and only there", async () => {
  const disk = azure.world.createEmptyDisk({ name: "source", group: azure.group, sku: "Premium_LRS", sizeGib: 1 });
  azure.world.pages.fill(disk.imageId, mib, 64 * kib, { kind: "number", seed: 0 });
  const blob = container.getPageBlobClient("source.vhd");
  await copyWhole(blob, await takeSnapshot(disk, "s1"));
  const create = (name: string, location: string) =>
    azure
      .compute()
      .disks.createOrUpdate(
        rg,
        name,
        { location, sku: { name: "Premium_LRS" }, creationData: { createOption: "Import", sourceUri: blob.url } },
        quickly,
      );
  await expect(create("wrong", "westeurope")).rejects.toMatchObject({ statusCode: 400, code: "InvalidParameter" });
  const imported = await create("imported", "northeurope");
  expect(imported.diskSizeBytes).toBe(gib);
  const { accessSAS = "" } = await azure.compute().disks.grantAccess(rg, "imported", { access: "Read", durationInSeconds: 300 }, quickly);
  expect((await opened(accessSAS).downloadToBuffer(mib, 512)).readBigUInt64LE(0)).toBe(BigInt(mib / 512));
});
