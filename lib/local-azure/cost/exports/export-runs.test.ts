import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parquetReadObjects } from "hyparquet";
import { afterEach, describe, expect, it } from "vitest";
import { readCsv, sumOf } from "../../testing/cost-bill.ts";
import {
  accountId,
  bytesOf,
  daily,
  definition,
  files,
  history,
  lab,
  type Manifest,
  pathOf,
  put,
  runOnce,
  start,
} from "../../testing/cost-exports.ts";
import { usualIrregularity } from "../meter/booked-rows.ts";

const dayMs = 86_400_000;
const januaryRows = 40 * 31 + 12 + 2;

afterEach(() => lab.azure.close());

describe("a run", () => {
  it("is queued, in progress, then completed with its files; before that there are none", async () => {
    await start();
    await put(definition());
    await lab.azure.send(pathOf("/bill/run"), { method: "POST" });
    const status = async () => (await history()).map((run) => run.properties.status);
    expect(await status()).toEqual(["Queued"]);
    lab.azure.clock.advance(10_000);
    expect(await status()).toEqual(["InProgress"]);
    expect((await files()).size).toBe(0);
    lab.azure.clock.advance(20_000);
    const [run] = await history();
    expect(run?.properties).toMatchObject({
      executionType: "OnDemand",
      status: "Completed",
      submittedTime: "2026-02-10T12:00:00.0000000Z",
      startDate: "2026-01-01T00:00:00.000Z",
      endDate: "2026-01-31T00:00:00.000Z",
      runSettings: { format: "Csv" },
    });
    expect([...(await files()).keys()]).toEqual([run?.properties.manifestFile, run?.properties.fileName].sort());
  });

  it("writes CSV into the folder of its period, time and id, with a manifest that is true", async () => {
    await start({ rowsPerPart: 600 });
    const { manifest, run } = await runOnce(definition());
    const folder = run.properties.manifestFile?.replace("/manifest.json", "") ?? "";
    expect(folder).toMatch(/^bill\/daily\/bill\/20260101-20260131\/202602101200\/[0-9a-f-]{36}$/);
    expect(manifest.blobs.map((blob) => blob.blobName)).toEqual([0, 1, 2].map((n) => `${folder}/part_${n}_0001.csv`));
    const parts = await Promise.all(manifest.blobs.map((blob) => bytesOf(blob.blobName)));
    expect(parts.map((part) => part.length)).toEqual(manifest.blobs.map((blob) => blob.byteCount));
    expect(parts.map((part) => readCsv(part.toString()).length)).toEqual(manifest.blobs.map((blob) => blob.dataRowCount));
    expect(manifest).toMatchObject({
      manifestVersion: "2024-04-01",
      blobCount: 3,
      byteCount: parts.reduce((sum, part) => sum + part.length, 0),
      dataRowCount: januaryRows,
      exportConfig: {
        exportName: "bill",
        dataVersion: "2024-08-01",
        apiVersion: "2025-03-01",
        type: "ActualCost",
        timeFrame: "Custom",
        granularity: "Daily",
      },
      deliveryConfig: {
        partitionData: true,
        dataOverwriteBehavior: "CreateNewReport",
        fileFormat: "Csv",
        compressionMode: "None",
        containerUri: accountId,
        rootFolderPath: "bill/daily",
      },
      runInfo: { executionType: "OnDemand", startDate: "2026-01-01T00:00:00", endDate: "2026-01-31T00:00:00Z" },
    });
  });

  it("writes gzip parts that hold the same rows", async () => {
    await start({ rowsPerPart: 600 });
    const { manifest } = await runOnce(definition({ compressionMode: "gzip" }));
    expect(manifest.blobs[0]?.blobName).toMatch(/part_0_0001\.csv\.gz$/);
    const texts = await Promise.all(manifest.blobs.map(async (blob) => gunzipSync(await bytesOf(blob.blobName)).toString()));
    const rows = texts.flatMap(readCsv);
    expect(rows).toHaveLength(januaryRows);
    expect(rows[0]).toMatchObject({ Date: "01/01/2026", UnitOfMeasure: "1 GB/Month" });
  });

  it("writes Parquet whose amounts are exact decimals, the same as in CSV", async () => {
    await start({ irregularity: usualIrregularity });
    const { manifest } = await runOnce(
      definition({ format: "Parquet", compressionMode: "snappy", definition: { type: "FocusCost", timeframe: "TheLastMonth" } }),
    );
    expect(manifest.blobs[0]?.blobName).toMatch(/part_0_0001\.snappy\.parquet$/);
    const bytes = await bytesOf(manifest.blobs[0]?.blobName);
    const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
    const s9 = rows.find((row) => row.ResourceName === "s9");
    expect(s9).toMatchObject({
      BilledCost: 0.0161292,
      ConsumedQuantity: expect.closeTo(0.322584, 12),
      ChargePeriodStart: new Date("2026-01-01T00:00:00Z"),
      BillingPeriodEnd: new Date("2026-02-01T00:00:00Z"),
      ResourceType: "Disk snapshot",
      ChargeClass: null,
    });
    await lab.azure.close();
    await start({ irregularity: usualIrregularity });
    const csv = await runOnce(definition({ definition: { type: "FocusCost", timeframe: "TheLastMonth" } }));
    const csvRows = readCsv((await bytesOf(csv.manifest.blobs[0]?.blobName)).toString());
    expect(rows).toHaveLength(csvRows.length);
    expect(rows.filter((row) => row.ChargeClass === "Correction").length).toBeGreaterThan(5);
    expect(Object.keys(csvRows[0] ?? {})).toEqual(Object.keys(rows[0] ?? {}));
    expect(sumOf(csvRows.map((row) => row.BilledCost ?? ""))).toBe(sumOf(rows.map((row) => Number(row.BilledCost).toFixed(12))));
  });

  it("of FOCUS says what the columns that are Azure's own say of usage", async () => {
    await start();
    const { manifest } = await runOnce(definition({ definition: { type: "FocusCost", timeframe: "TheLastMonth" } }));
    const rows = readCsv((await bytesOf(manifest.blobs[0]?.blobName)).toString());
    expect(rows[0]).toMatchObject({
      SubAccountType: "Subscription",
      CommitmentDiscountId: "",
      x_ServicePeriodStart: "2026-01-01T00:00:00Z",
      x_SkuServiceFamily: "Storage",
      x_PricingCurrency: "USD",
    });
    expect(rows.every((row) => row.x_BilledCostInUsd === row.BilledCost)).toBe(true);
  });

  it("writes one file without a manifest when it is not partitioned", async () => {
    await start();
    await put(definition({ partitionData: false }));
    await lab.azure.send(pathOf("/bill/run"), { method: "POST", body: { timePeriod: { from: "2025-12-01", to: "2025-12-31" } } });
    lab.azure.clock.advance(30_000);
    const [run] = await history();
    expect(run?.properties.fileName).toMatch(/^bill\/daily\/bill\/20251201-20251231\/bill_[0-9a-f-]{36}\.csv$/);
    expect([...(await files()).keys()]).toEqual([run?.properties.fileName]);
    expect(readCsv((await bytesOf(run?.properties.fileName)).toString())).toHaveLength(40 * 31);
  });

  it("of a period without rows writes a part with nothing but its columns", async () => {
    await start();
    for (const format of ["Csv", "Parquet"]) {
      const period = { from: "2025-01-01", to: "2025-01-31" };
      await put(definition({ format, definition: { type: "ActualCost", timeframe: "Custom", timePeriod: period } }));
      await lab.azure.send(pathOf("/bill/run"), { method: "POST" });
      lab.azure.clock.advance(30_000);
      const [run] = await history();
      const manifest = JSON.parse((await bytesOf(run?.properties.manifestFile)).toString()) as Manifest;
      expect([manifest.blobCount, manifest.dataRowCount]).toEqual([1, 0]);
      expect((await bytesOf(manifest.blobs[0]?.blobName)).length).toBe(manifest.byteCount);
    }
  });

  it("that cannot be delivered ends Failed and says why", async () => {
    await start({ sink: { put: async () => Promise.reject(new Error("The specified container does not exist.")) } });
    await put(definition());
    await lab.azure.send(pathOf("/bill/run"), { method: "POST" });
    lab.azure.clock.advance(30_000);
    const [run] = await history();
    expect(run?.properties).toMatchObject({
      status: "Failed",
      error: { code: "DeliveryFailed", message: "The specified container does not exist." },
    });
  });
});

describe("a daily export", () => {
  it("runs by itself as the clock passes, each time with the whole month so far as it then stood", async () => {
    await start();
    await put(daily());
    lab.azure.clock.advance(3 * dayMs);
    const runs = await history();
    expect(
      runs.map((run) => [run.properties.executionType, run.properties.submittedTime?.slice(0, 16), run.properties.endDate?.slice(0, 10)]),
    ).toEqual([
      ["Scheduled", "2026-02-13T03:00", "2026-02-13"],
      ["Scheduled", "2026-02-12T03:00", "2026-02-12"],
      ["Scheduled", "2026-02-11T03:00", "2026-02-11"],
    ]);
    const counts = await Promise.all(
      runs.map(async (run) => (JSON.parse((await bytesOf(run.properties.manifestFile)).toString()) as Manifest).dataRowCount),
    );
    expect(counts).toEqual([12 * 41, 11 * 41, 10 * 41]);
    expect(new Set([...(await files()).keys()].map((path) => path.split("/")[3]))).toEqual(new Set(["20260201-20260228"]));
  });

  it("writes without being asked for anything", async () => {
    const put1: string[] = [];
    await start({ sink: { put: async ({ path }) => void put1.push(path) } });
    await put(daily());
    lab.azure.clock.advance(dayMs);
    await expect.poll(() => put1.length).toBe(2);
  });

  it("that overwrites keeps one folder a month, whose files are those of the last run", async () => {
    await start();
    await put(daily({ dataOverwriteBehavior: "OverwritePreviousReport" }));
    lab.azure.clock.advance(3 * dayMs);
    expect(await history()).toHaveLength(3);
    expect([...(await files()).keys()].map((path) => path.replace(/[0-9a-f-]{36}/, "id"))).toEqual([
      "bill/daily/bill/20260201-20260228/id/manifest.json",
      "bill/daily/bill/20260201-20260228/id/part_0_0001.csv",
    ]);
    const [newest] = await history();
    expect((JSON.parse((await bytesOf(newest?.properties.manifestFile)).toString()) as Manifest).dataRowCount).toBe(12 * 41);
  });

  it("runs twice in the first five days of a month, the second time unseen, for the month before", async () => {
    await start();
    await put(daily({ dataOverwriteBehavior: "OverwritePreviousReport" }));
    lab.azure.clock.advance(28 * dayMs);
    const runs = await history();
    expect(runs).toHaveLength(28);
    expect(runs[0]?.properties.submittedTime).toMatch(/^2026-03-10/);
    const manifests = [...(await files()).keys()].filter((path) => path.endsWith("manifest.json"));
    expect(manifests.map((path) => path.split("/")[3])).toEqual(["20260201-20260228", "20260301-20260331"]);
    const february = JSON.parse((await bytesOf(manifests[0])).toString()) as Manifest;
    expect(february).toMatchObject({ dataRowCount: 28 * 41, runInfo: { endDate: "2026-02-28T00:00:00Z" } });
    expect(february.runInfo.submittedTime).toMatch(/^2026-03-05/);
  });

  it("rests while it is inactive", async () => {
    await start();
    const inactive = { status: "Inactive", recurrence: "Daily", recurrencePeriod: { from: "2026-02-11T03:00:00Z" } };
    const created = await put(daily({ schedule: inactive }));
    expect(JSON.stringify(created.body)).not.toContain("nextRunTimeEstimate");
    lab.azure.clock.advance(3 * dayMs);
    expect(await history()).toEqual([]);
  });

  it("makes up after a restart for what fell due meanwhile, and remembers its runs", async () => {
    const dir = mkdtempSync(join(tmpdir(), "cost-exports-"));
    try {
      await start({ dir });
      await put(daily());
      lab.azure.clock.advance(dayMs);
      expect(await history()).toHaveLength(1);
      const before = await files();
      await lab.azure.close();
      await start({ dir, now: "2026-02-13T12:00:00Z" });
      expect((await history()).map((run) => run.properties.status)).toEqual(["Completed", "Completed", "Completed"]);
      expect([...(await files()).keys()]).toEqual(expect.arrayContaining([...before.keys()]));
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
