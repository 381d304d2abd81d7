import { randomUUID } from "node:crypto";
import { BlobSASPermissions, type ContainerClient, type PageBlobClient } from "@azure/storage-blob";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type BlobTestServer, startBlobTestServer, testNowMs } from "../../../testing/blob-server.ts";

let azure: BlobTestServer;
let container: ContainerClient;
let blob: PageBlobClient;

beforeEach(async () => {
  azure = await startBlobTestServer();
  container = azure.service.getContainerClient("vhds");
  await container.create();
  blob = container.getPageBlobClient("b");
  await blob.create(1024);
});

afterEach(() => azure.close());

const seconds = (count: number): void => azure.world.clock.advance(count * 1000);
const refused = (statusCode: number, code: string) => ({ statusCode, code });
const write = (leaseId?: string) => blob.uploadPages(new Uint8Array(512), 0, 512, { conditions: { leaseId } });

async function stateOf(): Promise<(string | undefined)[]> {
  const { leaseState, leaseStatus, leaseDuration } = await blob.getProperties();
  return [leaseState, leaseStatus, leaseDuration];
}

test("a leased blob is changed by the holder of the lease only, and read by everybody", async () => {
  const lease = blob.getBlobLeaseClient();
  const { leaseId = "" } = await lease.acquireLease(60);
  expect(await stateOf()).toEqual(["leased", "locked", "fixed"]);
  const other = randomUUID();
  const source = container.getPageBlobClient("source");
  await source.create(1024);
  const sourceUrl = await source.generateSasUrl({ permissions: BlobSASPermissions.parse("r"), expiresOn: new Date(testNowMs + 3_600_000) });
  await blob.createSnapshot();
  const calls = [
    (leaseId?: string) => write(leaseId),
    (leaseId?: string) => blob.clearPages(0, 512, { conditions: { leaseId } }),
    (leaseId?: string) => blob.resize(2048, { conditions: { leaseId } }),
    (leaseId?: string) => blob.setMetadata({ a: "b" }, { conditions: { leaseId } }),
    (leaseId?: string) => blob.setHTTPHeaders({ blobContentType: "a/b" }, { conditions: { leaseId } }),
    (leaseId?: string) => blob.uploadPagesFromURL(sourceUrl, 0, 0, 512, { conditions: { leaseId } }),
    (leaseId?: string) => blob.beginCopyFromURL(sourceUrl, { conditions: { leaseId } }),
    (leaseId?: string) => blob.delete({ deleteSnapshots: "only", conditions: { leaseId } }),
    (leaseId?: string) => blob.updateSequenceNumber("increment", undefined, { conditions: { leaseId } }),
    (leaseId?: string) => blob.create(1024, { conditions: { leaseId } }),
    (leaseId?: string) => blob.delete({ deleteSnapshots: "include", conditions: { leaseId } }),
  ];
  for (const call of calls) {
    await expect(call()).rejects.toMatchObject(refused(412, "LeaseIdMissing"));
    await expect(call(other)).rejects.toMatchObject(refused(412, "LeaseIdMismatchWithBlobOperation"));
  }
  await expect(blob.getProperties({ conditions: { leaseId: other } })).rejects.toMatchObject({ statusCode: 412 });
  await expect(blob.createSnapshot({ conditions: { leaseId: other } })).rejects.toMatchObject({ statusCode: 412 });
  expect((await blob.downloadToBuffer(0, 512)).length).toBe(512);
  for (const call of calls.slice(0, -1)) await call(leaseId);
  expect((await stateOf())[0]).toBe("leased");
});

test("a lease has one holder, is renewed, changed and released by its id", async () => {
  const [first, second] = [randomUUID(), randomUUID()];
  const lease = blob.getBlobLeaseClient(first);
  expect((await lease.acquireLease(15)).leaseId).toBe(first);
  await lease.acquireLease(30);
  const intruder = blob.getBlobLeaseClient(second);
  await expect(intruder.acquireLease(15)).rejects.toMatchObject(refused(409, "LeaseAlreadyPresent"));
  await expect(intruder.renewLease()).rejects.toMatchObject(refused(409, "LeaseIdMismatchWithLeaseOperation"));
  await expect(intruder.releaseLease()).rejects.toMatchObject(refused(409, "LeaseIdMismatchWithLeaseOperation"));
  seconds(29);
  await lease.renewLease();
  seconds(29);
  expect((await stateOf())[0]).toBe("leased");
  expect((await lease.changeLease(second)).leaseId).toBe(second);
  expect((await blob.getBlobLeaseClient(first).changeLease(second)).leaseId).toBe(second);
  await expect(blob.getBlobLeaseClient(first).releaseLease()).rejects.toMatchObject({ statusCode: 409 });
  await intruder.releaseLease();
  expect(await stateOf()).toEqual(["available", "unlocked", undefined]);
  await expect(write(second)).rejects.toMatchObject(refused(412, "LeaseNotPresentWithBlobOperation"));
  await expect(intruder.changeLease(first)).rejects.toMatchObject(refused(409, "LeaseNotPresentWithLeaseOperation"));
});

test("a lease that ran out fences its holder, and is renewed only while nobody wrote", async () => {
  const lease = blob.getBlobLeaseClient();
  const { leaseId = "" } = await lease.acquireLease(15);
  seconds(15);
  expect(await stateOf()).toEqual(["expired", "unlocked", undefined]);
  await expect(write(leaseId)).rejects.toMatchObject(refused(412, "LeaseLost"));
  await lease.renewLease();
  await write(leaseId);
  seconds(15);
  await write();
  await expect(lease.renewLease()).rejects.toMatchObject(refused(409, "LeaseIdMismatchWithLeaseOperation"));
});

test("a broken lease holds until its period is over", async () => {
  const lease = blob.getBlobLeaseClient();
  await expect(lease.breakLease(0)).rejects.toMatchObject(refused(409, "LeaseNotPresentWithLeaseOperation"));
  const { leaseId = "" } = await lease.acquireLease(-1);
  expect((await stateOf())[2]).toBe("infinite");
  expect((await lease.breakLease(20)).leaseTime).toBe(20);
  expect(await stateOf()).toEqual(["breaking", "locked", undefined]);
  await expect(write()).rejects.toMatchObject(refused(412, "LeaseIdMissing"));
  await write(leaseId);
  await expect(lease.renewLease()).rejects.toMatchObject(refused(409, "LeaseIsBrokenAndCannotBeRenewed"));
  await expect(lease.changeLease(randomUUID())).rejects.toMatchObject(refused(409, "LeaseIsBreakingAndCannotBeChanged"));
  await expect(blob.getBlobLeaseClient(leaseId).acquireLease(15)).rejects.toMatchObject(refused(409, "LeaseIsBreakingAndCannotBeAcquired"));
  seconds(10);
  expect((await lease.breakLease(60)).leaseTime).toBe(10);
  seconds(10);
  expect(await stateOf()).toEqual(["broken", "unlocked", undefined]);
  await write();
  expect((await blob.getBlobLeaseClient().acquireLease(15)).leaseId).not.toBe(leaseId);
  expect((await blob.getBlobLeaseClient().breakLease(60)).leaseTime).toBe(15);
});

test("an infinite lease breaks at once when no period is named", async () => {
  const lease = blob.getBlobLeaseClient();
  await lease.acquireLease(-1);
  const url = await blob.generateSasUrl({
    permissions: BlobSASPermissions.parse("wd"),
    expiresOn: new Date(azure.world.clock.nowMs() + 1e6),
  });
  const broken = await azure.send(`${url}&comp=lease`, {
    method: "PUT",
    headers: { "x-ms-lease-action": "break", "x-ms-version": "2021-12-02" },
  });
  expect([broken.status, broken.headers.get("x-ms-lease-time")]).toEqual([202, "0"]);
  expect((await stateOf())[0]).toBe("broken");
});

test("a length or a period Azure does not know is refused by its header's name", async () => {
  const lease = blob.getBlobLeaseClient();
  for (const duration of [0, 14, 61, -2])
    await expect(lease.acquireLease(duration)).rejects.toMatchObject(refused(400, "InvalidHeaderValue"));
  await lease.acquireLease(-1);
  await expect(lease.breakLease(61)).rejects.toMatchObject(refused(400, "InvalidHeaderValue"));
  await expect(blob.getBlobLeaseClient("not a guid").renewLease()).rejects.toMatchObject(refused(400, "InvalidHeaderValue"));
});

test("a leased container is deleted with its lease only; its blobs are not locked by it", async () => {
  const lease = container.getBlobLeaseClient();
  const { leaseId = "" } = await lease.acquireLease(-1);
  expect((await container.getProperties()).leaseState).toBe("leased");
  await write();
  await expect(container.delete({ conditions: { leaseId: randomUUID() } })).rejects.toMatchObject(
    refused(412, "LeaseIdMismatchWithContainerOperation"),
  );
  await expect(container.delete()).rejects.toMatchObject(refused(412, "LeaseIdMissing"));
  await container.delete({ conditions: { leaseId } });
});

test("lists tell who is leased, and a lease is there after a restart", async () => {
  const { leaseId } = await blob.getBlobLeaseClient().acquireLease(-1);
  const listed = [];
  for await (const { properties } of container.listBlobsFlat())
    listed.push([properties.leaseState, properties.leaseStatus, properties.leaseDuration]);
  expect(listed).toEqual([["leased", "locked", "infinite"]]);
  const found = (await azure.openCatalog()).accounts.get("replicas")?.containers.get("vhds")?.blobs.get("b");
  expect(found?.lease?.id).toBe(leaseId);
});

test("a write that is refused leaves a lease that ran out to its holder; one that is done ends it, over a crash too", async () => {
  const lease = blob.getBlobLeaseClient();
  await lease.acquireLease(15);
  seconds(15);
  await expect(blob.resize(77)).rejects.toMatchObject({ statusCode: 400 });
  await lease.renewLease();
  seconds(15);
  await write();
  const found = (await azure.openCatalog()).accounts.get("replicas")?.containers.get("vhds")?.blobs.get("b");
  expect(found?.lease).toBeUndefined();
});

test("a break does not outlast the lease", async () => {
  const lease = blob.getBlobLeaseClient();
  await lease.acquireLease(15);
  azure.world.clock.advance(4500);
  expect((await lease.breakLease(60)).leaseTime).toBe(11);
  azure.world.clock.advance(10_501);
  expect((await stateOf())[0]).toBe("broken");
});

test("a lease id is a guid in any of its forms", async () => {
  const id = randomUUID();
  expect((await blob.getBlobLeaseClient(`{${id.toUpperCase()}}`).acquireLease(-1)).leaseId).toBe(id);
  await blob.getBlobLeaseClient(id.replaceAll("-", "")).renewLease();
  await write(`{${id}}`);
});

test("who may delete may break a lease, and no more; who may write may do all", async () => {
  const url = async (letters: string) =>
    blob.generateSasUrl({ permissions: BlobSASPermissions.parse(letters), expiresOn: new Date(testNowMs + 3_600_000) });
  const call = async (letters: string, action: string, headers = {}) => {
    const all = { "x-ms-lease-action": action, "x-ms-version": "2021-12-02", ...headers };
    return (await azure.send(`${await url(letters)}&comp=lease`, { method: "PUT", headers: all })).status;
  };
  const infinite = { "x-ms-lease-duration": "-1" };
  expect(await call("d", "acquire", infinite)).toBe(403);
  expect(await call("r", "break")).toBe(403);
  expect(await call("w", "acquire", infinite)).toBe(201);
  expect(await call("d", "break")).toBe(202);
});
