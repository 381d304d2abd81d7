import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createAzureInventory } from "./inventory.ts";

let estate: LocalEstate;
const secondSubscription = "00000000-0000-4000-8000-00000000000b";

beforeAll(async () => {
  estate = await startLocalEstate();
  const { azure } = estate;
  const disk = makeDisk(azure, "db01");
  fill(azure, disk, 0, 4096);
  takeSnapshot(azure, disk, "db01-1");
  takeSnapshot(azure, disk, "db01-2");
  azure.world.addSubscription({ subscriptionId: secondSubscription, displayName: "Second" });
  azure.world.addGroup({ subscriptionId: secondSubscription, name: "Other", location: "northeurope" });
});
afterAll(() => estate.stop());

describe("the inventory", () => {
  it("holds disks, snapshots and groups of all subscriptions, groups as people wrote them", async () => {
    const read = await estate.inventory.read(estate.context);
    expect(read.subscriptions.map((s) => s.state)).toEqual(["ok", "ok"]);
    expect(read.resourceGroups.map((g) => g.name).toSorted()).toEqual(expect.arrayContaining(["Other", "Test-Group"]));
    expect(read.disks).toMatchObject([
      { name: "db01", resourceGroup: "Test-Group", location: "westeurope", diskSizeBytes: 2 ** 30, sku: "Premium_LRS" },
    ]);
    expect(read.snapshots.map((s) => s.name)).toEqual(["db01-1", "db01-2"]);
    expect(read.snapshots[0]).toMatchObject({
      incremental: true,
      createOption: "Copy",
      resourceGroup: "Test-Group",
      sourceUniqueId: read.disks[0]?.uniqueId,
    });
    expect(read.snapshots[0]?.familyId).toBe(read.snapshots[1]?.familyId);
  });

  it("keeps the seven digits of Azure's times, in lists and single answers", async () => {
    const read = await estate.inventory.read(estate.context);
    const world = [...estate.azure.world.snapshots.values()].map((s) => s.timeCreated);
    expect(read.snapshots.map((s) => s.timeCreated)).toEqual(world);
    const one = await estate.inventory.getSnapshot(read.snapshots[0]?.id ?? "", estate.context);
    expect(one?.timeCreated).toBe(world[0]);
  });

  it("follows the pages of a list, each with its own times", async () => {
    await fetch(`${estate.azure.endpoints.admin}/settings`, { method: "POST", body: JSON.stringify({ pageSize: 1 }) });
    const read = await estate.inventory.read(estate.context);
    await fetch(`${estate.azure.endpoints.admin}/settings`, { method: "POST", body: JSON.stringify({ pageSize: 100 }) });
    expect(read.snapshots.map((s) => s.timeCreated)).toEqual([...estate.azure.world.snapshots.values()].map((s) => s.timeCreated));
  });

  it("names a subscription that fails and hides no other", async () => {
    estate.azure.faults.add({ kind: "status500", path: `${secondSubscription}/.*snapshots`, times: 20 });
    const read = await estate.inventory.read(estate.context);
    estate.azure.faults.clear();
    expect(read.subscriptions.map((s) => s.state)).toEqual(["ok", "failed"]);
    expect(read.subscriptions[1]?.message).toContain("snapshots");
    expect(read.snapshots).toHaveLength(2);
  });

  it("says which subscription the identity cannot see", async () => {
    const connection = { ...estate.connection, subscriptions: [secondSubscription, "11111111-0000-4000-8000-000000000000"] };
    const read = await createAzureInventory({ connection, clock: estate.clock }).read(estate.context);
    expect(read.subscriptions).toMatchObject([
      { subscriptionId: secondSubscription, state: "ok" },
      { subscriptionId: "11111111-0000-4000-8000-000000000000", state: "forbidden" },
    ]);
  });

  it("does not know what is not there", async () => {
    const id = `/subscriptions/${estate.azure.subscriptionId}/resourceGroups/Test-Group/providers/Microsoft.Compute/snapshots/nobody`;
    expect(await estate.inventory.getSnapshot(id, estate.context)).toBeUndefined();
    expect(await estate.inventory.getDisk(id, estate.context)).toBeUndefined();
    expect(await estate.inventory.getDisk(id.replace("snapshots", "disks"), estate.context)).toBeUndefined();
  });

  it("throws when Azure does not answer at all", async () => {
    const connection = { ...estate.connection, armEndpoint: "https://127.0.0.1:1" };
    const abort = AbortSignal.timeout(20_000);
    await expect(
      createAzureInventory({ connection, clock: estate.clock }).read({ ...estate.context, signal: abort }),
    ).rejects.toMatchObject({ code: "azure-unavailable" });
  });
});

describe("a fault of ours while it is read", () => {
  /** As a bug would: not at the first question. */
  const broken = () => {
    let asked = 0;
    const credentialOf: typeof estate.connection.credentialOf = (principal) => {
      asked += 1;
      if (asked > 1) throw new TypeError("undefined is not a function");
      return estate.connection.credentialOf(principal);
    };
    return { ...estate.connection, credentialOf };
  };

  it("is not told as Azure's, and is handed on with the request id", async () => {
    const faults: [string, Error][] = [];
    const onFault = (error: Error, requestId: string) => void faults.push([requestId, error]);
    const { subscriptions } = await createAzureInventory({ connection: broken(), clock: estate.clock, onFault }).read(estate.context);
    expect(subscriptions[0]).toMatchObject({ state: "failed", message: "Something went wrong in Snapscope." });
    expect(faults[0]).toMatchObject([estate.context.requestId, { code: "internal", cause: { message: "undefined is not a function" } }]);
  });

  it("ends a single look as what it is", async () => {
    const connection = broken();
    connection.credentialOf(estate.context.principal);
    const id = `/subscriptions/${estate.azure.subscriptionId}/resourceGroups/Test-Group/providers/Microsoft.Compute/snapshots/db01-1`;
    const look = createAzureInventory({ connection, clock: estate.clock }).getSnapshot(id, estate.context);
    await expect(look).rejects.toMatchObject({ code: "internal", status: 500 });
  });
});
