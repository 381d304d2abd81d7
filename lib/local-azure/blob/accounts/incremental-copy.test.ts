import type { ContainerClient, PageBlobClient } from "@azure/storage-blob";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type BlobTestServer, startBlobTestServer } from "../../testing/blob-server.ts";

let azure: BlobTestServer;
let container: ContainerClient;
let disk: PageBlobClient;

beforeEach(async () => {
  azure = await startBlobTestServer();
  container = azure.service.getContainerClient("vhds");
  await container.create();
  disk = container.getPageBlobClient("disk");
  await disk.create(4096);
});

afterEach(() => azure.close());

const page = (byte: number) => new Uint8Array(512).fill(byte);

async function snapshot(): Promise<PageBlobClient> {
  azure.world.clock.advance(1000);
  const { snapshot: time = "" } = await disk.createSnapshot();
  return disk.withSnapshot(time);
}

test("each copy adds a snapshot to the backup; they can be read and diffed, and nothing else writes there", async () => {
  const backup = container.getPageBlobClient("backup");
  await disk.uploadPages(page(1), 0, 512);
  await backup.startCopyIncremental((await snapshot()).url);
  const first = await backup.getProperties();
  expect([first.isIncrementalCopy, first.copyStatus]).toEqual([true, "success"]);
  await disk.uploadPages(page(2), 512, 512);
  await disk.clearPages(0, 512);
  await backup.startCopyIncremental((await snapshot()).url);
  const second = await backup.getProperties();
  const [older, newer] = [first.destinationSnapshot ?? "", second.destinationSnapshot ?? ""];
  expect(newer > older).toBe(true);
  expect(await backup.withSnapshot(older).downloadToBuffer(0, 1024)).toEqual(Buffer.concat([page(1), page(0)]));
  expect(await backup.withSnapshot(newer).downloadToBuffer(0, 1024)).toEqual(Buffer.concat([page(0), page(2)]));
  const diff = await backup.withSnapshot(newer).getPageRangesDiff(0, 4096, older);
  expect([diff.pageRange, diff.clearRange]).toEqual([[{ offset: 512, count: 511 }], [{ offset: 0, count: 511 }]]);
  const refused = { statusCode: 409, code: "OperationNotAllowedOnIncrementalCopyBlob" };
  await expect(backup.downloadToBuffer(0, 512)).rejects.toMatchObject(refused);
  await expect(backup.uploadPages(page(3), 0, 512)).rejects.toMatchObject(refused);
  await expect(backup.createSnapshot()).rejects.toMatchObject(refused);
  const restored = container.getPageBlobClient("restored");
  await (await restored.beginCopyFromURL(backup.withSnapshot(older).url)).pollUntilDone();
  expect(await restored.downloadToBuffer(0, 512)).toEqual(Buffer.from(page(1)));
  const listed = [];
  for await (const item of container.listBlobsFlat({ includeCopy: true }))
    listed.push([item.name, item.properties.incrementalCopy ?? false]);
  expect(listed).toEqual([
    ["backup", true],
    ["disk", false],
    ["restored", false],
  ]);
});

test("only later snapshots of the same blob follow", async () => {
  const backup = container.getPageBlobClient("backup");
  const [first, second] = [await snapshot(), await snapshot()];
  await backup.startCopyIncremental(second.url);
  const earlier = { statusCode: 409, code: "IncrementalCopyOfEarlierVersionSnapshotNotAllowed" };
  await expect(backup.startCopyIncremental(first.url)).rejects.toMatchObject(earlier);
  await expect(backup.startCopyIncremental(second.url)).rejects.toMatchObject(earlier);
  const live = backup.startCopyIncremental(disk.url);
  await expect(live).rejects.toMatchObject({ statusCode: 409, code: "IncrementalCopySourceMustBeSnapshot" });
  const mismatch = { statusCode: 409, code: "IncrementalCopyBlobMismatch" };
  await disk.create(4096);
  await expect(backup.startCopyIncremental((await snapshot()).url)).rejects.toMatchObject(mismatch);
  await container.getPageBlobClient("plain").create(512);
  await expect(container.getPageBlobClient("plain").startCopyIncremental(second.url)).rejects.toMatchObject(mismatch);
});

test("conditions hold for a target that is there, and for one that is not", async () => {
  const backup = container.getPageBlobClient("backup");
  const first = (await snapshot()).url;
  const missing = backup.startCopyIncremental(first, { conditions: { ifMatch: "*" } });
  await expect(missing).rejects.toMatchObject({ statusCode: 412, code: "ConditionNotMet" });
  await backup.startCopyIncremental(first);
  const taken = backup.startCopyIncremental((await snapshot()).url, { conditions: { ifNoneMatch: "*" } });
  await expect(taken).rejects.toMatchObject({ statusCode: 409, code: "BlobAlreadyExists" });
  const { destinationSnapshot = "" } = await backup.getProperties();
  await expect(backup.withSnapshot(destinationSnapshot).startCopyIncremental((await snapshot()).url)).rejects.toMatchObject({
    statusCode: 400,
  });
});

test("a managed disk's snapshot is refused as a source by name", async () => {
  const url = azure.sasUrl(azure.takeSnapshot(azure.newDisk("d", 1), "s"));
  const copy = container.getPageBlobClient("backup").startCopyIncremental(url);
  await expect(copy).rejects.toMatchObject({ statusCode: 501, code: "NotImplementedByLocalAzure" });
});
