import { AccountSASPermissions, type ContainerClient } from "@azure/storage-blob";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type BlobTestServer, startBlobTestServer } from "../../../testing/blob-server.ts";

let azure: BlobTestServer;
let container: ContainerClient;

beforeEach(async () => {
  azure = await startBlobTestServer();
  container = azure.service.getContainerClient("vhds");
  await container.create();
});

afterEach(() => azure.close());

async function hierarchy(prefix: string, maxPageSize = 5000): Promise<string[]> {
  const found: string[] = [];
  for await (const { segment } of container.listBlobsByHierarchy("/", { prefix }).byPage({ maxPageSize })) {
    found.push(...[...(segment.blobPrefixes ?? []).map(({ name }) => name), ...segment.blobItems.map(({ name }) => name)]);
  }
  return found;
}

test("what a list is to include is read in any case, of blobs and of containers", async () => {
  const blob = container.getPageBlobClient("a");
  await blob.create(0, { metadata: { of: "march" } });
  await blob.createSnapshot();
  const url = azure.service.generateAccountSasUrl(undefined, AccountSASPermissions.parse("rl"), "sco");
  const read = async (pathAndQuery: string) => {
    const answer = await fetch(url.replace(/\/?\?/, `/${pathAndQuery}&`));
    return [answer.status, await answer.text()] as const;
  };
  for (const include of ["Snapshots,Metadata", "SNAPSHOTS, METADATA"]) {
    const [status, text] = await read(`vhds?restype=container&comp=list&include=${include}`);
    expect([status, text.includes("<Snapshot>"), text.includes("<of>march</of>")]).toEqual([200, true, true]);
  }
  expect((await read("vhds?restype=container&comp=list&include=Snapshots&delimiter=/"))[0]).toBe(400);
  expect((await read("vhds?restype=container&comp=list&include=Tags"))[0]).toBe(501);
  expect(await read("?comp=list&include=Metadata")).toEqual([200, expect.stringContaining("<Metadata>")]);
  expect((await read("?comp=list&include=Deleted"))[0]).toBe(501);
});

test("a delimiter folds names into folders, page by page the same", async () => {
  for (const name of ["a/1", "a/2", "a/x/1", "b", "c/1", "c&<d>/1"]) await container.getPageBlobClient(name).create(0);
  expect(await hierarchy("")).toEqual(["a/", "c&<d>/", "c/", "b"]);
  expect(await hierarchy("a/")).toEqual(["a/x/", "a/1", "a/2"]);
  expect((await hierarchy("", 1)).toSorted()).toEqual((await hierarchy("")).toSorted());
});

test("lists of random names, in pages of any size, are what sorting and cutting the names gives", async () => {
  const name = fc.stringMatching(/^[ab/]{1,4}$/).filter((text) => !text.startsWith("/") && !text.endsWith("/") && !text.includes("//"));
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(name, { maxLength: 12 }),
      fc.stringMatching(/^[ab/]{0,2}$/),
      fc.integer({ min: 1, max: 5 }),
      async (all, prefix, size) => {
        await container.delete();
        await container.create();
        for (const one of all) await container.getPageBlobClient(one).create(0);
        const flat: string[] = [];
        for await (const { segment } of container.listBlobsFlat({ prefix }).byPage({ maxPageSize: size })) {
          expect(segment.blobItems.length).toBeLessThanOrEqual(size);
          flat.push(...segment.blobItems.map((item) => item.name));
        }
        const matching = all.filter((one) => one.startsWith(prefix));
        expect(flat).toEqual(matching.toSorted());
        const folded = new Set(matching.map((one) => prefix + one.slice(prefix.length).replace(/\/.*$/, "/")));
        expect((await hierarchy(prefix, size)).toSorted()).toEqual([...folded].toSorted());
      },
    ),
    { numRuns: 25 },
  );
});

test("a small block blob is written in one call, read in parts, and has no pages", async () => {
  const blob = container.getBlockBlobClient("report.csv");
  await blob.upload("a;b;c\n1;2;3\n", 12, { blobHTTPHeaders: { blobContentType: "text/csv" }, metadata: { of: "march" } });
  expect((await blob.downloadToBuffer()).toString()).toBe("a;b;c\n1;2;3\n");
  expect((await blob.downloadToBuffer(6, 5)).toString()).toBe("1;2;3");
  const { contentLength, blobType, contentType, metadata, blobSequenceNumber } = await blob.getProperties();
  expect([contentLength, blobType, contentType, metadata, blobSequenceNumber]).toEqual([
    12,
    "BlockBlob",
    "text/csv",
    { of: "march" },
    undefined,
  ]);
  const listed = [];
  for await (const { properties } of container.listBlobsFlat()) listed.push([properties.blobType, properties.contentLength]);
  expect(listed).toEqual([["BlockBlob", 12]]);
  const asPages = container.getPageBlobClient("report.csv");
  const wrongType = { statusCode: 409, code: "InvalidBlobType" };
  await expect(asPages.uploadPages(new Uint8Array(512), 0, 512)).rejects.toMatchObject(wrongType);
  await expect(asPages.getPageRanges()).rejects.toMatchObject(wrongType);
  await expect(asPages.resize(512)).rejects.toMatchObject(wrongType);
  await blob.upload("", 0);
  expect((await blob.getProperties()).contentLength).toBe(0);
  await expect(blob.stageBlock("AAAA", "x", 1)).rejects.toMatchObject({ statusCode: 501 });
});

test("a marker this server did not give is refused", async () => {
  const page = container.listBlobsFlat().byPage({ continuationToken: "!!!" }).next();
  await expect(page).rejects.toMatchObject({ statusCode: 400, code: "InvalidQueryParameterValue" });
});
