import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { daily, definition, lab, messageOf, pathOf, put, start } from "../../testing/cost-exports.ts";

afterEach(() => lab.azure.close());

describe("an export", () => {
  beforeEach(() => start());

  it("is created with 201, replaced with 200 by who knows its eTag, shown, listed and deleted", async () => {
    const created = await put({ ...daily(), identity: { type: "SystemAssigned" }, location: "westeurope" });
    const { eTag } = created.body as { eTag: string };
    expect(created).toMatchObject({
      status: 201,
      body: {
        id: "subscriptions/sub-1/providers/Microsoft.CostManagement/exports/bill",
        name: "bill",
        type: "Microsoft.CostManagement/exports",
        location: "westeurope",
        identity: { type: "SystemAssigned", tenantId: "t", principalId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        properties: {
          nextRunTimeEstimate: "2026-02-11T03:00:00.000Z",
          dataOverwriteBehavior: "CreateNewReport",
          compressionMode: "none",
          partitionData: true,
          definition: { dataSet: { granularity: "Daily", configuration: { dataVersion: "2024-08-01" } } },
        },
      },
    });
    expect((await put({ ...daily(), eTag: '"other"' })).status).toBe(412);
    const replaced = await put({ ...daily({ compressionMode: "gzip" }), eTag });
    expect([replaced.status, (replaced.body as { eTag: string }).eTag === eTag]).toEqual([200, false]);
    const shown = await lab.azure.send(pathOf("/BILL"));
    expect(shown.body).toEqual(replaced.body);
    expect((await lab.azure.send(pathOf(""))).body).toEqual({ value: [replaced.body] });
    expect((await lab.azure.send(pathOf("/bill"), { method: "DELETE" })).status).toBe(200);
    expect((await lab.azure.send(pathOf("/bill"))).status).toBe(404);
    expect((await lab.azure.send(pathOf("/bill/run"), { method: "POST" })).status).toBe(404);
  });

  it("belongs to its scope", async () => {
    const inGroup = pathOf("/bill").replace("/providers/", "/resourceGroups/rg-web/providers/");
    expect((await lab.azure.send(inGroup, { method: "PUT", body: daily() })).status).toBe(201);
    expect((await lab.azure.send(pathOf("/bill"))).status).toBe(404);
    expect((await lab.azure.send(inGroup.replace("rg-web", "RG-WEB"))).status).toBe(200);
  });

  it.each([
    ["a format that is none", definition({ format: "Xml" }), "'Xml'"],
    ["gzip of Parquet", definition({ format: "Parquet", compressionMode: "gzip" }), "'gzip'"],
    ["one compressed file", definition({ partitionData: false, compressionMode: "gzip" }), "partitionData"],
    ["an account that is none", definition({}, { resourceId: "/x" }), "'/x'"],
    ["a container that is none", definition({}, { container: "A" }), "'A'"],
    ["a folder outside", definition({}, { rootFolderPath: "../x" }), "'../x'"],
    ["an unknown type", definition({ definition: { type: "Guess", timeframe: "MonthToDate" } }), "'Guess'"],
    ["an unknown timeframe", definition({ definition: { type: "ActualCost", timeframe: "Ever" } }), "'Ever'"],
    ["a period without dates", definition({ definition: { type: "ActualCost", timeframe: "Custom" } }), "timePeriod"],
    [
      "a start in the past",
      daily({ schedule: { recurrence: "Daily", recurrencePeriod: { from: "2026-02-09T00:00:00Z" } } }),
      "in the past",
    ],
    ["an unknown recurrence", daily({ schedule: { recurrence: "Hourly", recurrencePeriod: {} } }), "'Hourly'"],
    ["no properties", {}, "properties"],
  ])("is refused with %s by 400, naming it", async (_, body, message) => {
    const refused = await put(body);
    expect(refused.status).toBe(400);
    expect(messageOf(refused)).toContain(message);
  });

  it.each([
    ["PriceSheet", definition({ definition: { type: "PriceSheet", timeframe: "MonthToDate" } })],
    ["WeekToDate", definition({ definition: { type: "ActualCost", timeframe: "WeekToDate" } })],
    [
      "dataVersion 2021-10-01",
      definition({
        definition: { type: "ActualCost", timeframe: "MonthToDate", dataSet: { configuration: { dataVersion: "2021-10-01" } } },
      }),
    ],
    [
      "dataSet.configuration.columns",
      definition({ definition: { type: "ActualCost", timeframe: "MonthToDate", dataSet: { configuration: { columns: [] } } } }),
    ],
    ["type AwsS3", definition({}, { type: "AwsS3" })],
  ])("with %s, which Azure has, is refused by name with 501", async (name, body) => {
    const refused = await put(body);
    expect(refused.status).toBe(501);
    expect(messageOf(refused)).toContain(name);
  });
});

describe("the list of a container", () => {
  it("is refused to web pages", async () => {
    await start();
    const refused = await lab.azure.fetch("/local-azure/cost-files/billfiles/exports", { headers: { origin: "https://evil.example" } });
    expect(refused.status).toBe(403);
  });
});
