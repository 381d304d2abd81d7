import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type LocalEstate, startLocalEstate } from "#lib/adapters/testing/local-estate.ts";
import { diskMeter } from "#lib/domain/costs/disk-price.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { createDiskPrices } from "./disk-prices.ts";

const context = { requestId: "r", principal: testPrincipal };
const clock = { nowMs: () => Date.parse("2026-11-22T00:00:00Z") };
// As the public list answers for one tier: the disk, and what each further machine that shares it costs.
const row = {
  currencyCode: "USD",
  tierMinimumUnits: 0,
  retailPrice: 21.68,
  unitPrice: 21.68,
  armRegionName: "westeurope",
  location: "EU West",
  effectiveStartDate: "2020-06-01T00:00:00Z",
  meterId: "p10",
  meterName: "P10 LRS Disk",
  productName: "Premium SSD Managed Disks",
  skuName: "P10 LRS",
  serviceName: "Storage",
  unitOfMeasure: "1/Month",
  type: "Consumption",
  isPrimaryMeterRegion: true,
};
let status = 200;
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(decodeURIComponent(request.url ?? "").replaceAll("+", " "));
  const Items = [
    { ...row, meterId: "mount", meterName: "P10 LRS Disk Mount", retailPrice: 1.18 },
    { ...row, armRegionName: "eastus", meterId: "us" },
    row,
  ];
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ Items, NextPageLink: null }));
});
let url = "";
let local: LocalEstate;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/retail/prices`;
  local = await startLocalEstate();
});
beforeEach(() => {
  status = 200;
  asked.length = 0;
});
afterAll(async () => {
  server.close();
  await local.stop();
});

const p10 = diskMeter("Premium_LRS", 100);
if (!p10) throw new Error("a meter");

it("a disk's price is that of its tier in its region, asked for once a day, and no look-alike's", async () => {
  const list = createDiskPrices({ url, clock });
  const prices = await Promise.all([list.read(p10, "westeurope", context), list.read(p10, "WestEurope", context)]);
  expect(prices[0]).toEqual({ meter: p10, meterId: "p10", usd: "21.68", effectiveDate: "2020-06-01T00:00:00Z" });
  expect(prices[1]).toBe(prices[0]);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toContain("(productName eq 'Premium SSD Managed Disks') and (skuName eq 'P10 LRS')");
  expect(await list.read(p10, "swedencentral", context)).toBeUndefined();
});

it("an answer that fails is not kept", async () => {
  const list = createDiskPrices({ url, clock });
  status = 404;
  await expect(list.read(p10, "westeurope", context)).rejects.toMatchObject({ code: "azure-failed" });
  status = 200;
  expect((await list.read(p10, "westeurope", context))?.usd).toBe("21.68");
});

it("Local Azure has no disk prices, and none is made up", async () => {
  const list = createDiskPrices({ url: local.connection.retailPricesUrl, clock: local.clock });
  expect(await list.read(p10, "westeurope", context)).toBeUndefined();
});
