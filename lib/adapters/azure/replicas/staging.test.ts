// A recovery point staged for an import, against Local Azure through the blob SDK.
import { AnonymousCredential, type ContainerClient, PageBlobClient } from "@azure/storage-blob";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalEstate, makeDisk, startLocalEstate } from "#lib/adapters/testing/local-estate.ts";
import type { ReplicaPoint } from "#lib/domain/replication/replica.ts";
import { stagingName } from "#lib/domain/replication/staging-name.ts";
import { createTestAccount, once } from "#lib/local-azure/testing/storage-account.ts";
import { createReplicaStaging } from "./staging.ts";

const mib = 2 ** 20;
const gib = 2 ** 30;

let estate: LocalEstate;
let container: ContainerClient;
let accountId: string;
let point: ReplicaPoint;
beforeAll(async () => {
  estate = await startLocalEstate();
  const account = await createTestAccount(estate.azure, "replicas", "northeurope");
  accountId = account.id;
  container = account.service.getContainerClient("vhds");
  await container.create();
  point = await makeReplica("db", mib);
});
afterAll(() => estate.stop());

/** The blob as it was at the point holds MiB 1; since then its MiB 2 has been written. */
async function makeReplica(name: string, offset: number): Promise<ReplicaPoint> {
  const { azure } = estate;
  const disk = makeDisk(azure, name);
  azure.world.pages.fill(disk.imageId, offset, 64 * 1024, { kind: "number", seed: 7 });
  const snapshot = azure.world.takeSnapshot({ disk, name: `${name}-1`, group: azure.group, incremental: true });
  const { accessSAS = "" } = await azure
    .compute()
    .snapshots.grantAccess(azure.group.name, `${name}-1`, { access: "Read", durationInSeconds: 3600 });
  const blob = container.getPageBlobClient(`${name}.vhd`);
  await blob.create(gib + 512, { metadata: { anything: "of the replica" } });
  await blob.uploadPagesFromURL(accessSAS, offset, offset, 64 * 1024);
  await blob.uploadPagesFromURL(accessSAS, gib, gib, 512);
  const { snapshot: at = "" } = await blob.createSnapshot();
  await blob.uploadPagesFromURL(accessSAS, offset, 2 * mib, 64 * 1024);
  await new PageBlobClient(accessSAS, new AnonymousCredential(), once).getProperties();
  return {
    snapshotId: snapshot.id,
    uniqueId: snapshot.uniqueId,
    sizeBytes: gib,
    planHash: "",
    operationId: "op-0",
    blobSnapshots: [at],
    manifest: { blob: "", sha256: "" },
  };
}

const staging = (of = container) => createReplicaStaging({ containerOf: async () => of, pollMs: 1 });
const orderOf = (operationId: string, changes: Partial<ReplicaPoint> = {}) => ({
  place: { accountId, container: "vhds", name: "db" },
  point: { ...point, ...changes },
  operationId,
});

test("the point becomes a blob of its own, as it was then, without the marks of the replica; again it is the same blob", async () => {
  const { url, sizeBytes } = await staging().stage(orderOf("op-1"), estate.context);
  const blob = container.getPageBlobClient(stagingName({ name: "db" }, "op-1"));
  expect([url, sizeBytes]).toEqual([blob.url, gib]);
  const [kept, later] = [await blob.downloadToBuffer(mib, 512), await blob.downloadToBuffer(2 * mib, 512)];
  expect([kept.some((byte) => byte !== 0), later.some((byte) => byte !== 0)]).toEqual([true, false]);
  const before = await blob.getProperties();
  expect(before.metadata).toEqual({ snapscoperestore: "op-1", snapscopepoint: point.uniqueId });
  await staging().stage(orderOf("op-1"), estate.context);
  expect((await blob.getProperties()).etag).toBe(before.etag);

  await staging().unstage(orderOf("op-1"), estate.context);
  expect([await blob.exists(), await container.getPageBlobClient("db.vhd").exists()]).toEqual([false, true]);
  await staging().unstage(orderOf("op-1"), estate.context);
});

test("a blob of that name that somebody else made stays as it is", async () => {
  const blob = container.getPageBlobClient(stagingName({ name: "db" }, "op-2"));
  await blob.create(512, { metadata: { mine: "yes" } });
  await expect(staging().stage(orderOf("op-2"), estate.context)).rejects.toMatchObject({ code: "conflict" });
  await staging().unstage(orderOf("op-2"), estate.context);
  expect((await blob.getProperties()).metadata).toEqual({ mine: "yes" });
});

test("what has no footer, or that of another length, is refused before anything is made of it", async () => {
  const blob = container.getPageBlobClient("db.vhd");
  const refused = { code: "not-possible", details: { rule: "not-a-vhd" } };
  await expect(staging().stage(orderOf("op-3", { sizeBytes: 2 * gib }), estate.context)).rejects.toMatchObject(refused);
  const footer = await blob.downloadToBuffer(gib, 512);
  await blob.clearPages(gib, 512);
  const { snapshot: bare = "" } = await blob.createSnapshot();
  await expect(staging().stage(orderOf("op-4", { blobSnapshots: [bare] }), estate.context)).rejects.toMatchObject(refused);
  footer.writeBigUInt64BE(BigInt(gib - 512), 48);
  await blob.uploadPages(footer, gib, 512);
  const { snapshot: other = "" } = await blob.createSnapshot();
  await expect(staging().stage(orderOf("op-5", { blobSnapshots: [other] }), estate.context)).rejects.toThrow(
    /footer is of a disk of 1073741312 bytes/,
  );
});

test("a point whose blob snapshot is gone is told as not found, and nothing is left", async () => {
  await expect(staging().stage(orderOf("op-6", { blobSnapshots: ["2020-01-01T00:00:00.0000000Z"] }), estate.context)).rejects.toMatchObject(
    {
      code: "not-found",
    },
  );
  expect(await container.getPageBlobClient(stagingName({ name: "db" }, "op-6")).exists()).toBe(false);
});

test("a copy under way is waited for and told in percent; one that Azure gave up is deleted and begun anew", async () => {
  const told: number[] = [];
  const states = ["pending", "success"];
  // Local Azure copies at once: what it says of the copy is put back in time here.
  const slow = watched(container, (properties) => ({ ...properties, copyStatus: states.shift() ?? "success", copyProgress: "512/1024" }));
  await staging(slow).stage(orderOf("op-7"), estate.context, (percent) => told.push(percent));
  expect(told).toEqual([50]);

  let isGivenUp = true;
  const failing = watched(container, (properties) =>
    isGivenUp ? { ...properties, copyStatus: "failed", copyStatusDescription: "500 InternalServerError" } : properties,
  );
  await expect(staging(failing).stage(orderOf("op-8"), estate.context)).rejects.toMatchObject({
    code: "azure-failed",
    retryable: true,
    message: expect.stringContaining("500 InternalServerError"),
  });
  expect(await container.getPageBlobClient(stagingName({ name: "db" }, "op-8")).exists()).toBe(false);
  isGivenUp = false;
  await staging(failing).stage(orderOf("op-8"), estate.context);
});

function watched(real: ContainerClient, change: (properties: object) => object): ContainerClient {
  return {
    getPageBlobClient(name: string) {
      const blob = real.getPageBlobClient(name);
      const getProperties = blob.getProperties.bind(blob);
      return Object.assign(blob, { getProperties: async (options: never) => change(await getProperties(options)) });
    },
  } as unknown as ContainerClient;
}
