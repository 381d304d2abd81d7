import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { sumDecimals } from "#lib/domain/exact-decimal.ts";
import { parseExactJson, toDecimalText } from "./exact-json.ts";

const GIB = 2 ** 30;
let estate: LocalEstate;
let month = "";
let snapshotId = "";

beforeAll(async () => {
  estate = await startLocalEstate();
  const { azure } = estate;
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

  it("follows all pages or throws", async () => {
    const fetched = await estate.billed.readMonth(estate.azure.subscriptionId, month, estate.context);
    estate.azure.faults.add({ kind: "status500", path: "CostManagement", times: 20 });
    await expect(estate.billed.readMonth(estate.azure.subscriptionId, month, estate.context)).rejects.toMatchObject({
      code: "azure-unavailable",
    });
    estate.azure.faults.clear();
    expect(fetched.length).toBeGreaterThan(0);
  });

  it("waits as long as it is told and then goes on", async () => {
    estate.azure.faults.add({ kind: "throttle", path: "CostManagement", times: 2, retryAfterSeconds: 0 });
    await expect(estate.billed.readMonth(estate.azure.subscriptionId, month, estate.context)).resolves.not.toHaveLength(0);
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
