// The money side of a whole Local Azure: signed in, by right, over TLS, and after a restart.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestAccount, openTestAccount } from "../testing/storage-account.ts";
import type { TestAzure } from "../testing/test-azure.ts";
import { passToDayOfMonth, startTestAzure } from "../testing/test-azure.ts";
import { restorePointTag } from "./meter/restore-point-rows.ts";

const dayMs = 86_400_000;

let dataDir: string;
let azure: TestAzure;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "local-azure-cost-"));
  azure = await startTestAzure({ dataDir });
  passToDayOfMonth(azure, 5);
  const { world, group } = azure;
  const settings = { group, sku: "PremiumV2_LRS", sizeGib: 16 } as const;
  const disk = world.createEmptyDisk({ ...settings, name: "data", tags: { [restorePointTag]: "7" } });
  world.pages.write(disk.imageId, 0, Buffer.alloc(4 * 2 ** 20, 1));
  const snapshot = world.takeSnapshot({ group, name: "ia", disk, incremental: true, instantAccessDurationMinutes: 60 });
  world.restoreDisk({ group, name: "restored", source: snapshot, sku: "PremiumV2_LRS" });
  await world.flush();
  await azure.call("POST", "/local-azure/admin/clock", { advanceMs: 4 * dayMs });
});

afterAll(async () => {
  await azure.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const provider = () => `/subscriptions/${azure.subscriptionId}/providers`;
const report = () => `${provider()}/Microsoft.CostManagement/generateCostDetailsReport?api-version=2025-03-01`;

describe("the bill of a whole Local Azure", () => {
  it("has rows of storage, instant access, restored disks and restore points", async () => {
    const now = new Date(azure.world.clock.nowMs());
    const startDate = new Date(now.getTime() - 10 * dayMs).toISOString().slice(0, 10);
    const query = `api-version=2024-08-01&startDate=${startDate}&endDate=${now.toISOString().slice(0, 10)}&$expand=properties/meterDetails`;
    const answer = await azure.call("GET", `${provider()}/Microsoft.Consumption/usageDetails?${query}`, undefined, "reader");
    const { value } = (await answer.json()) as { value: { properties: { resourceName: string; meterDetails: { meterName: string } } }[] };
    expect(new Set(value.map(({ properties }) => `${properties.resourceName}: ${properties.meterDetails.meterName}`))).toEqual(
      new Set([
        "ia: ZRS Snapshots",
        "ia: Instant Access Snapshots LRS",
        "ia: Instant Access Snapshots LRS Disk Capacity Restored",
        "rpc-data: Snapshots ZRS Snapshots",
      ]),
    );
  });

  it("gives a report to whoever may read costs, and its link to everybody", async () => {
    const refused = await azure.call("POST", report(), {}, "guest");
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain("Microsoft.CostManagement/generateCostDetailsReport/read");
    const accepted = await azure.call("POST", report(), {}, "finance");
    expect(accepted.status).toBe(202);
    const done = await azure.call("GET", accepted.headers.get("location") ?? "", undefined, "finance");
    const { manifest } = (await done.json()) as { manifest: { blobs: { blobLink: string }[] } };
    const file = await fetch(manifest.blobs[0]?.blobLink ?? "");
    expect([file.status, (await file.text()).split(",")[3]]).toEqual([200, "SubscriptionId"]);
  });

  it("is asked for through the router of Resource Manager: its sign-in, its counters, its ids", async () => {
    const path = `${provider()}/Microsoft.Consumption/usageDetails?api-version=2024-08-01`;
    const unknown = await fetch(azure.endpoints.arm + path);
    expect([unknown.status, unknown.headers.get("www-authenticate")]).toEqual([401, expect.stringContaining("authorization_uri=")]);
    const { headers } = await azure.call("GET", path);
    expect(headers.get("x-ms-ratelimit-remaining-subscription-reads")).toMatch(/^\d+$/);
    expect(headers.get("x-ms-correlation-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("is told whatever is locked, as it changes no resource", async () => {
    const scope = `/subscriptions/${azure.subscriptionId}`;
    const lock = azure.world.add("lock", { scope, name: "kept", level: "ReadOnly" });
    const refused = await azure.call("PUT", `${scope}/resourceGroups/other?api-version=2022-09-01`, { location: "westeurope" });
    expect([refused.status, (await azure.call("POST", report(), {})).status]).toEqual([409, 202]);
    lock.deletedAtMs = 0;
    azure.world.touch("lock", lock);
  });

  it("has a report that was asked for before a restart, after it", async () => {
    const accepted = await azure.call("POST", report(), {});
    const path = new URL(accepted.headers.get("location") ?? "").pathname;
    await azure.close();
    azure = await startTestAzure({ dataDir });
    expect((await azure.call("GET", `${path}?api-version=2025-03-01`)).status).toBe(200);
  });

  it("is exported daily into a storage account for whoever may write exports, and the blobs outlast a restart", async () => {
    const { id: resourceId } = await createTestAccount(azure, "billfiles");
    const place = `${provider()}/Microsoft.CostManagement/exports/bill`;
    // Half a day away from every hour this is asked at: a run takes half a minute.
    const from = new Date(azure.world.clock.nowMs() + dayMs / 2).toISOString();
    const destination = { resourceId: resourceId.replace("billfiles", "BillFiles"), container: "exports", rootFolderPath: "bill" };
    const properties = {
      format: "Csv",
      compressionMode: "gzip",
      deliveryInfo: { destination },
      definition: { type: "FocusCost", timeframe: "MonthToDate" },
      schedule: { status: "Active", recurrence: "Daily", recurrencePeriod: { from } },
    };
    const call = (method: string, verb = "", body?: object, name?: string) =>
      azure.call(method, `${place}${verb}?api-version=2025-03-01`, body, name);
    const refusals = [await call("PUT", "", { properties }, "reader"), await call("POST", "/run", undefined, "reader")];
    expect(refusals.map((refused) => refused.status)).toEqual([403, 403]);
    expect(await Promise.all(refusals.map((refused) => refused.text()))).toEqual([
      expect.stringContaining("'Microsoft.CostManagement/exports/write'"),
      expect.stringContaining("'Microsoft.CostManagement/exports/run/action'"),
    ]);
    expect((await call("PUT", "", { properties })).status).toBe(201);
    await azure.call("POST", "/local-azure/admin/clock", { advanceMs: 2 * dayMs });
    const runs = (await (await call("GET", "/runHistory", undefined, "reader")).json()) as { value: { properties: { status: string } }[] };
    expect(runs.value.length).toBeGreaterThanOrEqual(1);
    expect(runs.value.every((run) => run.properties.status === "Completed")).toBe(true);
    const before = await exportedBlobs();
    await azure.close();
    azure = await startTestAzure({ dataDir });
    const after = await exportedBlobs();
    expect([...after.keys()]).toEqual([...before.keys()]);
    const [, manifest] = [...after].find(([name]) => name.endsWith("manifest.json")) ?? [];
    const { blobs, exportConfig } = JSON.parse(String(manifest)) as {
      blobs: { blobName: string; byteCount: number }[];
      exportConfig: object;
    };
    expect(exportConfig).toMatchObject({ type: "FocusCost", dataVersion: "1.0r2" });
    const part = after.get(blobs[0]?.blobName ?? "");
    expect(part?.length).toBe(blobs[0]?.byteCount);
    expect(gunzipSync(part ?? "").toString()).toContain("BilledCost");
  });

  it("fails to be exported into an account that is not there, and says so in the run's history", async () => {
    const place = `${provider()}/Microsoft.CostManagement/exports/lost`;
    // There is one of the name, elsewhere.
    const resourceId = `/subscriptions/${azure.subscriptionId}/resourceGroups/nowhere/providers/Microsoft.Storage/storageAccounts/billfiles`;
    const properties = {
      deliveryInfo: { destination: { resourceId, container: "exports" } },
      definition: { type: "ActualCost", timeframe: "MonthToDate" },
    };
    const call = (method: string, verb = "") =>
      azure.call(method, `${place}${verb}?api-version=2025-03-01`, method === "PUT" ? { properties } : undefined);
    expect((await call("PUT")).status).toBe(201);
    expect((await call("POST", "/run")).status).toBe(200);
    await azure.call("POST", "/local-azure/admin/clock", { advanceMs: 60_000 });
    const { value } = (await (await call("GET", "/runHistory")).json()) as { value: { properties: { status: string; error: object } }[] };
    expect(value.map((run) => [run.properties.status, run.properties.error])).toEqual([
      ["Failed", { code: "DeliveryFailed", message: `There is no storage account ${resourceId}.` }],
    ]);
  });
});

/** Contents by name. */
async function exportedBlobs(): Promise<Map<string, Buffer>> {
  const container = (await openTestAccount(azure, "billfiles")).service.getContainerClient("exports");
  const found = new Map<string, Buffer>();
  for await (const { name } of container.listBlobsFlat({ prefix: "bill/" })) {
    found.set(name, await container.getBlobClient(name).downloadToBuffer());
  }
  return found;
}
