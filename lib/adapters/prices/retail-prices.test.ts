import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalEstate, startLocalEstate } from "#lib/adapters/testing/local-estate.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { createRetailPrices } from "./retail-prices.ts";

const context = { requestId: "r", principal: testPrincipal };
const RECORDING = new URL("../../../../shared/data/prices/retail-api-reply-westeurope.json", import.meta.url);

describe("retail prices of Local Azure", () => {
  let estate: LocalEstate;
  beforeAll(async () => {
    estate = await startLocalEstate();
  });
  afterAll(() => estate.stop());

  it("are the snapshot meters of each region, France dearer than West Europe", async () => {
    const prices = await estate.prices.read(["westeurope", "francecentral", "WestEurope"], context);
    const of = (region: string, sku: string) => prices.find((p) => p.region === region && p.sku === sku)?.usdPerGibMonth;
    expect(of("westeurope", "Standard_LRS")).toBe("0.05");
    expect(of("westeurope", "Standard_ZRS")).toBe("0.05");
    expect(of("westeurope", "Premium_LRS")).toBe("0.145");
    expect(of("francecentral", "Standard_LRS")).toBe("0.053");
    expect(prices.filter((p) => p.region === "westeurope")).toHaveLength(3);
    expect(prices[0]).toMatchObject({ source: "retail", effectiveDate: expect.stringMatching(/^20\d\d-/) });
  });
});

interface Canned {
  server: Server;
  url: string;
  requests: string[];
}

interface Answer {
  status?: number;
  body: unknown;
}

async function serveCanned(answer: (url: URL) => Answer | Promise<Answer>): Promise<Canned> {
  const requests: string[] = [];
  const server = createServer(async (req, res) => {
    requests.push(req.url ?? "");
    const { status = 200, body } = await answer(new URL(req.url ?? "/", "http://x"));
    res.writeHead(status, { "content-type": "application/json" }).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/retail/prices`, requests };
}

const item = (more: object) => ({
  armRegionName: "westeurope",
  productName: "Standard HDD Managed Disks",
  skuName: "Snapshots LRS",
  meterId: "m1",
  meterName: "LRS Snapshots",
  retailPrice: 0.05,
  tierMinimumUnits: 0,
  unitOfMeasure: "1 GB/Month",
  effectiveStartDate: "2018-02-01T00:00:00Z",
  isPrimaryMeterRegion: true,
  ...more,
});

describe("retail prices", () => {
  it("follow every page, keep the price in force and drop look-alikes", async () => {
    const canned = await serveCanned((url) =>
      url.searchParams.has("$skip")
        ? { body: { Items: [item({ retailPrice: 0.06, meterId: "new", effectiveStartDate: "2024-01-01T00:00:00Z" })], NextPageLink: null } }
        : {
            body: {
              Items: [
                item({}),
                item({ meterId: "future", effectiveStartDate: "2999-01-01T00:00:00Z" }),
                item({ meterId: "secondary", isPrimaryMeterRegion: false, effectiveStartDate: "2025-01-01T00:00:00Z" }),
                item({ meterId: "instant", unitOfMeasure: "1 GB/Hour" }),
                item({ meterId: "ssd", productName: "Standard SSD Managed Disks" }),
              ],
              NextPageLink: `${canned.url}?$skip=5`,
            },
          },
    );
    const answers = createRetailPrices({ url: canned.url, clock: { nowMs: () => Date.parse("2026-11-22T00:00:00Z") } });
    expect(await answers.read(["westeurope"], context)).toMatchObject([{ meterId: "new", usdPerGibMonth: "0.06", sku: "Standard_LRS" }]);
    expect(canned.requests).toHaveLength(2);
    canned.server.close();
  });

  it("are asked for once a day, and stay when the list does not answer", async () => {
    let status = 200;
    let nowMs = Date.parse("2026-11-22T00:00:00Z");
    const canned = await serveCanned(() => ({ status, body: { Items: [item({ retailPrice: 0.0526 })], NextPageLink: "" } }));
    const list = createRetailPrices({ url: canned.url, clock: { nowMs: () => nowMs } });
    const [first, second] = await Promise.all([list.read(["westeurope"], context), list.read(["westeurope"], context)]);
    expect(first).toEqual(second);
    expect(first[0]).toMatchObject({ usdPerGibMonth: "0.0526", meterId: "m1", fetchedAt: "2026-11-22T00:00:00.000Z" });
    expect(canned.requests).toHaveLength(1);
    expect(decodeURIComponent(canned.requests[0] ?? "").replaceAll("+", " ")).toContain("armRegionName eq 'westeurope'");
    nowMs += 25 * 3_600_000;
    status = 404;
    expect((await list.read(["westeurope"], context))[0]?.fetchedAt).toBe("2026-11-22T00:00:00.000Z");
    await expect(list.read(["eastus"], context)).rejects.toMatchObject({ code: "azure-failed" });
    canned.server.close();
  });

  it("come to the second who asked when the first has gone away", async () => {
    const held = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const canned = await serveCanned(async () => {
      asked.resolve();
      await held.promise;
      return { body: { Items: [item({})], NextPageLink: null } };
    });
    const list = createRetailPrices({ url: canned.url, clock: { nowMs: () => Date.parse("2026-11-22T00:00:00Z") } });
    const leaving = new AbortController();
    const first = list.read(["westeurope"], { ...context, signal: leaving.signal });
    const second = list.read(["westeurope"], context);
    await asked.promise;
    leaving.abort(new Error("gone"));
    await expect(first).rejects.toThrow("gone");
    held.resolve();
    expect(await second).toMatchObject([{ meterId: "m1" }]);
    expect(canned.requests).toHaveLength(1);
    canned.server.close();
  });

  it("refuse pages on another host and pages that never end", async () => {
    const canned = await serveCanned((url) => ({
      body: { Items: [], NextPageLink: url.searchParams.has("loop") ? `${canned.url}?loop=1` : "http://127.0.0.1:1/x" },
    }));
    const clock = { nowMs: () => 0 };
    await expect(createRetailPrices({ url: canned.url, clock }).read(["x"], context)).rejects.toThrow(/ForeignAddress/);
    await expect(createRetailPrices({ url: `${canned.url}?loop=1`, clock }).read(["x"], context)).rejects.toThrow(/RepeatedNextLink/);
    canned.server.close();
  });

  it("come through a list with rows that are none, and an answer without a list is unreadable", async () => {
    let body: unknown = { Items: [null, 7, { armRegionName: null }, item({ retailPrice: null }), item({})], NextPageLink: null };
    const canned = await serveCanned(() => ({ body }));
    const list = createRetailPrices({ url: canned.url, clock: { nowMs: () => Date.parse("2026-11-22T00:00:00Z") } });
    expect(await list.read(["westeurope"], context)).toMatchObject([{ meterId: "m1", usdPerGibMonth: "0.05" }]);
    for (body of ["<html>busy</html>", "null", { Items: null }, { Items: [], NextPageLink: 7 }])
      await expect(list.read(["eastus"], context)).rejects.toThrow(/^Azure answered unreadably/);
    canned.server.close();
  });

  it.skipIf(!existsSync(RECORDING))("read a recorded answer of the public list (skipped where the recordings are absent)", async () => {
    const recorded = JSON.parse(readFileSync(RECORDING, "utf8")) as { body: { Items: unknown[] } }[];
    const canned = await serveCanned(() => ({ body: { Items: recorded.flatMap((r) => r.body.Items), NextPageLink: null } }));
    const prices = await createRetailPrices({ url: canned.url, clock: { nowMs: () => Date.parse("2026-11-22T00:00:00Z") } }).read(
      ["westeurope"],
      context,
    );
    expect(prices.find((p) => p.sku === "Standard_LRS")).toMatchObject({
      meterId: "78dd126f-f855-4670-8038-fd66cf0f43b9",
      usdPerGibMonth: "0.05",
    });
    canned.server.close();
  });
});
