// Which storage accounts are offered, how one gets in, and that what opens them is told to nobody.
import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { ContainerSASPermissions } from "@azure/storage-blob";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createLocalReplicas, type LocalReplicas, ownerOf, pointOf } from "#lib/adapters/testing/local-replicas.ts";
import { changed, startRewritingAzure } from "#lib/adapters/testing/rewriting-azure.ts";
import { ReplicaTarget } from "#lib/domain/replication/replica-target.ts";
import type { Disk } from "#lib/local-azure/model/records/disk.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { assignRole } from "#lib/local-azure/testing/assign-role.ts";
import { allowedEndpoint } from "./account-address.ts";
import { createReplicaReader } from "./replica-reader.ts";
import { createReplicaWriter } from "./replica-writer.ts";

const MIB = 2 ** 20;
const API_VERSION = "api-version=2023-05-01";

let local: LocalEstate;
let replicas: LocalReplicas;
let disk: Disk;
let snapshot: Snapshot;

beforeAll(async () => {
  local = await startLocalEstate();
  replicas = await createLocalReplicas(local, { accountName: "replicas1" });
  disk = makeDisk(local.azure, "db01");
  fill(local.azure, disk, 0, MIB);
  snapshot = takeSnapshot(local.azure, disk, "db01-1");
});
afterAll(() => local.stop());

async function makeAccount(name: string, body: object): Promise<string> {
  const { azure } = local;
  const id = `/subscriptions/${azure.subscriptionId}/resourceGroups/Test-Group/providers/Microsoft.Storage/storageAccounts/${name}`;
  const put = { sku: { name: "Standard_LRS" }, kind: "StorageV2", location: "northeurope", ...body };
  const { status } = await azure.call("PUT", `${id}?${API_VERSION}`, put);
  expect(status).toBe(202);
  azure.world.clock.advance(1000);
  return id;
}

const as = (client: string) => ({ connection: local.connect(client) });
const rowOf = async (name: string, client: string) =>
  (await createReplicaReader(as(client)).accounts(local.context)).accounts.find((one) => one.name === name);

describe("the accounts", () => {
  it("are offered with their region where the asker may write: by a role on the data, or by a key", async () => {
    expect(await rowOf("replicas1", "owner")).toMatchObject({ id: replicas.account.id, region: "northeurope", serverSide: true });
    expect((await rowOf("replicas1", "owner"))?.reason).toBeUndefined();
    expect((await rowOf("replicas1", "reader"))?.reason).toMatch(/^Not permitted: the data action .*blobs\/write is missing on it\.$/);
    const takeBack = await assignRole(local.azure, "Storage Blob Data Contributor", "reader", replicas.account.id);
    expect((await rowOf("replicas1", "reader"))?.reason).toBeUndefined();
    await takeBack();
  });

  it.each([
    ["of a kind without page blobs", { kind: "BlockBlobStorage" }, {}, "Accounts of kind BlockBlobStorage hold no page blobs."],
    ["with a hierarchical namespace", {}, { isHnsEnabled: true }, "Accounts with a hierarchical namespace hold no page blobs."],
    [
      "whose keys open nothing",
      {},
      { allowSharedKeyAccess: false },
      /^It lets nobody in by its keys, and the data action .* is missing on it\.$/,
    ],
    ["that is immutable", {}, { immutableStorageWithVersioning: { enabled: true } }, /^Its blobs are immutable/],
    ["at somebody else's address", {}, { primaryEndpoints: { blob: "https://evil.example/replicas1/" } }, /not at an address of Azure's/],
  ])("%s says why it does not do", async (_what, fields, properties, reason) => {
    const azure = await startRewritingAzure(local);
    type Row = { properties: object };
    azure.answerWith(({ path }, answer) =>
      /storageAccounts\?/i.test(path)
        ? changed(answer, ({ value }: { value: Row[] }) => ({
            value: value.map((row) => ({ ...row, ...fields, properties: { ...row.properties, ...properties } })),
          }))
        : undefined,
    );
    const { accounts } = await createReplicaReader({ connection: azure.connection }).accounts(local.context);
    await azure.stop();
    expect(accounts.find(({ name }) => name === "replicas1")?.reason).toEqual(
      typeof reason === "string" ? reason : expect.stringMatching(reason),
    );
  });

  it("of a subscription that fails are told as not read, and an odd row costs itself", async () => {
    const azure = await startRewritingAzure(local);
    try {
      azure.answerWith(({ path }, answer) =>
        /storageAccounts\?/i.test(path)
          ? { ...answer, body: answer.body.replace(/"value":\s*\[/, '"value":[null,7,{"id":"x"},{"id":{},"properties":[]},') }
          : undefined,
      );
      const { accounts, notRead } = await createReplicaReader({ connection: azure.connection }).accounts(local.context);
      expect([accounts.some(({ name }) => name === "replicas1"), notRead]).toEqual([true, []]);
      azure.answerWith(({ path }) =>
        /storageAccounts\?/i.test(path) ? { status: 403, body: '{"error":{"code":"AuthorizationFailed"}}' } : undefined,
      );
      const refused = await createReplicaReader({ connection: azure.connection }).accounts(local.context);
      expect(refused).toMatchObject({ accounts: [], notRead: [{ subscriptionId: local.azure.subscriptionId }] });
    } finally {
      await azure.stop();
    }
  });

  it("whose endpoint is somebody else's are never asked", async () => {
    const real = { armEndpoint: "https://management.azure.com" };
    const gov = { armEndpoint: "https://management.usgovcloudapi.net" };
    const at = (url: string, connection: { armEndpoint: string; blobOrigin?: string } = real) => allowedEndpoint(url, "abc", connection);
    expect(at("https://abc.blob.core.windows.net/")).toBe("https://abc.blob.core.windows.net");
    expect(at("https://abc.z12.blob.storage.azure.net/")).toBe("https://abc.z12.blob.storage.azure.net");
    expect(at("https://abc.blob.core.usgovcloudapi.net/", gov)).toBe("https://abc.blob.core.usgovcloudapi.net");
    for (const url of [
      "http://abc.blob.core.windows.net/",
      "https://abc.blob.core.windows.net:8443/",
      "https://abc.blob.core.windows.net.evil.example/",
      "https://evil.example/abc.blob.core.windows.net",
      "https://other.blob.core.windows.net/",
      "https://abc@evil.example/",
      "https://abc.blob.core.usgovcloudapi.net/",
      "https://169.254.169.254/abc/",
      "https://127.0.0.1/abc/",
      "nothing",
    ])
      expect([url, at(url)]).toEqual([url, undefined]);
    const here = { armEndpoint: "https://127.0.0.1:1", blobOrigin: "https://127.0.0.1:2" };
    expect(at("https://127.0.0.1:2/abc/", here)).toBe("https://127.0.0.1:2/abc");
    expect([at("https://127.0.0.1:3/abc/", here), at("https://127.0.0.1:2/abd/", here)]).toEqual([undefined, undefined]);
  });
});

describe("the way in", () => {
  async function replicate(deps: Parameters<typeof createReplicaWriter>[0], place: LocalReplicas["place"]) {
    const session = await createReplicaWriter(deps).open(place, ownerOf(disk), disk.diskSizeBytes, local.context);
    const point = await replicas.write(session, pointOf(snapshot), snapshot);
    await session.close();
    const found = await createReplicaReader(deps).look(place, local.context);
    expect(found?.points).toEqual([point]);
    return point;
  }

  it("is a token for whom a data role opens the account, also one whose keys open nothing", async () => {
    const id = await makeAccount("tokens", { properties: { allowSharedKeyAccess: false } });
    await assignRole(local.azure, "Storage Blob Data Contributor", "operator", id);
    const place = { accountId: id, container: "vhds", name: "by-token" };
    await replicate(as("operator"), place);
    expect(await createReplicaReader(as("operator")).containers(id, local.context)).toEqual(["vhds"]);
    await expect(createReplicaWriter(as("reader")).open(place, ownerOf(disk), disk.diskSizeBytes, local.context)).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("is the key where there is no data role", () => replicate(as("owner"), { ...replicas.place, name: "by-key" }));

  it("is the SAS of a target, which is told to nobody", async () => {
    const container = replicas.account.service.getContainerClient("partner");
    await container.create();
    const expiresOn = new Date(local.azure.world.clock.nowMs() + 3_600_000);
    const url = await container.generateSasUrl({ permissions: ContainerSASPermissions.parse("racwl"), expiresOn });
    const secret = new URL(url).searchParams.get("sig") ?? "";
    const targets = [new ReplicaTarget("partner", url)];
    const deps = { connection: local.connection, targets };
    const rows = await createReplicaReader(deps).accounts(local.context);
    expect(rows.accounts.at(-1)).toEqual({ id: "target:partner", name: "partner", serverSide: true });
    await replicate(deps, { accountId: "target:partner", container: "partner", name: "db01" });
    await expect(createReplicaReader(deps).list({ accountId: "target:partner", container: "other" }, local.context)).rejects.toMatchObject({
      code: "not-found",
    });
    const shown = [
      JSON.stringify(rows),
      inspect(targets, { depth: 9, showHidden: true }),
      JSON.stringify(targets),
      String(targets[0]),
    ].join();
    expect([shown.includes(secret), shown.includes(encodeURIComponent(secret))]).toEqual([false, false]);
  });

  it("is in no error, whatever fails", async () => {
    const expiresOn = new Date(local.azure.world.clock.nowMs() + 3_600_000);
    const container = replicas.account.service.getContainerClient(`leaks-${randomUUID().slice(0, 8)}`);
    await container.create();
    const url = await container.generateSasUrl({ permissions: ContainerSASPermissions.parse("racwl"), expiresOn });
    const sas = new URL(url).searchParams.get("sig") ?? "";
    const deps = { connection: local.connection, targets: [new ReplicaTarget("leaky", url)] };
    const place = { accountId: "target:leaky", container: container.containerName, name: "db01" };
    const errors: unknown[] = [];
    for (const kind of ["reset", "status500", "throttle", "truncate", "resetMidBody", "status503"] as const) {
      for (const method of ["GET", "PUT"]) {
        local.azure.faults.add({ kind, service: "blob", method, times: 1000 });
        for (const where of [place, { ...replicas.place, name: "leaky" }])
          await createReplicaWriter(deps)
            .open(where, ownerOf(disk), disk.diskSizeBytes, local.context)
            .then(
              (session) => session.close(),
              (error: unknown) => errors.push(error),
            );
        local.azure.faults.clear();
      }
    }
    expect(errors.length).toBeGreaterThan(8);
    const told = inspect(errors, { depth: 12, showHidden: true }) + errors.map((error) => JSON.stringify(error) + String(error)).join();
    for (const secret of [sas, encodeURIComponent(sas), replicas.account.key]) expect(told).not.toContain(secret);
    expect(told).not.toMatch(/sig=(?!\[redacted)|SharedKey |Bearer (?!\[redacted)/);
  });
});
