import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { capturedData } from "../../testing/captured-data.ts";
import type { TestServer } from "../../testing/handler-server.ts";
import { startTestServer } from "../../testing/handler-server.ts";
import { meterFor, retailPrices } from "./price-list.ts";
import { createRetailPricesHandler } from "./retail-prices.ts";

const dataFolder = capturedData("prices");
const hasData = existsSync(dataFolder);
if (!hasData) console.warn(`skipped: no price data at ${dataFolder}`);
const read = (name: string) => JSON.parse(readFileSync(resolve(dataFolder, name), "utf8"));

interface Reply {
  Items: Record<string, unknown>[];
  NextPageLink: string | null;
  Count: number;
  BillingCurrency: string;
  error?: { code: string; message: string };
}

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer(createRetailPricesHandler({ pageItems: 10 }));
});

afterEach(() => server.close());

async function get(params: Record<string, string>) {
  const { status, body } = await server.send(
    `/api/retail/prices?${new URLSearchParams({ "api-version": "2023-01-01-preview", ...params })}`,
  );
  return { status, ...(body as Reply) };
}

const standardInWestEurope =
  "serviceName eq 'Storage' and armRegionName eq 'westeurope' and type eq 'Consumption' and productName eq 'Standard HDD Managed Disks' and (skuName eq 'Snapshots LRS' or skuName eq 'Snapshots ZRS')";

describe("retail prices", () => {
  it.skipIf(!hasData)("answer recorded requests with the recorded replies", async () => {
    for (const { url, body } of read("retail-api-reply-westeurope.json")) {
      const { search } = new URL(url);
      const reply = await server.send(`/api/retail/prices${search}`);
      expect(reply.body).toEqual(body);
    }
  });

  it.skipIf(!hasData)("are the captured ones for every snapshot meter of managed disks", () => {
    const captured = (read("retail-snapshot-meters.json") as Record<string, string | number>[]).filter(
      (row) => !String(row.productName).includes("Files"),
    );
    expect(captured.length).toBeGreaterThan(50);
    for (const row of captured) {
      const ours = retailPrices.find(
        (p) => p.armRegionName === row.armRegionName && p.productName === row.productName && p.meterName === row.meterName,
      );
      expect(Number(ours?.usd), `${row.armRegionName} ${row.productName} ${row.meterName}`).toBe(row.retailPrice);
      expect([ours?.skuName, ours?.unitOfMeasure]).toEqual([row.skuName, row.unitOfMeasure]);
    }
  });

  it("are found by the filter a price lookup sends", async () => {
    const { Items, Count } = await get({ $filter: standardInWestEurope });
    expect(Count).toBe(2);
    expect(Items.map((item) => [item.meterName, item.retailPrice])).toEqual([
      ["LRS Snapshots", 0.05],
      ["ZRS Snapshots", 0.05],
    ]);
  });

  it("heed case from 2023-01-01-preview on, not before", async () => {
    const $filter = "meterName eq 'lrs snapshots' and armRegionName eq 'WestEurope'";
    expect((await get({ $filter })).Count).toBe(0);
    expect((await get({ $filter, "api-version": "2021-10-01-preview" })).Count).toBe(3);
  });

  it("come in pages that hold every price once", async () => {
    const ids: unknown[] = [];
    let next: string | null = "/api/retail/prices?api-version=2023-01-01-preview";
    while (next !== null) {
      const { Items, NextPageLink } = (await server.send(next)).body as Reply;
      ids.push(...Items.map((item) => item.meterId));
      next = NextPageLink === null ? null : NextPageLink.replace(/^https:\/\/[^/]+/, "");
    }
    expect(ids).toEqual(retailPrices.map((p) => p.meterId));
    expect(new Set(ids).size).toBe(retailPrices.length);
  });

  it("are quoted in another currency when it is known", async () => {
    const { BillingCurrency, Items } = await get({ $filter: standardInWestEurope, currencyCode: "'EUR'" });
    expect([BillingCurrency, Items[0]?.currencyCode, Items[0]?.retailPrice]).toEqual(["EUR", "EUR", 0.044]);
    expect((await get({ currencyCode: "XAU" })).status).toBe(400);
  });

  it("refuse a filter they cannot read with 400, saying what", async () => {
    const { status, error } = await get({ $filter: "serviceName eq Storage" });
    expect(status).toBe(400);
    expect(error?.message).toContain("'Storage' at position 15 is no value");
  });
});

describe("the price list", () => {
  it("has a meter of its own for each kind and region, and East US stands in for a region without prices", () => {
    const kinds = ["snapshotStandardLrs", "snapshotStandardZrs", "snapshotPremiumLrs", "diskOperations", "interRegion"] as const;
    const regions = ["westeurope", "northeurope", "francecentral", "swedencentral", "belgiumcentral", "eastus"];
    const meters = kinds.flatMap((kind) => regions.map((region) => meterFor(kind, region)));
    expect(new Set(meters.map((m) => m.meterId)).size).toBe(kinds.length * regions.length);
    expect(meterFor("snapshotStandardZrs", "France" + "Central").usd).toBe("0.053");
    expect(meterFor("snapshotStandardZrs", "japaneast")).toBe(meterFor("snapshotStandardZrs", "eastus"));
  });
});
