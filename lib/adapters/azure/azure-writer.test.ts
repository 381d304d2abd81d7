import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { OPERATION_TAG } from "#lib/domain/operations/operation-mark.ts";
import type { ResourceOrder } from "#lib/domain/operations/resource-order.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { quickly } from "#lib/local-azure/testing/test-azure.ts";
import { createAzureWriter } from "./azure-writer.ts";

const GIB = 2 ** 30;
let estate: LocalEstate;
let sources: Snapshot[] = [];
let copyBegunAt = "";

beforeAll(async () => {
  estate = await startLocalEstate();
  const { azure } = estate;
  const disk = makeDisk(azure, "db01");
  fill(azure, disk, 0, 2 ** 20);
  sources = [takeSnapshot(azure, disk, "db01-1"), takeSnapshot(azure, disk, "db01-2")];
  azure.world.addGroup({ subscriptionId: azure.subscriptionId, name: "dr", location: "northeurope" });
});
afterAll(() => estate.stop());

const idOf = (group: string, type: string, name: string) =>
  `/subscriptions/${estate.azure.subscriptionId}/resourceGroups/${group}/providers/Microsoft.Compute/${type}/${name}`;

function orderOf(
  source: Snapshot | undefined,
  rest: Omit<ResourceOrder, "source" | "operationId" | "tags" | "begunAt" | "zones">,
): ResourceOrder {
  const begunAt = new Date(estate.clock.nowMs()).toISOString();
  const { id = "", uniqueId = "" } = source ?? {};
  return { ...rest, source: { id, uniqueId }, operationId: `makes ${rest.targetId}`, tags: { made: "by test" }, begunAt, zones: [] };
}

const copyOf = (index: number, name: string, changes: Partial<ResourceOrder> = {}): ResourceOrder => ({
  ...orderOf(sources[index], {
    targetId: idOf("dr", "snapshots", name),
    createOption: "CopyStart",
    region: "northeurope",
    sku: "Standard_ZRS",
    sizeBytes: GIB,
  }),
  ...changes,
});

const diskOf = (name: string, changes: Partial<ResourceOrder> = {}): ResourceOrder => ({
  ...orderOf(sources[0], {
    targetId: idOf("Test-Group", "disks", name),
    createOption: "Copy",
    region: "westeurope",
    sku: "Premium_LRS",
    sizeBytes: 2 * GIB,
  }),
  ...changes,
});

const named = (name: string) => [...estate.azure.world.snapshots.values()].filter((s) => s.name === name && s.deletedAtMs === undefined);
const diskNamed = (name: string) => [...estate.azure.world.disks.values()].find((one) => one.name === name && !one.deletedAtMs);

/** Somebody else, with the SDK, and other wishes. */
async function makeElsewhere(name: string, source = sources[0]) {
  const creationData = { createOption: "Copy", sourceResourceId: source?.id };
  const disk = { location: "westeurope", sku: { name: "StandardSSD_LRS" }, diskSizeGB: 8, creationData, tags: { by: "somebody" } };
  await estate.azure.compute().disks.createOrUpdate("Test-Group", name, disk, quickly);
}

/** Something comes between its first look for a disk and what it asks for then. */
function writerThatLooked(then: () => Promise<void>) {
  let looks = 0;
  const inventory = {
    ...estate.inventory,
    async getDisk(...given: Parameters<typeof estate.inventory.getDisk>) {
      looks += 1;
      const found = await estate.inventory.getDisk(...given);
      if (looks === 1) await then();
      return found;
    },
  };
  return createAzureWriter({ connection: estate.connection, inventory });
}

describe("starting a copy", () => {
  it("makes one marked snapshot however often it is asked for, and does not call it done", async () => {
    const copy = copyOf(0, "db01-1-ne");
    copyBegunAt = copy.begunAt;
    const first = await estate.writer.startCopy(copy, estate.context);
    expect(first).toMatchObject({ createOption: "CopyStart", provisioningState: "Succeeded" });
    expect(first.tags).toEqual({ made: "by test", [OPERATION_TAG]: copy.operationId });
    expect(first.completionPercent).toBeLessThan(100);
    estate.azure.faults.add({ kind: "status500", method: "PUT", path: "db01-1-ne", times: 100 });
    const second = await estate.writer.startCopy(copy, estate.context);
    estate.azure.faults.clear();
    expect(second.uniqueId).toBe(first.uniqueId);
    expect(named("db01-1-ne")).toHaveLength(1);
  });

  it("knows its own after an answer that was lost", async () => {
    estate.azure.world.clock.advance(3_600_000);
    estate.azure.faults.add({ kind: "lostAnswer", method: "PUT", path: "db01-2-ne", times: 1 });
    const again = copyOf(1, "db01-2-ne");
    const made = await estate.writer.startCopy(again, estate.context).catch(() => estate.writer.startCopy(again, estate.context));
    expect(made.name).toBe("db01-2-ne");
    expect(named("db01-2-ne")).toHaveLength(1);
  });

  it("refuses a name that another operation's copy has, of the same source too", async () => {
    await expect(estate.writer.startCopy(copyOf(1, "db01-1-ne"), estate.context)).rejects.toMatchObject({ code: "conflict" });
    const other = copyOf(0, "db01-1-ne", { operationId: "another", begunAt: copyBegunAt });
    await expect(estate.writer.startCopy(other, estate.context)).rejects.toMatchObject({
      code: "conflict",
      details: { differences: [{ aspect: "mark" }] },
    });
  });

  it("tells Azure's own refusal with its rule", async () => {
    await expect(estate.writer.startCopy(copyOf(0, "same-region", { region: "westeurope" }), estate.context)).rejects.toMatchObject({
      code: "not-possible",
      details: { azureCode: "InvalidParameter" },
    });
  });

  it("names what is missing for a reader", async () => {
    const writer = createAzureWriter({ connection: estate.connect("reader"), inventory: estate.inventory });
    await expect(writer.startCopy(copyOf(0, "denied"), estate.context)).rejects.toMatchObject({
      code: "forbidden",
      details: { action: "Microsoft.Compute/snapshots/write" },
    });
  });
});

describe("restoring a disk", () => {
  it("makes one disk however often it is asked for", async () => {
    const order = diskOf("db01-restored");
    const first = await estate.writer.restoreDisk(order, estate.context);
    expect(first).toMatchObject({
      name: "db01-restored",
      diskSizeBytes: 2 * GIB,
      createOption: "Copy",
      sourceUniqueId: sources[0]?.uniqueId,
    });
    const second = await estate.writer.restoreDisk(order, estate.context);
    expect(second.uniqueId).toBe(first.uniqueId);
    await expect(estate.writer.restoreDisk(diskOf("db01"), estate.context)).rejects.toMatchObject({ code: "conflict" });
  });

  it("leaves a disk of that name as somebody else made it from the same snapshot", async () => {
    await makeElsewhere("elsewhere");
    const before = structuredClone(diskNamed("elsewhere"));
    await expect(estate.writer.restoreDisk(diskOf("elsewhere"), estate.context)).rejects.toMatchObject({
      code: "conflict",
      details: { differences: [{ aspect: "mark" }, { aspect: "size" }, { aspect: "type" }] },
    });
    expect(diskNamed("elsewhere")).toEqual(before);
  });

  it("looks again before a PUT is repeated: what somebody made while Azure asked to wait is not changed", async () => {
    estate.azure.faults.add({ kind: "throttle", method: "PUT", path: "disks/meanwhile", skip: 1, times: 1, retryAfterSeconds: 0 });
    const writer = writerThatLooked(() => makeElsewhere("meanwhile"));
    await expect(writer.restoreDisk(diskOf("meanwhile", { sizeBytes: 16 * GIB }), estate.context)).rejects.toMatchObject({
      code: "conflict",
    });
    expect(estate.azure.faults.list()).toEqual([]);
    expect(diskNamed("meanwhile")).toMatchObject({ diskSizeBytes: 8 * GIB, sku: "StandardSSD_LRS", tags: { by: "somebody" } });
  });

  it("says conflict also where Azure refused the PUT because the disk made meanwhile has another source", async () => {
    const writer = writerThatLooked(() => makeElsewhere("other-source", sources[1]));
    await expect(writer.restoreDisk(diskOf("other-source"), estate.context)).rejects.toMatchObject({ code: "conflict" });
    expect(diskNamed("other-source")).toMatchObject({ tags: { by: "somebody" } });
  });
});
