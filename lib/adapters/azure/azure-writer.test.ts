import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import type { StartCopy } from "#lib/services/ports/writer.ts";

let estate: LocalEstate;
let copy: StartCopy;
let sourceIds: string[] = [];

beforeAll(async () => {
  estate = await startLocalEstate();
  const { azure } = estate;
  const disk = makeDisk(azure, "db01");
  fill(azure, disk, 0, 2 ** 20);
  sourceIds = [takeSnapshot(azure, disk, "db01-1"), takeSnapshot(azure, disk, "db01-2")].map((s) => s.id);
  azure.world.addGroup({ subscriptionId: azure.subscriptionId, name: "dr", location: "northeurope" });
  copy = {
    sourceId: sourceIds[0] ?? "",
    targetSubscriptionId: azure.subscriptionId,
    targetResourceGroup: "dr",
    targetName: "db01-1-ne",
    targetRegion: "northeurope",
    sku: "Standard_ZRS",
    tags: { made: "by test" },
  };
});
afterAll(() => estate.stop());

const named = (name: string) => [...estate.azure.world.snapshots.values()].filter((s) => s.name === name && s.deletedAtMs === undefined);

describe("starting a copy", () => {
  it("makes one snapshot however often it is asked for, and does not call it done", async () => {
    const first = await estate.writer.startCopy(copy, estate.context);
    expect(first).toMatchObject({ createOption: "CopyStart", provisioningState: "Succeeded", tags: { made: "by test" } });
    expect(first.completionPercent).toBeLessThan(100);
    estate.azure.faults.add({ kind: "status500", method: "PUT", path: copy.targetName, times: 100 });
    const second = await estate.writer.startCopy(copy, estate.context);
    estate.azure.faults.clear();
    expect(second.uniqueId).toBe(first.uniqueId);
    expect(named(copy.targetName)).toHaveLength(1);
  });

  it("adopts the copy after an answer that was lost", async () => {
    const again = { ...copy, sourceId: sourceIds[1] ?? "", targetName: "db01-2-ne" };
    estate.azure.world.clock.advance(3_600_000);
    estate.azure.faults.add({ kind: "lostAnswer", method: "PUT", path: "db01-2-ne", times: 1 });
    const made = await estate.writer.startCopy(again, estate.context).catch(() => estate.writer.startCopy(again, estate.context));
    expect(made.name).toBe("db01-2-ne");
    expect(named("db01-2-ne")).toHaveLength(1);
  });

  it("refuses a name that stands for a copy of something else", async () => {
    await expect(estate.writer.startCopy({ ...copy, sourceId: sourceIds[1] ?? "" }, estate.context)).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("tells Azure's own refusal with its rule", async () => {
    await expect(
      estate.writer.startCopy({ ...copy, targetName: "same-region", targetRegion: "westeurope" }, estate.context),
    ).rejects.toMatchObject({
      code: "not-possible",
      details: { azureCode: "InvalidParameter" },
    });
  });

  it("names what is missing for a reader", async () => {
    const { createAzureWriter } = await import("./azure-writer.ts");
    const writer = createAzureWriter({ connection: estate.connect("reader"), inventory: estate.inventory });
    await expect(writer.startCopy({ ...copy, targetName: "denied" }, estate.context)).rejects.toMatchObject({
      code: "forbidden",
      details: { action: "Microsoft.Compute/snapshots/write" },
    });
  });
});

describe("restoring a disk", () => {
  it("makes one disk however often it is asked for", async () => {
    const request = {
      sourceId: sourceIds[0] ?? "",
      subscriptionId: estate.azure.subscriptionId,
      resourceGroup: "Test-Group",
      diskName: "db01-restored",
      region: "westeurope",
      sku: "Premium_LRS",
      sizeGib: 2,
      tags: {},
    };
    const first = await estate.writer.restoreDisk(request, estate.context);
    expect(first).toMatchObject({ name: "db01-restored", diskSizeBytes: 2 * 2 ** 30, createOption: "Copy" });
    const second = await estate.writer.restoreDisk(request, estate.context);
    expect(second.uniqueId).toBe(first.uniqueId);
    await expect(estate.writer.restoreDisk({ ...request, diskName: "db01" }, estate.context)).rejects.toMatchObject({ code: "conflict" });
  });
});
