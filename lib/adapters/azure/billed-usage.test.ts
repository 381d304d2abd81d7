import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { startRewritingAzure } from "#lib/adapters/testing/rewriting-azure.ts";
import { sumDecimals } from "#lib/domain/costs/exact-decimal.ts";
import { passToDayOfMonth } from "#lib/local-azure/testing/test-azure.ts";
import { createBilledUsage } from "./billed-usage.ts";
import { parseExactJson, toDecimalText } from "./exact-json.ts";

const GIB = 2 ** 30;
let estate: LocalEstate;
let month = "";
let snapshotId = "";

beforeAll(async () => {
  estate = await startLocalEstate();
  const { azure } = estate;
  passToDayOfMonth(azure, 5);
  const now = new Date(estate.clock.nowMs());
  const lastMonthMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1);
  month = new Date(lastMonthMs).toISOString().slice(0, 7);
  const disk = makeDisk(azure, "db01", 64);
  fill(azure, disk, 0, 10 * GIB);
  snapshotId = takeSnapshot(azure, disk, "db01-1", lastMonthMs - 86_400_000).id;
});
afterAll(() => estate.stop());

describe("billed usage", () => {
  it("has a row a day, and the days of 10 GiB make about 10 GiB-months", async () => {
    const rows = await estate.billed.readMonth(estate.azure.subscriptionId, month, estate.context);
    const storage = rows.filter((row) => row.sort === "storage");
    const [year = 0, number = 0] = month.split("-").map(Number);
    const days = new Date(Date.UTC(year, number, 0)).getUTCDate();
    expect(storage).toHaveLength(days);
    expect(new Set(storage.map((row) => row.resourceId))).toEqual(new Set([snapshotId.toLowerCase()]));
    expect(storage.map((row) => row.date).toSorted()[0]).toBe(`${month}-01`);
    expect(Number(sumDecimals(storage.map((row) => row.quantity)))).toBeCloseTo(10, 3);
    expect(storage[0]?.quantity).toMatch(/^0\.3\d{5}$/);
    expect(storage[0]?.usd).toMatch(/^0\.\d+$/);
  });

  it("is asked for once however often it is looked at, a failure included", async () => {
    const billed = createBilledUsage({ connection: estate.connection });
    estate.azure.faults.add({ kind: "status500", path: "CostManagement", times: 4 });
    for (let i = 0; i < 3; i += 1)
      await expect(billed.readMonth(estate.azure.subscriptionId, month, estate.context)).rejects.toMatchObject({
        code: "azure-unavailable",
      });
    expect(estate.azure.faults.list()).toHaveLength(0);
    const again = createBilledUsage({ connection: estate.connection });
    const [first, second] = await Promise.all([0, 1].map(() => again.readMonth(estate.azure.subscriptionId, month, estate.context)));
    expect(first).toBe(second);
  });

  it("waits a minute in all, however many waits it is asked for", async () => {
    const azure = await startRewritingAzure(estate);
    const waits = ["0.05", "59.99"];
    azure.answerWith(({ path }) => {
      if (!path.includes("CostManagement")) return undefined;
      return { status: 429, headers: { "x-ms-ratelimit-microsoft.costmanagement-entity-retry-after": waits.shift() ?? "0" }, body: "{}" };
    });
    const billed = createBilledUsage({ connection: azure.connection });
    await expect(billed.readMonth(estate.azure.subscriptionId, month, estate.context)).rejects.toMatchObject({ code: "azure-throttled" });
    await azure.stop();
    expect(waits).toEqual([]);
  });

  it("follows every page of thousands of rows", async () => {
    const { azure } = estate;
    const [year = 0, number = 0] = month.split("-").map(Number);
    const startMs = Date.UTC(year, number - 1, 1);
    for (let d = 0; d < 6; d += 1) {
      const disk = makeDisk(azure, `many-${d}`);
      for (let i = 0; i < 30; i += 1) {
        fill(azure, disk, i * 2 ** 20, 2 ** 20);
        takeSnapshot(azure, disk, `many-${d}-${i}`, startMs - (40 - i) * 3_600_000);
      }
    }
    const rows = await createBilledUsage({ connection: estate.connection }).readMonth(azure.subscriptionId, month, estate.context);
    const days = new Set(rows.map((row) => row.date)).size;
    expect(rows.length).toBeGreaterThan(5000);
    expect(rows.filter((row) => row.sort === "storage")).toHaveLength(181 * days);
  });

  it("waits as long as it is told and then goes on", async () => {
    estate.azure.faults.add({ kind: "throttle", path: "CostManagement", times: 5, retryAfterSeconds: 0 });
    const rows = await createBilledUsage({ connection: estate.connection }).readMonth(estate.azure.subscriptionId, month, estate.context);
    expect(rows).not.toHaveLength(0);
  });
});

describe("exact JSON", () => {
  it("keeps every digit of a number and writes none with an exponent", () => {
    const parsed = parseExactJson('{"rows":[[7E-06, 0.009865586851323632123, 20260401, "x"]]}') as { rows: string[][] };
    expect(parsed.rows[0]).toEqual(["7E-06", "0.009865586851323632123", "20260401", "x"]);
    expect(toDecimalText("7E-06")).toBe("0.000007");
    expect(toDecimalText("0.009865586851323632123")).toBe("0.009865586851323632123");
    expect(() => toDecimalText("NaN")).toThrow();
  });
});
