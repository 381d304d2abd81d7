import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CostFixture } from "../../testing/cost-bill.ts";
import { startCostFixture } from "../../testing/cost-bill.ts";
import { noIrregularity } from "../meter/booked-rows.ts";

interface Detail {
  name: string;
  kind: string;
  tags: Record<string, string> | null;
  properties: Record<string, unknown> & { date: string; meterDetails: Record<string, string> | null };
}

let azure: CostFixture;

beforeEach(async () => {
  azure = await startCostFixture({ now: "2026-02-10T12:00:00Z", irregularity: noIrregularity });
});

afterEach(() => azure.close());

async function get(params: Record<string, string> = {}, scope = "/subscriptions/sub-1") {
  const query = new URLSearchParams({ "api-version": "2024-08-01", ...params });
  const { status, body } = await azure.send(`${scope}/providers/Microsoft.Consumption/usageDetails?${query}`);
  return { status, ...(body as { value: Detail[]; nextLink?: string; error?: { message: string } }) };
}

const januaryFilter = "properties/usageStart ge '2026-01-01' and properties/usageEnd le '2026-01-31'";

describe("usage details", () => {
  it("are rows of a resource, meter and day in the legacy shape", async () => {
    const { value } = await get({ $filter: `${januaryFilter} and properties/resourceName eq 's9'` });
    expect(value).toHaveLength(31);
    expect(value[0]).toMatchObject({
      id: expect.stringContaining("/providers/Microsoft.Billing/billingPeriods/202601/providers/Microsoft.Consumption/usageDetails/"),
      type: "Microsoft.Consumption/usageDetails",
      kind: "legacy",
      tags: { env: "prod" },
      properties: {
        date: "2026-01-01T00:00:00.0000000Z",
        quantity: 0.322584,
        cost: 0.0161292,
        effectivePrice: 0.05,
        billingCurrency: "USD",
        resourceName: "s9",
        resourceGroup: "RG-Web",
        meterDetails: null,
        billingPeriodEndDate: "2026-01-31T00:00:00.0000000Z",
      },
    });
    expect(new Set(value.map((one) => one.name)).size).toBe(31);
  });

  it("tell of the meter when it is asked for", async () => {
    const { value } = await get({ $expand: "properties/meterDetails,properties/additionalInfo", $top: "1" });
    expect(value[0]?.properties.meterDetails).toEqual({
      meterName: "ZRS Snapshots",
      meterCategory: "Storage",
      meterSubCategory: "Standard HDD Managed Disks",
      unitOfMeasure: "1 GB/Month",
      serviceFamily: "Storage",
    });
    expect((await get({ $expand: "properties/colour" })).error?.message).toContain("'properties/colour'");
  });

  it("have the older shape for api-versions of its time, without what was not expanded", async () => {
    const older = { "api-version": "2018-01-31", $filter: `${januaryFilter} and properties/instanceName eq 's9'` };
    const { value } = await get(older);
    expect(value).toHaveLength(31);
    expect(value[0]).toMatchObject({
      id: expect.stringMatching(/^subscriptions\/sub-1\/providers\/Microsoft\.Billing\/billingPeriods\/20260101\/providers\//),
      properties: {
        usageStart: "2026-01-01T00:00:00.0000000Z",
        usageEnd: "2026-01-01T23:59:59.0000000Z",
        usageQuantity: 0.322584,
        pretaxCost: 0.0161292,
        isEstimated: false,
      },
    });
    expect(value[0]).not.toHaveProperty("kind");
    expect(value[0]?.properties).not.toHaveProperty("meterDetails");
    const { value: expanded } = await get({
      "api-version": "2018-01-31",
      $expand: "properties/meterDetails,properties/additionalProperties",
    });
    expect(expanded[0]?.properties).toMatchObject({ isEstimated: true, meterDetails: { meterName: "ZRS Snapshots", unit: "1 GB/Month" } });
    expect((await get({ ...older, $expand: "properties/additionalInfo" })).status).toBe(400);
  });

  it("come in pages of $top, every row once, however the clock moves", async () => {
    const whole = await get({ $filter: januaryFilter, $top: "5000" });
    expect(whole.nextLink).toBeUndefined();
    expect(whole.value).toHaveLength(40 * 31 + 12 + 2);
    const names: string[] = [];
    let page = await get({ $filter: januaryFilter, $top: "300" });
    for (;;) {
      expect(page.value.length).toBeLessThanOrEqual(300);
      names.push(...page.value.map((one) => one.name));
      if (page.nextLink === undefined) break;
      azure.clock.advance(20 * 3_600_000);
      page = { status: 200, ...((await azure.send(page.nextLink)).body as { value: Detail[]; nextLink?: string }) };
    }
    expect(names).toEqual(whole.value.map((one) => one.name));
    expect((await get({ $filter: januaryFilter })).value).toHaveLength(1000);
  });

  it("are of the current month unless dates are given, in a filter or beside it", async () => {
    const days = async (params: Record<string, string>) => {
      const dates = (await get({ $top: "5000", ...params })).value.map((one) => one.properties.date.slice(0, 10)).sort();
      return [dates[0], dates.at(-1)];
    };
    expect(await days({})).toEqual(["2026-02-01", "2026-02-10"]);
    expect(await days({ startDate: "2026-01-05", endDate: "2026-01-06" })).toEqual(["2026-01-05", "2026-01-06"]);
    expect(
      await days({ $filter: "properties/usageStart ge '2026-01-30T00:00:00Z' and properties/usageEnd le '2026-01-31T23:59:59Z'" }),
    ).toEqual(["2026-01-30", "2026-01-31"]);
    expect(await days({ $filter: "properties/usageStart ge '2026-02-03' and properties/usageEnd lt '2026-02-05'" })).toEqual([
      "2026-02-03",
      "2026-02-04",
    ]);
  });

  it("keep to a resource group by scope or by filter", async () => {
    const other = azure.snapshots.get("s9");
    if (other !== undefined) Object.assign(other, { id: other.id.replace("RG-Web", "RG-DB"), resourceGroup: "RG-DB" });
    const byScope = await get({ $filter: januaryFilter }, "/subscriptions/sub-1/resourceGroups/rg-db");
    const byFilter = await get({ $filter: `${januaryFilter} and properties/resourceGroup eq 'rg-db'` });
    expect(byScope.value).toHaveLength(31);
    expect(byScope.value).toEqual(byFilter.value);
  });

  it("refuse what they cannot read with 400, and an unknown subscription with 404", async () => {
    const refusals = [
      await get({ $filter: "properties/colour eq 'red'" }),
      await get({ $filter: "properties/usageStart ge 'soon'" }),
      await get({ $top: "5001" }),
      await get({ metric: "guess" }),
      await get({ startDate: "2026-02-02", endDate: "2026-02-01" }),
    ];
    expect(refusals.map((one) => one.status)).toEqual([400, 400, 400, 400, 400]);
    expect(refusals[0]?.error?.message).toContain("'properties/colour'");
    expect((await get({}, "/subscriptions/sub-2")).status).toBe(404);
  });
});
