import { existsSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { capturedData } from "../../testing/captured-data.ts";
import type { CostFixture } from "../../testing/cost-bill.ts";
import { readCsv, startCostFixture, sumOf } from "../../testing/cost-bill.ts";
import { noIrregularity } from "../meter/booked-rows.ts";

const path = "/subscriptions/sub-1/providers/Microsoft.CostManagement/generateCostDetailsReport?api-version=2025-03-01";
const january = { metric: "ActualCost", timePeriod: { start: "2026-01-01", end: "2026-01-31" } };

interface Report {
  id: string;
  status: string;
  validTill: string;
  manifest: { blobCount: number; byteCount: number; dataFormat: string; blobs: { blobLink: string; byteCount: number }[] };
}

let azure: CostFixture;

afterEach(() => azure.close());

async function start(more: Partial<Parameters<typeof startCostFixture>[0]> = {}) {
  azure = await startCostFixture({ now: "2026-02-10T12:00:00Z", ...more });
}

const post = (body: unknown, where = path) => azure.send(where, { method: "POST", body });

async function finished(body: unknown): Promise<Report> {
  const location = (await post(body)).headers.get("location") ?? "";
  azure.clock.advance(60_000);
  const { status, body: report } = await azure.send(location);
  expect(status).toBe(200);
  return report as Report;
}

async function rowsOf(report: Report) {
  const texts = await Promise.all(report.manifest.blobs.map(async ({ blobLink }) => (await azure.fetch(blobLink)).text()));
  return texts.flatMap(readCsv);
}

describe("a cost details report", () => {
  it("is accepted with 202, pending until its time, then 200 with a manifest of links that download CSV", async () => {
    await start();
    const accepted = await post(january);
    expect([accepted.status, accepted.headers.get("retry-after"), accepted.body]).toEqual([202, "60", undefined]);
    const location = accepted.headers.get("location") ?? "";
    expect(location).toMatch(
      /\/subscriptions\/sub-1\/providers\/Microsoft\.CostManagement\/costDetailsOperationResults\/[0-9a-f-]{36}\?api-version=2025-03-01$/,
    );
    expect([(await azure.send(location)).status]).toEqual([202]);
    azure.clock.advance(60_000);
    const { status, body } = await azure.send(location);
    const report = body as Report;
    expect(status).toBe(200);
    expect(report).toMatchObject({
      id: expect.stringMatching(/^subscriptions\/sub-1\/providers\/Microsoft\.CostManagement\/costDetailsOperationResults\//),
      status: "Completed",
      validTill: "2026-02-10T13:01:00.000Z",
      manifest: {
        manifestVersion: "2025-03-01",
        dataFormat: "Csv",
        blobCount: 1,
        compressData: false,
        requestContext: { requestScope: "subscriptions/sub-1", requestBody: january },
      },
    });
    const [blob] = report.manifest.blobs;
    const file = await azure.fetch(blob?.blobLink ?? "");
    const bytes = Buffer.from(await file.arrayBuffer());
    expect([bytes.length, bytes.subarray(0, 3).toString("hex")]).toEqual([blob?.byteCount, "efbbbf"]);
  });

  const sample = capturedData("usage-reports/ea_2024-08-01_actual.csv");
  it.skipIf(!existsSync(sample))("has the columns of an Enterprise Agreement's file, in their order", async () => {
    await start();
    const [blob] = (await finished(january)).manifest.blobs;
    const header = (await (await azure.fetch(blob?.blobLink ?? "")).text()).split("\r\n")[0];
    expect(`\uFEFF${header?.replace(/^\uFEFF/, "")}`).toBe(readFileSync(sample, "utf8").split(/\r?\n/)[0]);
  });

  it("has a row a resource, meter and day, amounts exact, ids and groups as written", async () => {
    await start({ irregularity: noIrregularity });
    const rows = await rowsOf(await finished(january));
    expect(rows).toHaveLength(40 * 31 + 12 + 2);
    const row = rows.find((one) => one.ResourceName === "s9" && one.Date === "01/31/2026");
    expect(row).toMatchObject({
      SubscriptionName: "Prod, EU",
      ResourceGroup: "RG-Web",
      ResourceId: "/subscriptions/sub-1/resourceGroups/RG-Web/providers/Microsoft.Compute/snapshots/s9",
      ProductName: "Standard HDD Managed Disks - ZRS Snapshots - EU West",
      MeterCategory: "Storage",
      MeterSubCategory: "Standard HDD Managed Disks",
      MeterName: "ZRS Snapshots",
      UnitOfMeasure: "1 GB/Month",
      Quantity: "0.322584",
      EffectivePrice: "0.05",
      CostInBillingCurrency: "0.0161292",
      Tags: '"env": "prod","App Name": "db \\"9\\""',
      BillingPeriodStartDate: "01/01/2026",
      BillingPeriodEndDate: "01/31/2026",
    });
    const others = rows.filter((one) => one.MeterName !== "ZRS Snapshots");
    expect(others.map((one) => [one.ResourceName, one.ProductName, one.UnitOfMeasure, one.Quantity])).toEqual([
      ["s0", "Standard HDD Managed Disks - S4 LRS Disk Operations - EU West", "10K", "0.256"],
      ["s0", "Bandwidth Inter-Region - Intra Continent Data Transfer Out - Europe", "1 GB", "10"],
    ]);
  });

  it("lacks rows that come late and holds corrections as rows of their own; settled, it sums to what was metered", async () => {
    await start();
    const early = await rowsOf(await finished({ timePeriod: { start: "2026-02-01", end: "2026-02-10" } }));
    const ofDay = (rows: typeof early, day: string) => rows.filter((row) => row.Date === day && !row.Quantity?.startsWith("-")).length;
    expect(ofDay(early, "02/09/2026")).toBeLessThan(ofDay(early, "02/01/2026"));
    const rows = await rowsOf(await finished(january));
    expect(rows.filter((row) => row.Quantity?.startsWith("-")).length).toBeGreaterThan(5);
    await azure.close();
    await start({ irregularity: noIrregularity });
    const metered = await rowsOf(await finished(january));
    expect(rows.length).toBeGreaterThan(metered.length);
    for (const column of ["Quantity", "CostInBillingCurrency"]) {
      const sum = (all: typeof rows) => sumOf(all.map((row) => row[column] ?? ""));
      expect(sum(rows)).toBe(sum(metered));
    }
  });

  it("is the bill as it stood when it was asked for, however late it is fetched", async () => {
    await start({ irregularity: noIrregularity });
    const location = (await post({})).headers.get("location") ?? "";
    azure.clock.advance(5 * 86_400_000);
    const rows = await rowsOf((await azure.send(location)).body as Report);
    expect(new Set(rows.map((row) => row.Date)).size).toBe(10);
  });

  it("is gone, with its files, when another is asked for more than a day later", async () => {
    await start({ rowsPerPart: 500 });
    const path = new URL((await finished(january)).id, "https://azure").pathname;
    const listed = async () =>
      ((await azure.send("/local-azure/cost-files/ccmreports/armreports")).body as { value: unknown[] }).value.length;
    expect(await listed()).toBe(3);
    azure.clock.advance(25 * 3_600_000);
    await post(january);
    expect([await listed(), (await azure.send(`${path}?api-version=2025-03-01`)).status]).toEqual([0, 404]);
  });

  it("comes in several files when it is long, each with its header", async () => {
    await start({ rowsPerPart: 500, irregularity: noIrregularity });
    const report = await finished(january);
    expect(report.manifest.blobCount).toBe(3);
    expect(report.manifest.byteCount).toBe(report.manifest.blobs.reduce((sum, blob) => sum + blob.byteCount, 0));
    expect(await rowsOf(report)).toHaveLength(40 * 31 + 12 + 2);
  });

  it("may ask for a billing period, or for nothing but the current month; without a row it answers 204", async () => {
    await start();
    const days = async (body: unknown) => new Set((await rowsOf(await finished(body))).map((row) => row.Date)).size;
    expect(await days({ billingPeriod: "202512" })).toBe(31);
    expect(await days({})).toBe(10);
    const location = (await post({ billingPeriod: "202509" })).headers.get("location") ?? "";
    azure.clock.advance(60_000);
    expect((await azure.send(location)).status).toBe(204);
  });

  it.each([
    ["a metric that is none", { metric: "Guess" }, "'Guess'"],
    ["two periods at once", { ...january, billingPeriod: "202601" }, "Only one of"],
    ["an invoice", { invoiceId: "I1" }, "invoiceId"],
    ["a date that is none", { timePeriod: { start: "soon", end: "2026-01-31" } }, "'soon'"],
    ["an end before the start", { timePeriod: { start: "2026-01-02", end: "2026-01-01" } }, "is after"],
    ["more than a month", { timePeriod: { start: "2025-12-01", end: "2026-01-31" } }, "one month"],
    ["what is too long ago", { billingPeriod: "202412" }, "13 months"],
    ["a month that is none", { billingPeriod: "202613" }, "'202613'"],
  ])("refuses %s with 400, naming it", async (_, body, message) => {
    await start();
    const { status, body: answer } = await post(body);
    expect(status).toBe(400);
    expect(JSON.stringify(answer)).toContain(message);
  });

  it("is refused for a resource group, found by no other id, and only polled with GET", async () => {
    await start();
    expect((await post(january, path.replace("/providers/", "/resourceGroups/rg-web/providers/"))).status).toBe(501);
    const location = (await post(january)).headers.get("location") ?? "";
    expect((await azure.send(location.replace(/[0-9a-f-]{36}/, crypto.randomUUID()))).status).toBe(404);
    expect((await azure.send(location, { method: "POST" })).status).toBe(405);
  });
});

describe("the link of a report", () => {
  it("ends with validTill, and opens no other file", async () => {
    await start();
    const [blob] = (await finished(january)).manifest.blobs;
    const link = blob?.blobLink ?? "";
    expect((await azure.fetch(link.replace(/armreports\/\d+/, "armreports/20260101"))).status).toBe(403);
    expect((await azure.fetch(link.replace(/sig=[^&]+/, "sig=AAAA"))).status).toBe(403);
    expect((await azure.fetch(link.replace(/se=2026/, "se=2027"))).status).toBe(403);
    azure.clock.advance(3_600_000);
    const late = await azure.fetch(link);
    expect([late.status, late.headers.get("x-ms-error-code")]).toEqual([403, "AuthenticationFailed"]);
  });

  it("answers HEAD, and ranges with 206 or 416", async () => {
    await start();
    const [blob] = (await finished(january)).manifest.blobs;
    const [link, size] = [blob?.blobLink ?? "", blob?.byteCount ?? 0];
    const head = await azure.fetch(link, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), head.headers.get("x-ms-blob-type")]).toEqual([200, String(size), "BlockBlob"]);
    const part = await azure.fetch(link, { headers: { "x-ms-range": "bytes=3-9" } });
    expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([206, `bytes 3-9/${size}`, "Invoice"]);
    expect((await azure.fetch(link, { headers: { range: `bytes=${size}-` } })).status).toBe(416);
    expect((await azure.fetch(link, { method: "PUT" })).status).toBe(405);
  });
});
