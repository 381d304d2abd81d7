import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CostFixture } from "../../testing/cost-bill.ts";
import { startCostFixture } from "../../testing/cost-bill.ts";
import { snapshotRecord } from "../../testing/metered-records.ts";
import { noIrregularity } from "../meter/booked-rows.ts";
import { hourMs } from "../meter/meter-quantity.ts";

const gib = 2 ** 30;
const at = (text: string) => Date.parse(`${text}Z`);
const startMs = at("2025-12-01T00:00");

let server: CostFixture;

beforeEach(async () => {
  const snapshots = Array.from({ length: 40 }, (_, i) => snapshotRecord(`s${i}`, [{ atMs: startMs, bytes: (i + 1) * gib }]));
  const premium = { sku: "Premium_LRS", incremental: false, location: "francecentral", resourceGroup: "rg-db" } as const;
  const full = snapshotRecord("full", [{ atMs: startMs, bytes: 100 * gib }], premium);
  const copied = [
    { atMs: at("2026-01-20T00:00"), bytes: 0 },
    { atMs: at("2026-01-20T02:00"), bytes: 10 * gib },
  ];
  const creationData = { createOption: "CopyStart", sourceUniqueId: "s0" } as const;
  server = await startCostFixture({
    now: "2026-02-10T12:00:00Z",
    irregularity: noIrregularity,
    snapshots: [
      ...snapshots,
      { ...full, id: full.id.replace("RG-Web", "RG-DB"), resourceGroup: "RG-DB" },
      snapshotRecord("copy", copied, { location: "northeurope", creationData }),
    ],
  });
});

afterEach(() => server.close());

interface Table {
  properties: { columns: { name: string; type: string }[]; rows: (string | number)[][]; nextLink: string | null };
}

function nestedFilter(depth: number): object {
  let filter: object = { dimensions: { name: "Meter", operator: "In", values: ["x"] } };
  for (let at = 0; at < depth; at++) filter = { and: [filter] };
  return filter;
}

const path = "/subscriptions/sub-1/providers/Microsoft.CostManagement/query?api-version=2023-11-01";
const januaryOnly = { timeframe: "Custom", timePeriod: { from: "2026-01-01T00:00:00Z", to: "2026-01-31T23:59:59Z" } };
const aggregation = { totalCost: { name: "Cost", function: "Sum" }, qty: { name: "UsageQuantity", function: "Sum" } };
const byResourceAndMeter = [
  { type: "Dimension", name: "ResourceId" },
  { type: "Dimension", name: "Meter" },
];

function query(dataset: object = {}, more: object = {}) {
  return {
    type: "ActualCost",
    ...januaryOnly,
    dataset: { granularity: "Daily", aggregation, grouping: byResourceAndMeter, ...dataset },
    ...more,
  };
}

async function post(body: unknown, where = path) {
  const reply = await server.send(where, { method: "POST", body });
  return { ...reply, table: reply.body as Table, error: (reply.body as { error?: { code: string; message: string } }).error };
}

function records({ properties }: Table): Record<string, string | number>[] {
  return properties.rows.map((row) => Object.fromEntries(row.map((cell, i) => [properties.columns[i]?.name ?? "", cell])));
}

describe("a cost query", () => {
  it("gives exact cost and quantity a day, columns by name, resource ids in lower case", async () => {
    const { status, table } = await post(query({}, {}), `${path}&$top=5000`);
    expect(status).toBe(200);
    expect(table.properties.columns).toEqual([
      { name: "Cost", type: "Number" },
      { name: "UsageQuantity", type: "Number" },
      { name: "UsageDate", type: "Number" },
      { name: "ResourceId", type: "String" },
      { name: "Meter", type: "String" },
      { name: "Currency", type: "String" },
    ]);
    const row = records(table).find((r) => r.ResourceId?.toString().endsWith("/s9") && r.UsageDate === 20260131);
    expect(row).toEqual({
      Cost: 0.0161292,
      UsageQuantity: 0.322584,
      UsageDate: 20260131,
      ResourceId: "/subscriptions/sub-1/resourcegroups/rg-web/providers/microsoft.compute/snapshots/s9",
      Meter: "ZRS Snapshots",
      Currency: "USD",
    });
  });

  it("returns every row once over pages whose links are posted, however the clock moves", async () => {
    const whole = (await post(query(), `${path}&$top=5000`)).table.properties.rows;
    const seen: string[] = [];
    let next: string | null = `${path}&$top=100`;
    let pages = 0;
    while (next !== null) {
      const { table, status } = await post(query(), next);
      expect(status).toBe(200);
      expect(table.properties.rows.length).toBeLessThanOrEqual(100);
      seen.push(...table.properties.rows.map((row) => JSON.stringify(row)));
      next = table.properties.nextLink === null ? null : table.properties.nextLink.replace(/^https:\/\/[^/]+/, "");
      server.clock.advance(20 * hourMs);
      pages++;
    }
    expect(pages).toBe(Math.ceil(whole.length / 100));
    expect(seen).toEqual(whole.map((row) => JSON.stringify(row)));
    expect(new Set(seen).size).toBe(whole.length);
  });

  it("pages by 1,000 rows unless asked otherwise", async () => {
    expect((await post(query())).table.properties.rows).toHaveLength(1000);
  });

  it("sums a period without granularity, and a month by month", async () => {
    const s9 = {
      dimensions: {
        name: "ResourceId",
        operator: "In",
        values: ["/subscriptions/SUB-1/resourceGroups/rg-web/providers/Microsoft.Compute/snapshots/S9"],
      },
    };
    const none = await post(query({ granularity: "None", grouping: [], filter: s9 }));
    expect(none.table.properties.rows).toEqual([[0.5000052, 10.000104, "USD"]]);
    const period = { timePeriod: { from: "2025-12-01", to: "2026-01-31" } };
    const monthly = await post(query({ granularity: "Monthly", grouping: [], filter: s9 }, period));
    expect(monthly.table.properties.rows).toEqual([
      [0.5000052, 10.000104, "2025-12-01T00:00:00", "USD"],
      [0.5000052, 10.000104, "2026-01-01T00:00:00", "USD"],
    ]);
  });

  it.each(["Pacific/Honolulu", "Pacific/Kiritimati"])("takes a period without a zone as UTC on a machine in %s", async (zone) => {
    const inUtc = await post(query({}, { timePeriod: { from: "2026-01-05T00:00:00Z", to: "2026-01-06T00:00:00Z" } }));
    vi.stubEnv("TZ", zone);
    const inNone = await post(query({}, { timePeriod: { from: "2026-01-05T00:00:00", to: "2026-01-06T00:00:00" } }));
    vi.unstubAllEnvs();
    expect(inNone.table.properties.rows).toEqual(inUtc.table.properties.rows);
    expect(inUtc.table.properties.rows.length).toBeGreaterThan(0);
  });

  it("filters by dimensions joined with and and or", async () => {
    const dimension = (name: string, ...values: string[]) => ({ dimensions: { name, operator: "In", values } });
    const filter = {
      and: [
        dimension("ResourceType", "Microsoft.Compute/Snapshots"),
        { or: [dimension("ResourceGroupName", "RG-DB"), dimension("Meter", "Intra Continent Data Transfer Out")] },
      ],
    };
    const grouping = [
      { type: "Dimension", name: "ResourceGuid" },
      { type: "Dimension", name: "ResourceLocation" },
    ];
    const { table } = await post(query({ granularity: "None", filter, grouping }));
    expect(records(table)).toEqual([
      expect.objectContaining({ UsageQuantity: 100.000296, Cost: 16.00004736, ResourceLocation: "FR Central" }),
      expect.objectContaining({ UsageQuantity: 10, Cost: 0.2, ResourceLocation: "EU West" }),
    ]);
  });

  it("keeps to the resource group of its scope", async () => {
    const { table } = await post(query({ granularity: "None" }), path.replace("/providers/", "/resourceGroups/rg-db/providers/"));
    expect(records(table).map((r) => r.ResourceId)).toEqual([expect.stringContaining("/resourcegroups/rg-db/")]);
  });

  it("shows nothing of the last eight hours", async () => {
    server.clock.advance(30 * 60_000);
    const { table } = await post(query({ grouping: [] }, { timeframe: "MonthToDate" }));
    const days = records(table);
    expect(days.at(-1)?.UsageDate).toBe(20260210);
    const [full, last] = [days.at(-2)?.UsageQuantity, days.at(-1)?.UsageQuantity];
    expect(Number(last) / Number(full)).toBeCloseTo(4 / 24, 10);
  });

  it.each([
    ["a dimension that is none", query({ grouping: [{ type: "Dimension", name: "Colour" }] }), "'Colour'"],
    ["a third grouping", query({ grouping: [...byResourceAndMeter, { type: "Dimension", name: "ResourceGuid" }] }), "3 clauses; at most 2"],
    ["an unknown aggregation", query({ aggregation: { a: { name: "Price", function: "Sum" } } }), "'Price'"],
    ["another function than Sum", query({ aggregation: { a: { name: "Cost", function: "Avg" } } }), "'Avg'"],
    ["no aggregation", query({ aggregation: {} }), "at least one clause"],
    ["an unknown granularity", query({ granularity: "Hourly" }), "'Hourly'"],
    ["an unknown timeframe", query({}, { timeframe: "ThisYear" }), "'ThisYear'"],
    ["an unknown type", query({}, { type: "Guess" }), "'Guess'"],
    ["an operator other than In", query({ filter: { dimensions: { name: "Meter", operator: "Contains", values: ["x"] } } }), "'Contains'"],
    ["an and of one", query({ filter: { and: [{ dimensions: { name: "Meter", operator: "In", values: ["x"] } }] } }), "at least 2 members"],
    ["a filter nested without end", query({ filter: nestedFilter(1000) }), "nested more than 200 deep"],
    ["a date that is none", query({}, { timePeriod: { from: "soon", to: "2026-01-31" } }), "'soon'"],
    ["a period that ends before it starts", query({}, { timePeriod: { from: "2026-02-01", to: "2026-01-01" } }), "is after"],
    ["more than a year", query({}, { timePeriod: { from: "2024-01-01", to: "2026-01-01" } }), "1 year"],
    ["no object", [], "body must be an object"],
  ])("refuses %s with 400, naming it", async (_, body, message) => {
    const { status, error } = await post(body);
    expect({ status, code: error?.code }).toEqual({ status: 400, code: "BadRequest" });
    expect(error?.message).toContain(message);
  });

  it("refuses what Azure has and it has not by name, with 501", async () => {
    const byTag = await post(query({ grouping: [{ type: "TagKey", name: "env" }] }));
    expect([byTag.status, byTag.error?.message]).toEqual([501, expect.stringContaining("TagKey")]);
    const forecast = await post({}, path.replace("/query", "/forecast"));
    expect([forecast.status, forecast.error?.message]).toEqual([501, expect.stringContaining("Microsoft.CostManagement/forecast")]);
  });

  it("refuses an unknown subscription, a missing api-version, a GET, a bad page size and a bad page token", async () => {
    expect((await post(query(), path.replace("sub-1", "sub-2"))).error?.code).toBe("SubscriptionNotFound");
    expect((await post(query(), path.replace(/\?.*/, ""))).error?.code).toBe("MissingApiVersionParameter");
    expect((await server.send(path)).status).toBe(405);
    expect((await post(query(), `${path}&$top=5001`)).error?.message).toContain("'5001'");
    expect((await post(query(), `${path}&$skiptoken=x`)).error?.message).toContain("'x'");
  });

  it("is refused by Resource Manager itself when it is no JSON", async () => {
    expect((await post("{")).error?.code).toBe("InvalidRequestContent");
  });
});

describe("the query quota", () => {
  it("says what is left, refuses the 13th unit within 10 seconds and says for how long", async () => {
    const yearly = query({ granularity: "None" }, { timePeriod: { from: "2025-03-01", to: "2026-02-10" } });
    const first = await post(yearly);
    expect(first.headers.get("x-ms-ratelimit-microsoft.costmanagement-qpu-consumed")).toBe("12");
    expect(first.headers.get("x-ms-ratelimit-microsoft.costmanagement-qpu-remaining")).toBe(
      "QueriesPerHour:588,QueriesPerMin:48,QueriesPer10Sec:0",
    );
    server.clock.advance(4_000);
    const refused = await post(query());
    expect(refused.status).toBe(429);
    expect(refused.headers.get("x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after")).toBe("6");
    server.clock.advance(6_000);
    expect((await post(query())).status).toBe(200);
  });
});
