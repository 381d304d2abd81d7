import { createHash } from "node:crypto";
import { PassThrough } from "node:stream";
import { BlobSASPermissions, type ContainerClient, type PageBlobClient } from "@azure/storage-blob";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type BlobTestServer, startBlobTestServer } from "../../testing/blob-server.ts";
import { crc64 } from "../crc64.ts";

const kib = 1024;
const mib = 2 ** 20;
const gib = 2 ** 30;
let azure: BlobTestServer;
let container: ContainerClient;

beforeEach(async () => {
  azure = await startBlobTestServer();
  container = azure.service.getContainerClient("vhds");
  await container.create();
});

afterEach(() => azure.close());

const pages = (byte: number, count = 1): Uint8Array => new Uint8Array(count * 512).fill(byte);

async function newBlob(name: string, lengthBytes = mib): Promise<PageBlobClient> {
  const blob = container.getPageBlobClient(name);
  await blob.create(lengthBytes);
  return blob;
}

test("what was put is read, what was cleared is zeros, and the entity tag moves", async () => {
  const blob = await newBlob("disks/a b+ü.vhd");
  const put = await blob.uploadPages(pages(1, 8), 0, 4096);
  const cleared = await blob.clearPages(512, 512);
  expect(cleared.etag).not.toBe(put.etag);
  expect(await blob.downloadToBuffer(0, 1536)).toEqual(Buffer.concat([pages(1), pages(0), pages(1)]));
  const list = await blob.getPageRanges();
  expect(list.pageRange).toEqual([
    { offset: 0, count: 511 },
    { offset: 1024, count: 3071 },
  ]);
  expect((await blob.getProperties()).etag).toBe(cleared.etag);
});

test("the difference to a snapshot is as recorded on Azure: empty, written, cleared is listed as cleared", async () => {
  const blob = await newBlob("b", 2 * kib);
  const first = await blob.createSnapshot();
  await blob.uploadPages(pages(7, 3), 0, 1536);
  const second = await blob.createSnapshot();
  await blob.clearPages(512, 512);
  const toFirst = await blob.getPageRangesDiff(0, 2 * kib, first.snapshot ?? "");
  expect(toFirst.pageRange).toEqual([
    { offset: 0, count: 511 },
    { offset: 1024, count: 511 },
  ]);
  expect(toFirst.clearRange).toEqual([{ offset: 512, count: 511 }]);
  const toSecond = await blob.getPageRangesDiff(0, 2 * kib, second.snapshot ?? "");
  expect([toSecond.pageRange, toSecond.clearRange]).toEqual([[], [{ offset: 512, count: 511 }]]);
  const ranges = [];
  for await (const range of blob.listPageRangesDiff(0, 2 * kib, first.snapshot ?? "")) ranges.push(range);
  expect(ranges.map(({ start, isClear }) => [start, isClear])).toEqual([
    [0, false],
    [512, true],
    [1024, false],
  ]);
});

test("a snapshot keeps its bytes, its entity tag is the blob's, and it cannot be written", async () => {
  const blob = await newBlob("b");
  const put = await blob.uploadPages(pages(1), 0, 512);
  const { snapshot, etag } = await blob.createSnapshot({ metadata: { of: "monday" } });
  expect(snapshot).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
  expect(etag).toBe(put.etag);
  await blob.uploadPages(pages(2), 0, 512);
  const frozen = blob.withSnapshot(snapshot ?? "");
  expect(await frozen.downloadToBuffer(0, 512)).toEqual(Buffer.from(pages(1)));
  expect((await frozen.getProperties()).metadata).toEqual({ of: "monday" });
  await expect(frozen.uploadPages(pages(3), 0, 512)).rejects.toMatchObject({ statusCode: 400 });
});

test("a diff does not reach across a blob created anew, nor to a snapshot that is not there or newer", async () => {
  const blob = await newBlob("b");
  const { snapshot: older = "" } = await blob.createSnapshot();
  const { snapshot: newer = "" } = await blob.createSnapshot();
  await expect(blob.withSnapshot(older).getPageRangesDiff(0, mib, newer)).rejects.toMatchObject({ code: "PreviousSnapshotCannotBeNewer" });
  await expect(blob.getPageRangesDiff(0, mib, "2020-01-01T00:00:00.0000000Z")).rejects.toMatchObject({ code: "PreviousSnapshotNotFound" });
  await blob.create(mib);
  await expect(blob.getPageRangesDiff(0, mib, older)).rejects.toMatchObject({ statusCode: 409, code: "BlobOverwritten" });
});

test("classic replication: base blob from the first snapshot, then only differences; every snapshot is byte-equal", async () => {
  const disk = azure.newDisk("source", 1);
  const store = azure.world.pages;
  store.fill(disk.imageId, 0, 64 * kib, { kind: "number", seed: 0 });
  const first = azure.takeSnapshot(disk, "s1");
  store.fill(disk.imageId, 8 * kib, 4 * kib, { kind: "noise", seed: 1 });
  store.clear(disk.imageId, 16 * kib, 4 * kib);
  azure.world.growDisk(disk, 2);
  store.fill(disk.imageId, gib + mib, 4 * kib, { kind: "text", seed: 1 });
  const second = azure.takeSnapshot(disk, "s2");
  const [firstUrl, secondUrl] = [azure.sasUrl(first), azure.sasUrl(second)];

  const blob = await newBlob("replica", gib + 512);
  for await (const { start, end } of azure.client(firstUrl).listPageRanges()) {
    await blob.uploadPagesFromURL(firstUrl, start, start, end + 1 - start);
  }
  const { snapshot: firstCopy = "" } = await blob.createSnapshot();
  const diff = await azure.client(secondUrl).getPageRangesDiffForManagedDisks(0, 2 * gib + 512, firstUrl);
  await blob.resize(2 * gib + 512);
  for (const { offset, count = 0 } of diff.clearRange ?? []) await blob.clearPages(offset, count + 1);
  for (const { offset, count = 0 } of diff.pageRange ?? []) await blob.uploadPagesFromURL(secondUrl, offset, offset, count + 1);

  const hash = async (client: PageBlobClient) => {
    const sum = createHash("sha256");
    for (const offset of [0, gib - mib, gib, gib + mib, 2 * gib + 512 - mib]) {
      const { contentLength = 0 } = await client.getProperties();
      if (offset < contentLength) sum.update(await client.downloadToBuffer(offset, Math.min(2 * mib, contentLength - offset)));
    }
    return sum.digest("hex");
  };
  expect(await hash(blob.withSnapshot(firstCopy))).toBe(await hash(azure.client(firstUrl)));
  expect(await hash(blob)).toBe(await hash(azure.client(secondUrl)));
});

test("pages are taken from blobs of this server only", async () => {
  const blob = await newBlob("b");
  const foreign = blob.uploadPagesFromURL("https://example.com/account/c/b?sig=x", 0, 0, 512);
  await expect(foreign).rejects.toMatchObject({ statusCode: 400, code: "CannotVerifyCopySource" });
  const forged = azure.sasUrl(azure.takeSnapshot(azure.newDisk("d", 1), "s")).replace(/sig=[^&]+/, "sig=forged");
  await expect(blob.uploadPagesFromURL(forged, 0, 0, 512)).rejects.toMatchObject({ statusCode: 403, code: "CannotVerifyCopySource" });
  const good = azure.sasUrl(azure.takeSnapshot(azure.newDisk("e", 1), "t"));
  await expect(blob.uploadPagesFromURL(good, 0, 0, 5 * mib)).rejects.toMatchObject({ statusCode: 416 });
  await expect(blob.uploadPagesFromURL(good, 0, 0, 512, { sourceConditions: { ifMatch: '"other"' } })).rejects.toMatchObject({
    statusCode: 412,
    code: "SourceConditionNotMet",
  });
});

test("a copy of a whole snapshot is one call, footer included", async () => {
  const disk = azure.newDisk("d", 1);
  azure.world.pages.write(disk.imageId, 512, pages(5));
  const url = azure.sasUrl(azure.takeSnapshot(disk, "s"));
  const blob = container.getPageBlobClient("copied");
  const copy = await (await blob.beginCopyFromURL(url)).pollUntilDone();
  expect(copy.copyStatus).toBe("success");
  const properties = await blob.getProperties();
  expect([properties.contentLength, properties.copySource?.includes("sig=")]).toEqual([gib + 512, false]);
  expect(await blob.downloadToBuffer(512, 512)).toEqual(Buffer.from(pages(5)));
  expect((await blob.downloadToBuffer(gib, 512)).toString("latin1", 0, 8)).toBe("conectix");
});

test("sequence numbers fence out a writer who has been overtaken", async () => {
  const blob = await newBlob("b");
  expect((await blob.updateSequenceNumber("update", 5)).blobSequenceNumber).toBe(5);
  expect((await blob.updateSequenceNumber("increment")).blobSequenceNumber).toBe(6);
  expect((await blob.updateSequenceNumber("max", 3)).blobSequenceNumber).toBe(6);
  const late = blob.uploadPages(pages(1), 0, 512, { conditions: { ifSequenceNumberEqualTo: 5 } });
  await expect(late).rejects.toMatchObject({ statusCode: 412, code: "SequenceNumberConditionNotMet" });
  await blob.uploadPages(pages(1), 0, 512, { conditions: { ifSequenceNumberLessThanOrEqualTo: 6 } });
});

test("checksums are checked", async () => {
  const blob = await newBlob("b");
  await blob.uploadPages(pages(1), 0, 512, { transactionalContentCrc64: crc64(pages(1)) });
  const badCrc = blob.uploadPages(pages(1), 0, 512, { transactionalContentCrc64: crc64(pages(2)) });
  await expect(badCrc).rejects.toMatchObject({ statusCode: 400, code: "Crc64Mismatch" });
  const badMd5 = blob.uploadPages(pages(1), 0, 512, { transactionalContentMD5: createHash("md5").digest() });
  await expect(badMd5).rejects.toMatchObject({ statusCode: 400, code: "Md5Mismatch" });
});

test("a blob is resized, grows zeros and loses its tail", async () => {
  const blob = await newBlob("b", 1024);
  await blob.uploadPages(pages(1, 2), 0, 1024);
  await blob.resize(512);
  await blob.resize(2048);
  expect(await blob.downloadToBuffer(0, 2048)).toEqual(Buffer.concat([pages(1), pages(0, 3)]));
  await expect(blob.resize(100)).rejects.toMatchObject({ statusCode: 400, code: "InvalidHeaderValue" });
  await expect(container.getPageBlobClient("huge").create(8 * 2 ** 40 + 512)).rejects.toMatchObject({ code: "InvalidHeaderValue" });
});

test("a blob with snapshots is deleted with them or not at all", async () => {
  const blob = await newBlob("b");
  const { snapshot = "" } = await blob.createSnapshot();
  await expect(blob.delete()).rejects.toMatchObject({ statusCode: 409, code: "SnapshotsPresent" });
  await blob.delete({ deleteSnapshots: "only" });
  await expect(blob.withSnapshot(snapshot).getProperties()).rejects.toMatchObject({ statusCode: 404 });
  await blob.createSnapshot();
  await blob.delete({ deleteSnapshots: "include" });
  expect(await blob.exists()).toBe(false);
});

test("headers that say one of a few words say it in any case", async () => {
  const url = await container.getPageBlobClient("b").generateSasUrl({
    permissions: BlobSASPermissions.parse("rwcd"),
    expiresOn: new Date(Date.now() + 60_000),
  });
  const send = async (method: string, query: string, headers: Record<string, string>) =>
    (await fetch(`${url}${query}`, { method, headers: { "x-ms-version": "2021-12-02", ...headers } })).status;
  expect(await send("PUT", "", { "x-ms-blob-type": "pageblob", "x-ms-blob-content-length": "512" })).toBe(201);
  const numbered = { "x-ms-sequence-number-action": "UPDATE", "x-ms-blob-sequence-number": "7" };
  expect(await send("PUT", "&comp=properties", numbered)).toBe(200);
  expect((await container.getPageBlobClient("b").getProperties()).blobSequenceNumber).toBe(7);
  await container.getPageBlobClient("b").createSnapshot();
  expect(await send("DELETE", "", { "x-ms-delete-snapshots": "Includes" })).toBe(400);
  expect(await send("DELETE", "", { "x-ms-delete-snapshots": "Include" })).toBe(202);
});

test("listing shows names in order, snapshots and metadata, in pages", async () => {
  for (const name of ["b", "a", "c<&>"]) await newBlob(name);
  const blob = container.getPageBlobClient("b");
  await blob.setMetadata({ disk: "one" });
  const { snapshot } = await blob.createSnapshot();
  const found: (string | undefined)[][] = [];
  for await (const reply of container.listBlobsFlat({ includeSnapshots: true, includeMetadata: true }).byPage({ maxPageSize: 2 })) {
    found.push(...reply.segment.blobItems.map((item) => [item.name, item.snapshot || undefined, item.metadata?.disk]));
  }
  expect(found).toEqual([
    ["a", undefined, undefined],
    ["b", snapshot, "one"],
    ["b", undefined, "one"],
    ["c<&>", undefined, undefined],
  ]);
  const containers = [];
  for await (const one of azure.service.listContainers()) containers.push(one.name);
  expect(containers).toEqual(["vhds"]);
});

test("what describes the content is kept, shown with every read and in lists, and set together", async () => {
  const blob = container.getPageBlobClient("described");
  const blobHTTPHeaders = {
    blobContentType: "a/b",
    blobCacheControl: "no-cache",
    blobContentDisposition: "inline",
    blobContentLanguage: "la",
  };
  await blob.create(512, { blobHTTPHeaders, metadata: { Disk: "one" } });
  const { snapshot = "" } = await blob.createSnapshot();
  await blob.resize(1024);
  expect(await blob.getProperties()).toMatchObject({ contentType: "a/b", cacheControl: "no-cache", contentDisposition: "inline" });
  await blob.setHTTPHeaders({ blobContentEncoding: "gzip" });
  const after = await blob.getProperties();
  expect([after.contentEncoding, after.contentType, after.cacheControl]).toEqual(["gzip", undefined, undefined]);
  expect((await blob.withSnapshot(snapshot).getProperties()).contentLanguage).toBe("la");
  const listed = [];
  for await (const item of container.listBlobsFlat({ includeMetadata: true, prefix: "described" })) {
    listed.push([item.properties.contentEncoding, item.metadata]);
  }
  expect(listed).toEqual([["gzip", { Disk: "one" }]]);
});

test("metadata has names that a program could use", async () => {
  const blob = await newBlob("b");
  for (const name of ["1first", "with-hyphen", "with.dot"]) {
    await expect(blob.setMetadata({ [name]: "x" })).rejects.toMatchObject({ statusCode: 400, code: "InvalidMetadata" });
  }
});

test("a refused overwrite leaves the blob as it was", async () => {
  const blob = await newBlob("b");
  await blob.uploadPages(pages(6), 0, 512);
  await expect(blob.create(mib, { metadata: { "no-name": "x" } })).rejects.toMatchObject({ statusCode: 400 });
  await newBlob("other");
  expect(await blob.downloadToBuffer(0, 512)).toEqual(Buffer.from(pages(6)));
});

test("a copy has its source's sequence number and properties, a snapshot those it was taken with, and types do not mix", async () => {
  const [source, target] = [await newBlob("source"), await newBlob("target")];
  await source.updateSequenceNumber("update", 5);
  const { snapshot = "" } = await target.createSnapshot();
  await (await target.beginCopyFromURL(source.url)).pollUntilDone();
  const copied = await target.getProperties();
  expect([copied.blobSequenceNumber, copied.copyProgress]).toEqual([5, `${mib}/${mib}`]);
  expect((await target.withSnapshot(snapshot).getProperties()).copyId).toBeUndefined();
  await target.setHTTPHeaders({ blobContentType: "a/b" });
  expect((await target.getProperties()).copyId).toBeUndefined();
  const file = container.getBlockBlobClient("file");
  await file.upload("x", 1);
  await expect(target.beginCopyFromURL(file.url)).rejects.toMatchObject({ statusCode: 409, code: "InvalidBlobType" });
  await expect(target.beginCopyFromURL(container.getBlobClient("nothing").url)).rejects.toMatchObject({
    statusCode: 404,
    code: "BlobNotFound",
  });
  await expect(file.syncUploadFromURL(source.url)).rejects.toMatchObject({ statusCode: 501 });
  await expect(target.syncCopyFromURL(source.url)).rejects.toMatchObject({ statusCode: 501 });
});

test("pages of a URL need a right in the URL, in the same account too", async () => {
  const [source, target] = [await newBlob("source"), await newBlob("target")];
  await expect(target.uploadPagesFromURL(source.url, 0, 0, 512)).rejects.toMatchObject({ statusCode: 401, code: "CannotVerifyCopySource" });
});

test("what came while an account was removed is not said to be kept", async () => {
  const account = azure.accounts.accounts.get("replicas");
  if (account === undefined) throw new Error("no account");
  const upload = container.getBlockBlobClient("late").upload(() => {
    const body = new PassThrough();
    setTimeout(() => {
      azure.accounts.removeAccount(account);
      body.end("late");
    }, 50);
    return body;
  }, 4);
  await expect(upload).rejects.toMatchObject({ statusCode: 404, code: "ResourceNotFound" });
});

test("containers are made once and deleted with what they hold", async () => {
  await expect(container.create()).rejects.toMatchObject({ statusCode: 409, code: "ContainerAlreadyExists" });
  await newBlob("b");
  await container.delete();
  expect(await container.exists()).toBe(false);
  await expect(newBlob("b")).rejects.toMatchObject({ statusCode: 404, code: "ContainerNotFound" });
});

test("a forged key, no key, and another account's key are refused", async () => {
  const url = `${azure.origin}/replicas/vhds/b`;
  const code = async (headers: Record<string, string>) => {
    const answer = await azure.send(url, { headers });
    return [answer.status, answer.headers.get("x-ms-error-code")];
  };
  expect(await code({})).toEqual([401, "NoAuthenticationInformation"]);
  expect(await code({ Authorization: "SharedKey replicas:AAAA" })).toEqual([403, "AuthenticationFailed"]);
  expect(await code({ Authorization: "SharedKey other:AAAA" })).toEqual([403, "AuthenticationFailed"]);
  expect(await code({ Authorization: "Bearer x" })).toEqual([501, "NotImplementedByLocalAzure"]);
  expect(await code({ "x-ms-version": "newest" })).toEqual([400, "InvalidHeaderValue"]);
  const odd = await azure.send(`${url}?sv=%0a`);
  expect([odd.status, odd.headers.get("x-ms-error-code")]).toEqual([400, "InvalidHeaderValue"]);
  expect((await azure.send(`${azure.origin}/nobody/c/b`)).headers.get("x-ms-error-code")).toBe("ResourceNotFound");
});

test("a service SAS opens what it names, for what it allows, as long as it holds", async () => {
  const blob = await newBlob("b");
  await blob.uploadPages(pages(4), 0, 512);
  const expiresOn = new Date(azure.world.clock.nowMs() + 3_600_000);
  const readUrl = await blob.generateSasUrl({ permissions: BlobSASPermissions.parse("r"), expiresOn });
  const reader = azure.client(readUrl);
  expect(await reader.downloadToBuffer(0, 512)).toEqual(Buffer.from(pages(4)));
  await expect(reader.uploadPages(pages(1), 0, 512)).rejects.toMatchObject({ code: "AuthorizationPermissionMismatch" });
  await expect(azure.client(readUrl.replace("/b?", "/c?")).getProperties()).rejects.toMatchObject({ statusCode: 403 });
  const target = await newBlob("target");
  await target.uploadPagesFromURL(readUrl, 0, 0, 512);
  expect(await target.downloadToBuffer(0, 512)).toEqual(Buffer.from(pages(4)));
  azure.world.clock.advance(3_600_001);
  await expect(reader.downloadToBuffer(0, 512)).rejects.toMatchObject({ code: "AuthenticationFailed" });
});

test("after a crash blobs, snapshots and keys are there, and no entity tag stands for two contents", async () => {
  const blob = await newBlob("b");
  const { snapshot } = await blob.createSnapshot();
  const { etag } = await blob.uploadPages(pages(1), 0, 512);
  const catalog = await azure.openCatalog();
  const account = catalog.accounts.get("replicas");
  const found = account?.containers.get("vhds")?.blobs.get("b");
  expect(account?.keys).toEqual(azure.accounts.accounts.get("replicas")?.keys);
  expect(found?.snapshots.map(({ time }) => time)).toEqual([snapshot]);
  const known = azure.accounts.accounts.get("replicas")?.containers.get("vhds")?.blobs.get("b");
  expect((found?.changedAt ?? "") > (known?.changedAt ?? "~")).toBe(true);
  expect(etag).toBeDefined();
});
