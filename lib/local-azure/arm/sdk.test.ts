// The unmodified Azure SDKs against Local Azure.

import { SubscriptionClient } from "@azure/arm-resources-subscriptions";
import { AnonymousCredential, PageBlobClient } from "@azure/storage-blob";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestAzure } from "../testing/test-azure.ts";
import { quickly, startTestAzure } from "../testing/test-azure.ts";

const mib = 2 ** 20;
const rg = "test-group";

let azure: TestAzure;

beforeAll(async () => {
  azure = await startTestAzure();
});
afterAll(() => azure.stop());

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

function blobAt(sas: string): PageBlobClient {
  return new PageBlobClient(sas, new AnonymousCredential());
}

function makeDisk(name: string, sizeGib = 1) {
  return azure.world.createEmptyDisk({ name, group: azure.group, sku: "Premium_LRS", sizeGib });
}

function write(imageId: number, offset: number, lengthBytes: number): void {
  azure.world.pages.fill(imageId, offset, lengthBytes, { kind: "number", seed: 1 });
}

async function takeSnapshot(
  name: string,
  sourceResourceId: string,
  more: { location?: string; createOption?: string; incremental?: boolean } = {},
) {
  const { location = "westeurope", createOption = "Copy", incremental = true } = more;
  const parameters = { location, creationData: { createOption, sourceResourceId }, incremental };
  return azure.compute().snapshots.createOrUpdate(rg, name, parameters, quickly);
}

describe("the subscriptions SDK", () => {
  it("lists what is there: tenants, subscriptions and regions", async () => {
    const client = new SubscriptionClient(azure.credential(), { endpoint: azure.endpoints.arm });
    expect((await all(client.tenants.list())).map((tenant) => tenant.tenantId)).toEqual([azure.endpoints.tenantId]);
    expect((await all(client.subscriptions.list())).map((subscription) => subscription.subscriptionId)).toEqual([azure.subscriptionId]);
    expect((await client.subscriptions.get(azure.subscriptionId)).state).toBe("Enabled");
    expect((await all(client.subscriptions.listLocations(azure.subscriptionId))).map((location) => location.name)).toContain("westeurope");
  });
});

describe("the compute SDK", () => {
  it("creates a disk, snapshots it and lists both, with the group in upper case over the subscription", async () => {
    const compute = azure.compute();
    const disk = await compute.disks.createOrUpdate(
      rg,
      "made-by-sdk",
      { location: "westeurope", sku: { name: "Premium_LRS" }, creationData: { createOption: "Empty" }, diskSizeGB: 200 },
      quickly,
    );
    expect(disk).toMatchObject({ diskState: "Unattached", tier: "P15", diskSizeBytes: 200 * 1024 * mib, provisioningState: "Succeeded" });

    const snapshot = await takeSnapshot("life-1", disk.id ?? "");
    expect(snapshot).toMatchObject({
      incremental: true,
      sku: { name: "Standard_ZRS", tier: "Standard" },
      creationData: { sourceUniqueId: disk.uniqueId },
    });
    expect(snapshot.completionPercent).toBeUndefined();
    expect(snapshot.incrementalSnapshotFamilyId).toMatch(/^[0-9a-f-]{36}$/);

    expect((await all(compute.disks.listByResourceGroup(rg))).map((item) => item.id)).toContain(disk.id);
    const listed = (await all(compute.snapshots.list())).find((item) => item.name === "life-1");
    expect(listed?.id).toContain("/resourceGroups/TEST-GROUP/");
    expect(listed?.id?.toLowerCase()).toBe(snapshot.id?.toLowerCase());
  });

  it("pages through lists by nextLink, each item once", async () => {
    const disk = makeDisk("paged");
    const names = Array.from({ length: 7 }, (_, at) => `paged-${at}`);
    for (const name of names) azure.world.takeSnapshot({ disk, name, group: azure.group, incremental: true });
    await fetch(`${azure.endpoints.admin}/settings`, { method: "POST", body: JSON.stringify({ pageSize: 3 }) });
    const found = (await all(azure.compute().snapshots.listByResourceGroup(rg))).map((item) => item.name ?? "");
    await fetch(`${azure.endpoints.admin}/settings`, { method: "POST", body: JSON.stringify({ pageSize: 100 }) });
    expect(found.filter((name) => name.startsWith("paged-"))).toEqual(names);
  });

  it("grants a SAS that reads the image, and revokes it", async () => {
    const compute = azure.compute();
    const disk = makeDisk("granted");
    write(disk.imageId, 4 * mib, mib);
    const snapshot = await takeSnapshot("granted-1", disk.id);
    const { accessSAS = "" } = await compute.snapshots.grantAccess(rg, "granted-1", { access: "Read", durationInSeconds: 300 }, quickly);
    expect(accessSAS).toMatch(
      /^https:\/\/127\.0\.0\.1:\d+\/md-[a-z0-9]{12}\/[a-z0-9]{12}\/abcd\?snapshot=[^&]+&sv=2018-11-09&sr=bs&si=[0-9a-f]{64}&sig=/,
    );
    expect((await compute.snapshots.get(rg, "granted-1")).diskState).toBe("ActiveSAS");

    const blob = blobAt(accessSAS);
    const properties = await blob.getProperties();
    expect(properties.contentLength).toBe((snapshot.diskSizeBytes ?? 0) + 512);
    const bytes = await blob.downloadToBuffer(4 * mib, 512);
    expect(bytes.readBigUInt64LE(0)).toBe(BigInt((4 * mib) / 512));

    await compute.snapshots.revokeAccess(rg, "granted-1", quickly);
    expect((await compute.snapshots.get(rg, "granted-1")).diskState).toBe("Unattached");
    await expect(blob.getProperties()).rejects.toMatchObject({ statusCode: 403 });
  });

  it("shows what changed between two snapshots through the managed-disk diff", async () => {
    const compute = azure.compute();
    const disk = makeDisk("diffed");
    write(disk.imageId, 0, mib);
    await takeSnapshot("diffed-1", disk.id);
    write(disk.imageId, 2 * mib, 4096);
    azure.world.pages.clear(disk.imageId, 0, 8192);
    await takeSnapshot("diffed-2", disk.id);
    const grant = async (name: string) =>
      (await compute.snapshots.grantAccess(rg, name, { access: "Read", durationInSeconds: 60 }, quickly)).accessSAS ?? "";
    const [base, target] = [await grant("diffed-1"), await grant("diffed-2")];
    const diff = await blobAt(target).getPageRangesDiffForManagedDisks(0, 1024 * mib, base);
    // The SDK's count is one byte short: it is end minus start.
    expect(diff.pageRange).toEqual([{ offset: 2 * mib, count: 4095 }]);
    expect(diff.clearRange).toEqual([{ offset: 0, count: 8191 }]);
  });

  it("restores a snapshot into a larger disk with the same bytes", async () => {
    const disk = makeDisk("to-restore");
    write(disk.imageId, mib, mib);
    const snapshot = await takeSnapshot("to-restore-1", disk.id);
    const restored = await azure.compute().disks.createOrUpdate(
      rg,
      "restored",
      {
        location: "westeurope",
        sku: { name: "StandardSSD_LRS" },
        creationData: { createOption: "Copy", sourceResourceId: snapshot.id },
        diskSizeGB: 2,
      },
      quickly,
    );
    expect(restored).toMatchObject({ diskSizeGB: 2, creationData: { sourceUniqueId: snapshot.uniqueId } });
    const { accessSAS = "" } = await azure.compute().disks.grantAccess(rg, "restored", { access: "Read", durationInSeconds: 60 }, quickly);
    expect(accessSAS).toContain("&sr=b&");
    const bytes = await blobAt(accessSAS).downloadToBuffer(mib, 512);
    expect(bytes.readBigUInt64LE(8)).toBe(BigInt(mib / 512));
  });

  it("copies to another region over time: done is completionPercent 100, not the end of the operation", async () => {
    const disk = makeDisk("copied");
    write(disk.imageId, 0, mib);
    const source = await takeSnapshot("copied-1", disk.id);
    const copy = await takeSnapshot("copied-1-north", source.id ?? "", { location: "northeurope", createOption: "CopyStart" });
    expect(copy.provisioningState).toBe("Succeeded");
    expect(copy.completionPercent).toBeLessThan(100);
    expect(copy.incrementalSnapshotFamilyId).not.toBe(source.incrementalSnapshotFamilyId);
    await expect(
      azure.compute().snapshots.grantAccess(rg, "copied-1-north", { access: "Read", durationInSeconds: 60 }, quickly),
    ).rejects.toMatchObject({
      code: "OperationNotAllowed",
    });
    azure.world.clock.advance(30_000);
    expect((await azure.compute().snapshots.get(rg, "copied-1-north")).completionPercent).toBe(100);

    write(disk.imageId, 3 * mib, 8192);
    const second = await takeSnapshot("copied-2", disk.id);
    const secondCopy = await takeSnapshot("copied-2-north", second.id ?? "", { location: "northeurope", createOption: "CopyStart" });
    expect(secondCopy.incrementalSnapshotFamilyId).toBe(copy.incrementalSnapshotFamilyId);
    azure.world.clock.advance(30_000);
    const grant = async (name: string) =>
      (await azure.compute().snapshots.grantAccess(rg, name, { access: "Read", durationInSeconds: 60 }, quickly)).accessSAS ?? "";
    const diff = await blobAt(await grant("copied-2-north")).getPageRangesDiffForManagedDisks(0, 1024 * mib, await grant("copied-1-north"));
    expect(diff.pageRange).toEqual([{ offset: 3 * mib, count: 8191 }]);
  });

  it("updates tags and deletes; a deleted snapshot is not found", async () => {
    const compute = azure.compute();
    const disk = makeDisk("short-lived");
    await takeSnapshot("short-lived-1", disk.id);
    expect((await compute.snapshots.update(rg, "short-lived-1", { tags: { owner: "me" } }, quickly)).tags).toEqual({ owner: "me" });
    await compute.snapshots.delete(rg, "short-lived-1", quickly);
    await expect(compute.snapshots.get(rg, "short-lived-1")).rejects.toMatchObject({ statusCode: 404, code: "NotFound" });
    await expect(compute.snapshots.get(rg, "never-there")).rejects.toMatchObject({ statusCode: 404, code: "ResourceNotFound" });
  });
});
