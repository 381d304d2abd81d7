// Disks and snapshots beyond the plain life: uploads, imports, instant access, immutability, and the rules of changes.
// Through the unmodified SDK.

import { AnonymousCredential, PageBlobClient } from "@azure/storage-blob";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../clock.ts";
import type { Disk } from "../../model/records/disk.ts";
import type { Snapshot } from "../../model/records/snapshot.ts";
import { makeVhdFooter } from "../../pages/vhd-footer.ts";
import { createTestAccount } from "../../testing/storage-account.ts";
import type { TestAzure } from "../../testing/test-azure.ts";
import { quickly, startTestAzure } from "../../testing/test-azure.ts";

const mib = 2 ** 20;
const minuteMs = 60_000;
const rg = "test-group";
const location = "westeurope";

let azure: TestAzure;
const startMs = Date.now();

beforeAll(async () => {
  azure = await startTestAzure({ clock: createClock({ realNowMs: () => startMs }) });
});
afterAll(() => azure.stop());

/** Operations end when the clock passes: it runs twenty times as fast as the machine's. */
let pulse: NodeJS.Timeout;
beforeAll(() => {
  pulse = setInterval(() => azure.world.clock.advance(20), 1);
});
afterAll(() => clearInterval(pulse));

let serial = 0;
const nextSerial = () => {
  serial += 1;
  return serial;
};
let name = "";
beforeEach(() => {
  name = `r${nextSerial()}`;
});

function blobAt(sas: string): PageBlobClient {
  return new PageBlobClient(sas, new AnonymousCredential());
}

function v2Disk(sizeGib = 4): Disk {
  return azure.world.createEmptyDisk({ name: `${name}-v2`, group: azure.group, sku: "PremiumV2_LRS", sizeGib });
}

function snap(disk: Disk, more: Partial<Parameters<typeof azure.world.takeSnapshot>[0]> = {}): Snapshot {
  return azure.world.takeSnapshot({ disk, name: `${name}-s${nextSerial()}`, group: azure.group, incremental: true, ...more });
}

function createDisk(creationData: object, more: object = {}) {
  return azure
    .compute()
    .disks.createOrUpdate(
      rg,
      name,
      { location, sku: { name: "Premium_LRS" }, creationData: creationData as { createOption: string }, ...more },
      quickly,
    );
}

describe("an upload", () => {
  const sizeBytes = 20 * mib;
  const make = () => createDisk({ createOption: "Upload", uploadSizeBytes: sizeBytes + 512 });
  const grant = async (access: "Read" | "Write") =>
    (await azure.compute().disks.grantAccess(rg, name, { access, durationInSeconds: 600 }, quickly)).accessSAS ?? "";

  it("goes from ReadyToUpload over ActiveUpload to Unattached, and the disk has the bytes that were sent", async () => {
    const made = await make();
    expect(made).toMatchObject({ diskState: "ReadyToUpload", creationData: { uploadSizeBytes: sizeBytes + 512 } });
    expect([made.diskSizeBytes, made.diskSizeGB]).toEqual([undefined, undefined]);
    const sas = await grant("Write");
    expect(sas).toMatch(/\/md-impexp-[a-z0-9]{12}\/[a-z0-9]{12}\/abcd\?sv=2017-04-17&sr=b&si=/);
    const open = await azure.compute().disks.get(rg, name);
    expect([open.diskState, open.diskSizeBytes, open.diskSizeGB]).toEqual(["ActiveUpload", undefined, undefined]);
    const patched = await azure.call("PATCH", `${open.id}?api-version=2025-01-02`, { tags: { a: "1" } });
    expect(((await patched.json()) as { properties: object }).properties).not.toHaveProperty("diskSizeGB");
    const blob = blobAt(sas);
    const bytes = Buffer.alloc(4096, "u");
    await blob.uploadPages(bytes, mib, bytes.length);
    await blob.uploadPages(makeVhdFooter(sizeBytes, "upload"), sizeBytes, 512);
    await azure.compute().disks.revokeAccess(rg, name, quickly);
    expect(await azure.compute().disks.get(rg, name)).toMatchObject({ diskState: "Unattached", diskSizeBytes: sizeBytes });
    expect(await blobAt(await grant("Read")).downloadToBuffer(mib, 4096)).toEqual(bytes);
    expect((await blobAt(await grant("Read")).getProperties()).contentLength).toBe(sizeBytes + 512);
  });

  it("without a VHD footer ends with InvalidVhd, and may be tried again", async () => {
    await make();
    await grant("Write");
    await expect(azure.compute().disks.revokeAccess(rg, name, quickly)).rejects.toThrow(/InvalidVhd.*cookie value 'conectix'/);
    const again = await azure.compute().disks.get(rg, name);
    expect([again.diskState, again.diskSizeBytes]).toEqual(["ReadyToUpload", undefined]);
  });

  it("does not grow before its end", async () => {
    await make();
    await expect(azure.compute().disks.update(rg, name, { diskSizeGB: 1 }, quickly)).rejects.toMatchObject({ statusCode: 409 });
  });

  it("gives nothing before its end, and takes nothing once it is over", async () => {
    await make();
    const disk = await azure.compute().disks.get(rg, name);
    await expect(grant("Read")).rejects.toMatchObject({ statusCode: 409 });
    const take = azure.compute().snapshots.createOrUpdate(rg, name, {
      location,
      creationData: { createOption: "Copy", sourceResourceId: disk.id },
      incremental: true,
    });
    await expect(take).rejects.toMatchObject({ statusCode: 409, message: expect.stringContaining("ReadyToUpload") });
    azure.world.createEmptyDisk({ name: `${name}-full`, group: azure.group, sku: "Premium_LRS", sizeGib: 1 });
    name = `${name}-full`;
    await expect(grant("Write")).rejects.toMatchObject({ statusCode: 409 });
  });

  it("keeps the size it was made with", async () => {
    const disk = await createDisk({ createOption: "Upload", uploadSizeBytes: 20 * mib + 512 });
    expect((await createDisk({ createOption: "Upload", uploadSizeBytes: 20 * mib + 512 })).id).toBe(disk.id);
    await expect(createDisk({ createOption: "Upload", uploadSizeBytes: 21 * mib + 512 })).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining("creationData.uploadSizeBytes"),
    });
  });

  it("has a size between 20 MiB and 32767 GiB, with the footer", async () => {
    for (const uploadSizeBytes of [mib, 20 * mib, 20 * mib + 513, 32 * 2 ** 40 + 512]) {
      await expect(createDisk({ createOption: "Upload", uploadSizeBytes })).rejects.toMatchObject({
        statusCode: 400,
        code: "InvalidParameter",
      });
    }
  });
});

describe("a create option", () => {
  it("Restore makes a disk of a snapshot and of nothing else, and says so ever after", async () => {
    const disk = azure.world.createEmptyDisk({ name: `${name}-source`, group: azure.group, sku: "Premium_LRS", sizeGib: 1 });
    azure.world.pages.write(disk.imageId, 8192, Buffer.alloc(4096, "v"));
    const source = snap(disk);
    const restored = await createDisk({ createOption: "Restore", sourceResourceId: source.id }, { diskSizeGB: 2 });
    expect([restored.creationData?.createOption, restored.diskSizeGB]).toEqual(["Restore", 2]);
    const made = azure.world.findDisk(restored.id ?? "");
    expect(Buffer.from(azure.world.pages.read(made?.imageId ?? 0, 8192, 4096))).toEqual(Buffer.alloc(4096, "v"));
    name = `${name}-other`;
    await expect(createDisk({ createOption: "Restore", sourceResourceId: disk.id })).rejects.toMatchObject({
      statusCode: 400,
      code: "InvalidParameter",
    });
  });

  it("that is not here is refused by its name, one that does not exist by the names there are", async () => {
    for (const createOption of ["FromImage", "Attach", "ImportSecure", "UploadPreparedSecure", "CopyFromSanSnapshot", "CopyStart"]) {
      const refused = createDisk({ createOption, sourceResourceId: "/x" });
      await expect(refused).rejects.toMatchObject({ statusCode: 501, message: expect.stringContaining(createOption) });
    }
    const point = `/subscriptions/${azure.subscriptionId}/resourceGroups/${rg}/providers/Microsoft.Compute/restorePointCollections/c/restorePoints/p/diskRestorePoints/d`;
    await expect(createDisk({ createOption: "Restore", sourceResourceId: point })).rejects.toMatchObject({ statusCode: 501 });
    await expect(createDisk({ createOption: "Clone" })).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining("CopyFromSanSnapshot"),
    });
  });
});

describe("an import", () => {
  let blob: PageBlobClient;
  const blobUrl = () => blob.url;
  beforeAll(async () => {
    const { service } = await createTestAccount(azure, "vault");
    blob = (await service.createContainer("vhds")).containerClient.getPageBlobClient("machine.vhd");
  });
  async function pageBlob(lengthBytes: number, footer?: Buffer): Promise<void> {
    await blob.create(lengthBytes);
    await blob.uploadPages(Buffer.alloc(4096, "v"), 8192, 4096);
    if (footer !== undefined) await blob.uploadPages(footer, lengthBytes - 512, 512);
  }

  it("makes a disk and a full snapshot of a page blob with a VHD's footer", async () => {
    await pageBlob(2 * mib + 512, makeVhdFooter(2 * mib, "x"));
    const creationData = { createOption: "Import", sourceUri: `${blobUrl()}?sig=secret` };
    const disk = await createDisk(creationData, { diskSizeGB: 2 });
    expect(disk).toMatchObject({
      diskSizeGB: 2,
      provisioningState: "Succeeded",
      creationData: { createOption: "Import", sourceUri: blobUrl() },
    });
    const snapshot = await azure.compute().snapshots.createOrUpdate(rg, name, { location, creationData }, quickly);
    expect(snapshot).toMatchObject({ incremental: false, diskSizeBytes: 2 * mib });
    for (const resource of [azure.world.findDisk(disk.id ?? ""), azure.world.findSnapshot(snapshot.id ?? "")]) {
      expect(Buffer.from(azure.world.pages.read(resource?.imageId ?? 0, 8192, 4096))).toEqual(Buffer.alloc(4096, "v"));
    }
  });

  it("ends Failed with InvalidVhd when the footer is not one, and leaves a Failed disk behind", async () => {
    await pageBlob(2 * mib + 512);
    await expect(createDisk({ createOption: "Import", sourceUri: blobUrl() })).rejects.toThrow(
      /InvalidVhd\. The specified cookie value in VHD footer indicates that disk 'r\d+' with blob https:.*machine\.vhd is not a supported VHD/,
    );
    expect((await azure.compute().disks.get(rg, name)).provisioningState).toBe("Failed");
  });

  it("is refused for blobs that are not here, for blob snapshots and for a smaller disk", async () => {
    await pageBlob(2 * 2 ** 30 + 512, makeVhdFooter(2 * 2 ** 30, "x"));
    const refused = (sourceUri: string, more: object = {}) =>
      expect(createDisk({ createOption: "Import", sourceUri }, more)).rejects.toMatchObject({ statusCode: 400, code: "InvalidParameter" });
    await refused("https://elsewhere.blob.core.windows.net/vhds/machine.vhd");
    await refused(`${blobUrl()}?snapshot=2026-01-01T00:00:00.0000000Z`);
    await refused(blobUrl(), { diskSizeGB: 1 });
  });
});

describe("instant access", () => {
  const take = (disk: Disk, instantAccessDurationMinutes: number) =>
    azure
      .compute()
      .snapshots.createOrUpdate(
        rg,
        name,
        { location, creationData: { createOption: "Copy", sourceResourceId: disk.id, instantAccessDurationMinutes }, incremental: true },
        quickly,
      );
  const state = async () => (await azure.compute().snapshots.get(rg, name)).snapshotAccessState;

  it("shows InstantAccess until the copy is complete, then AvailableWithInstantAccess until the window ends, then Available", async () => {
    const snapshot = await take(v2Disk(), 60);
    expect(snapshot.creationData?.instantAccessDurationMinutes).toBe(60);
    const ours = azure.world.findSnapshot(snapshot.id ?? "") as Snapshot;
    azure.world.holdCopy(ours, 40);
    expect(await state()).toBe("InstantAccess");
    const grant = azure.compute().snapshots.grantAccess(rg, name, { access: "Read", durationInSeconds: 60, fileFormat: "VHDX" }, quickly);
    await expect(grant).rejects.toMatchObject({ statusCode: 409 });
    azure.world.releaseCopy(ours);
    azure.world.clock.advance(minuteMs);
    expect(await state()).toBe("AvailableWithInstantAccess");
    azure.world.clock.advance(60 * minuteMs);
    expect(await state()).toBe("Available");
  });

  it("restores before the copy is complete, at the snapshot's size and to Premium SSD v2 and Ultra only", async () => {
    const snapshot = snap(v2Disk(), { instantAccessDurationMinutes: 60, durationMs: 3_600_000 });
    const restore = (sku: string, diskSizeGB?: number) =>
      createDisk({ createOption: "Copy", sourceResourceId: snapshot.id }, { sku: { name: sku }, diskSizeGB });
    await expect(restore("Premium_LRS")).rejects.toMatchObject({ statusCode: 400 });
    await expect(restore("PremiumV2_LRS", 8)).rejects.toMatchObject({ statusCode: 400 });
    expect((await restore("PremiumV2_LRS")).completionPercent).toBeLessThan(100);
    azure.world.clock.advance(minuteMs);
    expect((await azure.compute().disks.get(rg, name)).completionPercent).toBe(100);
  });

  it("lasts 60 to 300 minutes, needs Premium SSD v2 or Ultra, and an api-version that knows it", async () => {
    const disk = v2Disk();
    await expect(take(disk, 59)).rejects.toMatchObject({ code: "InvalidParameter" });
    await expect(take(disk, 301)).rejects.toMatchObject({ code: "InvalidParameter" });
    const plain = azure.world.createEmptyDisk({ name, group: azure.group, sku: "Premium_LRS", sizeGib: 1 });
    await expect(take(plain, 60)).rejects.toMatchObject({ code: "InvalidParameter" });
    const body = {
      location,
      properties: {
        incremental: true,
        creationData: { createOption: "Copy", sourceResourceId: disk.id, instantAccessDurationMinutes: 60 },
      },
    };
    const old = await azure.call("PUT", `${disk.id.replace(/disks.*/, "snapshots")}/old?api-version=2024-03-02`, body);
    expect([old.status, await old.text()]).toEqual([400, expect.stringContaining("instantAccessDurationMinutes")]);
  });

  it("allows fifteen disks at a time from all snapshots of a disk, and an ordinary snapshot five", () => {
    const disk = v2Disk();
    azure.world.pages.fill(disk.imageId, 0, 64 * mib, { kind: "noise", seed: 1 });
    const restore = (source: Snapshot, times: number) => {
      for (let at = 0; at < times; at++) {
        azure.world.restoreDisk({ source, name: `${name}-${nextSerial()}`, group: azure.group, sku: "PremiumV2_LRS" });
      }
    };
    const [first, second] = [60, 60].map((minutes) => snap(disk, { instantAccessDurationMinutes: minutes }));
    restore(first as Snapshot, 8);
    restore(second as Snapshot, 7);
    expect(() => restore(first as Snapshot, 1)).toThrow("15 disks");
    azure.world.clock.advance(10 * minuteMs);
    const ordinary = snap(disk);
    azure.world.clock.advance(10 * minuteMs);
    restore(ordinary, 5);
    expect(() => restore(ordinary, 1)).toThrow("5 disks");
    azure.world.clock.advance(10 * minuteMs);
    restore(ordinary, 1);
  });

  it("and every other background copy fails when the disk grows", () => {
    const disk = v2Disk();
    const snapshot = snap(disk, { durationMs: 3_600_000 });
    azure.world.growDisk(disk, 8);
    expect(snapshot.copyCompletionError?.errorCode).toBe("SourceDiskResized");
  });
});

describe("an immutability policy", () => {
  it("keeps a snapshot from being deleted until it expires; locked it is only extended", async () => {
    const disk = azure.world.createEmptyDisk({ name, group: azure.group, sku: "Premium_LRS", sizeGib: 1 });
    const snapshot = snap(disk);
    const { snapshots } = azure.compute();
    const put = (immutabilityDurationDays: number) =>
      snapshots.updateImmutabilityPolicy(rg, snapshot.name, { immutabilityDurationDays, type: "Unlocked" }, quickly);
    const lock = (immutabilityDurationDays: number) =>
      snapshots.updateImmutabilityPolicyLock(rg, snapshot.name, { immutabilityDurationDays, type: "Locked" }, quickly);
    await expect(lock(5)).rejects.toMatchObject({ statusCode: 409 });
    await put(10);
    await put(2);
    await lock(3);
    await expect(put(1)).rejects.toMatchObject({ statusCode: 409 });
    await expect(lock(2)).rejects.toMatchObject({ statusCode: 409 });
    const { immutabilityPolicy } = await snapshots.get(rg, snapshot.name);
    expect(immutabilityPolicy).toMatchObject({ immutabilityDurationDays: 3, type: "Locked", isPolicyExpired: false });
    await expect(snapshots.delete(rg, snapshot.name, quickly)).rejects.toMatchObject({ statusCode: 409, code: "OperationNotAllowed" });
    azure.world.clock.advance(3 * 86_400_000);
    expect((await snapshots.get(rg, snapshot.name)).immutabilityPolicy?.isPolicyExpired).toBe(true);
    await snapshots.delete(rg, snapshot.name, quickly);
  });
});

describe("a change", () => {
  const setId = (set: string) =>
    `/subscriptions/${azure.subscriptionId}/resourceGroups/${rg}/providers/Microsoft.Compute/diskEncryptionSets/${set}`;
  const withKey = (set: string) => ({ type: "EncryptionAtRestWithCustomerKey" as const, diskEncryptionSetId: setId(set) });
  const make = (encryption?: Disk["encryption"]) =>
    azure.world.createEmptyDisk({ name, group: azure.group, sku: "Premium_LRS", sizeGib: 1, encryption });
  const patch = (parameters: object) => azure.compute().disks.update(rg, name, parameters, quickly);

  it("of the encryption set is refused while incremental snapshots have another one", async () => {
    const disk = make(withKey("one"));
    expect((await patch({ encryption: withKey("two") })).encryption?.diskEncryptionSetId).toBe(setId("two"));
    snap(disk);
    await expect(patch({ encryption: withKey("three") })).rejects.toMatchObject({ statusCode: 409 });
    await expect(patch({ encryption: { type: "EncryptionAtRestWithPlatformKey" } })).rejects.toMatchObject({ statusCode: 409 });
    expect(() => snap(disk, { encryption: withKey("three") })).toThrow("disk encryption set");
    await expect(patch({ encryption: { type: "EncryptionAtRestWithCustomerKey" } })).rejects.toMatchObject({ statusCode: 400 });
  });

  it("of the encryption is refused while data is copied", async () => {
    const disk = v2Disk();
    snap(disk, { durationMs: 60_000_000 });
    name = disk.name;
    await expect(patch({ encryption: withKey("one") })).rejects.toMatchObject({
      statusCode: 409,
      message: expect.stringContaining("copy"),
    });
  });

  it("to AllowPrivate needs a disk access, which goes with it again", async () => {
    make();
    const diskAccessId = setId("x").replace("diskEncryptionSets", "diskAccesses");
    await expect(patch({ networkAccessPolicy: "AllowPrivate" })).rejects.toMatchObject({ code: "InvalidParameter" });
    await expect(patch({ diskAccessId })).rejects.toMatchObject({ code: "InvalidParameter" });
    expect(await patch({ networkAccessPolicy: "AllowPrivate", diskAccessId })).toMatchObject({ diskAccessId });
    expect((await patch({ networkAccessPolicy: "AllowAll" })).diskAccessId).toBeUndefined();
  });

  it("of the type follows the disk's size, keeps the redundancy and waits until no machine uses it", async () => {
    const disk = make();
    expect(await patch({ sku: { name: "StandardSSD_LRS" } })).toMatchObject({ sku: { name: "StandardSSD_LRS" } });
    expect(disk.diskIOPSReadWrite).toBe(500);
    await expect(patch({ sku: { name: "Premium_ZRS" } })).rejects.toMatchObject({ statusCode: 400 });
    await expect(patch({ sku: { name: "PremiumV2_LRS" } })).rejects.toMatchObject({ statusCode: 501 });
    name = `${name}-used`;
    azure.world.createEmptyDisk({ name, group: azure.group, sku: "Premium_LRS", sizeGib: 1, managedBy: "/vm" });
    await expect(patch({ sku: { name: "Standard_LRS" } })).rejects.toMatchObject({ statusCode: 409 });
  });

  it("of tags replaces them all, within Azure's limits", async () => {
    make();
    await patch({ tags: { a: "1", b: "2" } });
    expect((await patch({ tags: { c: "3" } })).tags).toEqual({ c: "3" });
    await expect(patch({ tags: { "a/b": "1" } })).rejects.toMatchObject({ code: "InvalidTagNameCharacters" });
    await expect(patch({ tags: { a: "x".repeat(257) } })).rejects.toMatchObject({ statusCode: 400 });
    await expect(patch({ tags: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`t${at}`, ""])) })).rejects.toMatchObject({
      statusCode: 400,
    });
  });
});
