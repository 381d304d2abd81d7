import { createHash } from "node:crypto";
import type { PageBlobClient } from "@azure/storage-blob";
import { afterEach, beforeEach, expect, test } from "vitest";
import { vhdFooterProblem } from "../../pages/vhd-footer.ts";
import { type BlobTestServer, startBlobTestServer, testNowMs } from "../../testing/blob-server.ts";
import { crc64 } from "../crc64.ts";

const gib = 2 ** 30;
const bom = "\u00ef\u00bb\u00bf";
const newVersion = { "x-ms-version": "2026-02-06" };
let azure: BlobTestServer;

beforeEach(async () => {
  azure = await startBlobTestServer();
});

afterEach(() => azure.close());

const page = (byte: number, pages = 1): Uint8Array => new Uint8Array(pages * 512).fill(byte);

async function downloaded(client: PageBlobClient, offset: number, count: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  const answer = await client.download(offset, count);
  for await (const part of answer.readableStreamBody ?? []) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

/** Two snapshots of a 1 GiB disk: pages 0–7 written before the first; 1–2 rewritten and 4 cleared before the second. */
function twoSnapshots() {
  const disk = azure.newDisk("d1", 1);
  azure.world.pages.write(disk.imageId, 0, page(1, 8));
  const older = azure.takeSnapshot(disk, "s1");
  azure.world.pages.write(disk.imageId, 512, page(2, 2));
  azure.world.pages.clear(disk.imageId, 2048, 512);
  const newer = azure.takeSnapshot(disk, "s2");
  return { disk, older, newer, olderUrl: azure.sasUrl(older), newerUrl: azure.sasUrl(newer) };
}

test("the SDK reads the page ranges of a snapshot; its count is one short of each length", async () => {
  const { olderUrl } = twoSnapshots();
  const { pageRange } = await azure.client(olderUrl).getPageRanges();
  expect(pageRange).toEqual([
    { offset: 0, count: 4095 },
    { offset: gib, count: 511 },
  ]);
});

test("the SDK reads the difference of two managed snapshots", async () => {
  const { olderUrl, newerUrl } = twoSnapshots();
  const diff = await azure.client(newerUrl).getPageRangesDiffForManagedDisks(0, gib + 512, olderUrl);
  expect(diff.pageRange).toEqual([{ offset: 512, count: 1023 }]);
  expect(diff.clearRange).toEqual([{ offset: 2048, count: 511 }]);
  expect(diff.blobContentLength).toBe(gib + 512);
});

test("page and clear ranges come interleaved behind a byte order mark, ends included", async () => {
  const { disk, older } = twoSnapshots();
  azure.world.pages.write(disk.imageId, 4096, page(3));
  azure.world.pages.clear(disk.imageId, 0, 512);
  const newest = azure.takeSnapshot(disk, "s3");
  const { text, headers } = await azure.send(`${azure.sasUrl(newest)}&comp=pagelist`, {
    headers: { "x-ms-version": "2021-04-10", "x-ms-previous-snapshot-url": azure.sasUrl(older) },
  });
  const range = (name: string, start: number, end: number) => `<${name}><Start>${start}</Start><End>${end}</End></${name}>`;
  expect(text).toBe(
    `${bom}<?xml version="1.0" encoding="utf-8"?>\n<PageList>${range("ClearRange", 0, 511)}${range("PageRange", 512, 1535)}${range("ClearRange", 2048, 2559)}${range("PageRange", 4096, 4607)}</PageList>`,
  );
  expect(headers.get("transfer-encoding")).toBe("chunked");
  expect(headers.get("x-ms-blob-content-length")).toBe(String(gib + 512));
});

test("an empty list is one empty element for the versions recorded, and ends with a marker element for newer ones", async () => {
  const { older, olderUrl } = twoSnapshots();
  const again = azure.sasUrl(older);
  const list = (version: string) =>
    azure.send(`${olderUrl}&comp=pagelist`, { headers: { "x-ms-version": version, "x-ms-previous-snapshot-url": again } });
  expect((await list("2020-12-06")).text).toMatch(/\n<PageList\/>$/);
  expect((await list("2026-02-06")).text).toMatch(/\n<PageList><NextMarker\/><\/PageList>$/);
});

test("ranged reads answer 206 and say where they stand in the whole", async () => {
  const { newerUrl } = twoSnapshots();
  const { status, headers, bytes } = await azure.send(newerUrl, { headers: { "x-ms-range": "bytes=0-1023", Range: "bytes=4096-8191" } });
  expect(status).toBe(206);
  expect(bytes).toEqual(Buffer.concat([page(1), page(2)]));
  expect(headers.get("content-range")).toBe(`bytes 0-1023/${gib + 512}`);
  expect(headers.get("x-ms-blob-content-md5")).toBe("3nlW1v6iZ655RLXIwaMcTw==");
  expect(headers.get("content-md5")).toBeNull();
});

test("a read is cut at the end, an open one goes to it, one behind it is refused", async () => {
  const { newerUrl } = twoSnapshots();
  const tail = await azure.send(newerUrl, { headers: { Range: `bytes=${gib}-${gib + 4095}` } });
  expect([tail.status, tail.bytes.length]).toEqual([206, 512]);
  expect((await azure.send(newerUrl, { headers: { Range: `bytes=${gib - 512}-` } })).bytes.length).toBe(1024);
  const behind = await azure.send(newerUrl, { headers: { Range: `bytes=${gib + 512}-` } });
  expect([behind.status, behind.headers.get("x-ms-error-code")]).toEqual([416, "InvalidRange"]);
});

test("an asked-for MD5 is that of the bytes sent", async () => {
  const { newerUrl } = twoSnapshots();
  const { headers, bytes } = await azure.send(newerUrl, { headers: { Range: "bytes=0-4095", "x-ms-range-get-content-md5": "true" } });
  expect(headers.get("content-md5")).toBe(createHash("md5").update(bytes).digest("base64"));
});

test("a whole disk streams", async () => {
  const disk = azure.newDisk("whole", 1);
  azure.world.pages.write(disk.imageId, gib - 512, page(9));
  const response = await fetch(azure.sasUrl(disk));
  expect([response.status, response.headers.get("content-length")]).toEqual([200, String(gib + 512)]);
  let length = 0;
  let tail = Buffer.alloc(0);
  for await (const part of response.body ?? []) {
    length += part.length;
    tail = Buffer.concat([tail, part]).subarray(-1024);
  }
  expect(length).toBe(gib + 512);
  expect(tail.subarray(0, 520).toString("latin1")).toBe(`${"\t".repeat(512)}conectix`);
});

test("the last 512 bytes are the footer of a fixed VHD, the same for a whole family", async () => {
  const { olderUrl, newerUrl } = twoSnapshots();
  const footer = await downloaded(azure.client(newerUrl), gib, 512);
  expect(footer.toString("latin1", 0, 8)).toBe("conectix");
  expect(vhdFooterProblem(footer, gib)).toBeUndefined();
  expect(await downloaded(azure.client(olderUrl), gib, 512)).toEqual(footer);
});

test("properties are those of a finished incremental copy", async () => {
  const { older, newer, newerUrl } = twoSnapshots();
  const properties = await azure.client(newerUrl).getProperties();
  expect(properties).toMatchObject({
    contentLength: gib + 512,
    blobType: "PageBlob",
    blobSequenceNumber: 2,
    isIncrementalCopy: true,
    copyStatus: "success",
    copyProgress: `${gib + 512}/${gib + 512}`,
    destinationSnapshot: newer.timeCreated,
    metadata: { pirtag: "1" },
  });
  expect(properties.createdOn?.getTime()).toBe(Math.floor(Date.parse(older.timeCreated) / 1000) * 1000);
});

test("conditions that find nothing new answer 304 without a body, broken ones 412 with XML", async () => {
  const { newerUrl } = twoSnapshots();
  const list = (headers: Record<string, string>) => azure.send(`${newerUrl}&comp=pagelist`, { headers });
  const etag = (await list({})).headers.get("etag") ?? "";
  const day = 86_400_000;
  const tomorrow = new Date(testNowMs + day).toUTCString();
  const yesterday = new Date(testNowMs - day).toUTCString();
  const notModified: Record<string, string>[] = [{ "If-None-Match": etag.replaceAll('"', "") }, { "If-Modified-Since": tomorrow }];
  for (const headers of notModified) {
    const { status, text, headers: got } = await list(headers);
    expect([status, text, got.get("x-ms-error-code")]).toEqual([304, "", "ConditionNotMet"]);
  }
  expect((await list({ "If-None-Match": "*" })).headers.get("x-ms-error-code")).toBe("UnsatisfiableCondition");
  const broken: Record<string, string>[] = [{ "If-Match": '"garbage"' }, { "If-Unmodified-Since": yesterday }];
  for (const headers of broken) {
    const { status, text } = await list(headers);
    expect(status).toBe(412);
    expect(text).toContain("<Code>ConditionNotMet</Code>");
  }
  const met: Record<string, string>[] = [
    { "If-Match": etag },
    { "If-None-Match": '"garbage"' },
    { "If-Unmodified-Since": tomorrow },
    { "If-Modified-Since": yesterday },
  ];
  for (const headers of met) expect((await list(headers)).status).toBe(200);
});

test("misaligned list ranges are refused, an open-ended one is not", async () => {
  const { newerUrl } = twoSnapshots();
  const list = (range: string) => azure.send(`${newerUrl}&comp=pagelist`, { headers: { "x-ms-range": range } });
  expect((await list("bytes=100-1023")).headers.get("x-ms-error-code")).toBe("InvalidPageRange");
  expect((await list("bytes=0-1000")).headers.get("x-ms-error-code")).toBe("InvalidPageRange");
  expect((await list("bytes=-512")).headers.get("x-ms-error-code")).toBe("InvalidHeaderValue");
  expect((await list("bytes=1023-0")).headers.get("x-ms-error-code")).toBe("InvalidHeaderValue");
  expect((await list("bytes=512-")).text).toContain("<Start>512</Start>");
});

test("ids and versions are echoed", async () => {
  const { newerUrl } = twoSnapshots();
  const { headers } = await azure.send(newerUrl, { method: "HEAD", headers: { ...newVersion, "x-ms-client-request-id": "mine" } });
  expect(headers.get("x-ms-client-request-id")).toBe("mine");
  expect(headers.get("x-ms-version")).toBe("2026-02-06");
  expect(headers.get("x-ms-request-id")).toMatch(/^[0-9a-f-]{30}000000$/);
  expect(headers.get("date")).toBe(new Date(testNowMs + 1_200_000).toUTCString());
});

test("a SAS that is unknown, forged, revoked or expired fails to authenticate", async () => {
  const { newer, older, newerUrl } = twoSnapshots();
  const code = async (url: string) => {
    const { status, headers, text } = await azure.send(url);
    expect(text).toContain("<Error><Code>");
    return [status, headers.get("x-ms-error-code")];
  };
  const refused = [403, "AuthenticationFailed"];
  expect(await code(newerUrl.replace(/si=[^&]+/, "si=unknown"))).toEqual(refused);
  expect(await code(newerUrl.replace(/sig=[^&]+/, "sig=forged"))).toEqual(refused);
  expect(await code(newerUrl.replace(/snapshot=[^&]+/, `snapshot=${encodeURIComponent(older.timeCreated)}`))).toEqual(refused);
  azure.world.revokeAccess(newer);
  expect(await code(newerUrl)).toEqual(refused);
  const shortLived = azure.sasUrl(newer);
  azure.world.clock.advance(3_600_001);
  expect(await code(shortLived)).toEqual(refused);
});

test("an Authorization header on a SAS of a disk is refused", async () => {
  const { newerUrl } = twoSnapshots();
  const { status, headers } = await azure.send(newerUrl, { method: "HEAD", headers: { Authorization: "Bearer x" } });
  expect([status, headers.get("x-ms-error-code")]).toEqual([403, "AuthenticationFailed"]);
});

test("writes on a read SAS are a permission mismatch", async () => {
  const { newerUrl } = twoSnapshots();
  await expect(azure.client(newerUrl).uploadPages(page(1), 0, 512)).rejects.toMatchObject({
    statusCode: 403,
    code: "AuthorizationPermissionMismatch",
  });
  await expect(azure.client(newerUrl).delete()).rejects.toMatchObject({ statusCode: 403, code: "AuthorizationPermissionMismatch" });
});

test("what is not done is refused by name", async () => {
  const { newerUrl, disk } = twoSnapshots();
  const writeUrl = azure.sasUrl(disk, "Write");
  const refusals: [string, string, string][] = [
    ["GET", `${newerUrl}&comp=tags`, "Get Blob Tags"],
    ["PUT", `${writeUrl}&comp=snapshot`, "Snapshot Blob"],
    ["GET", `${azure.origin}/replicas/container/blob?comp=tags`, "Get Blob Tags"],
  ];
  for (const [method, url, name] of refusals) {
    const { status, headers, text } = await azure.send(url, { method });
    expect([status, headers.get("x-ms-error-code")]).toEqual([501, "NotImplementedByLocalAzure"]);
    expect(text).toContain(name);
  }
});

test("diffs are refused across families, backwards, and across the 4 TB resize", async () => {
  const { olderUrl, newerUrl } = twoSnapshots();
  const other = azure.sasUrl(azure.takeSnapshot(azure.newDisk("d2", 1), "other"));
  const diff = (base: string, target: string) => azure.client(target).getPageRangesDiffForManagedDisks(0, 4096, base);
  await expect(diff(other, newerUrl)).rejects.toMatchObject({ statusCode: 409, code: "PreviousSnapshotNotFound" });
  await expect(diff(newerUrl, olderUrl)).rejects.toMatchObject({ statusCode: 400, code: "PreviousSnapshotCannotBeNewer" });
  await expect(diff(olderUrl.replace(/sig=[^&]+/, "sig=forged"), newerUrl)).rejects.toMatchObject({
    statusCode: 403,
    code: "AuthenticationFailed",
  });
  const large = azure.newDisk("large", 4096);
  const below = azure.sasUrl(azure.takeSnapshot(large, "below"));
  azure.world.growDisk(large, 4097);
  const above = azure.sasUrl(azure.takeSnapshot(large, "above"));
  await expect(diff(below, above)).rejects.toMatchObject({ statusCode: 409, code: "PreviousSnapshotOperationNotSupported" });
});

test("the SDK's listPageRangesDiff, which sends the URL as a time, is answered 400 as by Azure", async () => {
  const { olderUrl, newerUrl } = twoSnapshots();
  const list = azure.client(newerUrl).listPageRangesDiff(0, 4096, olderUrl);
  await expect(list.next()).rejects.toMatchObject({ statusCode: 400, code: "InvalidQueryParameterValue" });
});

test("a write SAS takes pages of up to 4 MiB and clears, and moves the entity tag", async () => {
  const disk = azure.newDisk("upload", 1);
  const client = azure.client(azure.sasUrl(disk, "Write"));
  const before = await client.getProperties();
  const bytes = new Uint8Array(4 * 2 ** 20).fill(7);
  const put = await client.uploadPages(bytes, 8 * 2 ** 20, bytes.length);
  expect(put.etag).not.toBe(before.etag);
  expect((await client.getProperties()).etag).toBe(put.etag);
  await client.clearPages(8 * 2 ** 20, 512);
  expect((await client.getPageRanges(0, gib)).pageRange).toEqual([{ offset: 8 * 2 ** 20 + 512, count: bytes.length - 513 }]);
  expect(await downloaded(client, 8 * 2 ** 20, 1024)).toEqual(Buffer.concat([page(0), page(7)]));
});

test("an upload is told the CRC64 of what it wrote only when it gave one", async () => {
  const client = azure.client(azure.sasUrl(azure.newDisk("upload", 1), "Write"));
  const sum = crc64(page(1));
  expect((await client.uploadPages(page(1), 0, 512)).xMsContentCrc64).toBeUndefined();
  const asked = await client.uploadPages(page(1), 0, 512, { transactionalContentCrc64: sum });
  expect(Buffer.from(asked.xMsContentCrc64 ?? [])).toEqual(sum);
});

test("page writes that are too long, misaligned, outside or damaged change nothing", async () => {
  const disk = azure.newDisk("upload", 1);
  const url = `${azure.sasUrl(disk, "Write")}&comp=page`;
  const put = async (range: string, bytes: Uint8Array, headers: Record<string, string> = {}) => {
    const answer = await azure.send(url, {
      method: "PUT",
      headers: { "x-ms-page-write": "update", "x-ms-range": range, ...headers },
      body: bytes,
    });
    return [answer.status, answer.headers.get("x-ms-error-code")];
  };
  const tooLong = new Uint8Array(4 * 2 ** 20 + 512);
  expect(await put(`bytes=0-${tooLong.length - 1}`, tooLong)).toEqual([413, "RequestBodyTooLarge"]);
  expect(await put("bytes=100-611", page(1))).toEqual([416, "InvalidPageRange"]);
  expect(await put(`bytes=${gib + 512}-${gib + 1023}`, page(1))).toEqual([416, "InvalidPageRange"]);
  expect(await put("bytes=0-1023", page(1))).toEqual([400, "InvalidHeaderValue"]);
  expect(await put("bytes=0-511", page(1), { "Content-MD5": createHash("md5").digest("base64") })).toEqual([400, "Md5Mismatch"]);
  expect(await put("bytes=0-511", page(1), { "x-ms-page-write": "patch" })).toEqual([400, "InvalidHeaderValue"]);
  expect(azure.world.pages.allocatedBytes(disk.imageId)).toBe(0);
});
