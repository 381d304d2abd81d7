import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestAzure } from "../../testing/test-azure.ts";
import { quickly, startTestAzure } from "../../testing/test-azure.ts";

const purchasePlan = { name: "plan", publisher: "publisher", product: "product" };
const sourceVault = { id: "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v" };
const encryptionSettings = [{ diskEncryptionKey: { sourceVault, secretUrl: "https://v.example/secrets/s" } }];
const encryptionSettingsCollection = { enabled: true, encryptionSettings, encryptionSettingsVersion: "1.1" };
const creationData = { createOption: "Empty" };
const location = "westeurope";

let azure: TestAzure;

beforeAll(async () => {
  azure = await startTestAzure();
});

afterAll(() => azure.stop());

describe("the purchase plan and encryption settings of a disk", () => {
  it("go on to its snapshots, and to disks made from them", async () => {
    const { disks, snapshots } = azure.compute();
    const kept = { purchasePlan, encryptionSettingsCollection, supportsHibernation: true };
    const disk = await disks
      .createOrUpdate("Test-Group", "boot", { location, creationData, diskSizeGB: 1, ...kept }, quickly)
      .pollUntilDone();
    const copyOf = (sourceResourceId = "") => ({ location, creationData: { createOption: "Copy", sourceResourceId } });
    const input = { ...copyOf(disk.id), incremental: true };
    const snapshot = await snapshots.createOrUpdate("Test-Group", "boot-1", input, quickly).pollUntilDone();
    const restored = await disks.createOrUpdate("Test-Group", "boot-2", copyOf(snapshot.id), quickly).pollUntilDone();
    expect([disk, snapshot, restored]).toEqual([kept, kept, kept].map((settings) => expect.objectContaining(settings)));
  });

  it("are refused by name where something is missing or unknown, and nothing is made then", async () => {
    const put = async (properties: object) => {
      const path = `/subscriptions/${azure.subscriptionId}/resourceGroups/Test-Group/providers/Microsoft.Compute/snapshots/refused`;
      const body = { location, properties: { creationData, diskSizeGB: 1, ...properties } };
      const answered = await azure.call("PUT", `${path}?api-version=2025-01-02`, body);
      return [answered.status, ((await answered.json()) as { error: { target?: string; message: string } }).error];
    };
    const target = (name: string) => [400, expect.objectContaining({ target: name })];
    const keyOnly = [{ diskEncryptionKey: { sourceVault } }];
    expect(await put({ purchasePlan: { ...purchasePlan, product: null } })).toEqual(target("purchasePlan.product"));
    expect(await put({ encryptionSettingsCollection: { encryptionSettings } })).toEqual(target("encryptionSettingsCollection.enabled"));
    expect(await put({ encryptionSettingsCollection: { enabled: true, encryptionSettings: {} } })).toEqual(target("encryptionSettings"));
    expect(await put({ encryptionSettingsCollection: { enabled: true, encryptionSettings: keyOnly } })).toEqual(
      target("diskEncryptionKey.secretUrl"),
    );
    const unknown = await put({ purchasePlan: { ...purchasePlan, colour: "red" } });
    expect(unknown).toEqual([501, expect.objectContaining({ message: expect.stringContaining("colour") })]);
    expect([...azure.world.snapshots.values()].filter((snapshot) => snapshot.name === "refused")).toEqual([]);
  });
});
