import { createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";
import { describe, expect, it } from "vitest";
import { parseCostPage } from "./cost-page.ts";

const ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/db01";
const NAMES = ["UsageDate", "ResourceId", "Meter", "UsageQuantity", "CostUSD"].map((name) => ({ name }));
const answered = (bodyAsText: string) => ({
  request: createPipelineRequest({ url: "https://management.azure.com/" }),
  status: 200,
  headers: createHttpHeaders({ "x-ms-request-id": "r-1" }),
  bodyAsText,
});
const page = (names: string[], row: unknown[]) => JSON.stringify({ properties: { columns: names.map((name) => ({ name })), rows: [row] } });

describe("a page of Cost Management", () => {
  it("is read by the names of its columns, with every digit", () => {
    const text = page(
      ["UsageDate", "ResourceId", "Meter", "UsageQuantity", "CostUSD", "Cost", "Currency"],
      [20260401, ID, "LRS Snapshots", 0.322581, 0.01612905, 0.0151, "EUR"],
    );
    expect(parseCostPage(answered(text)).rows.map(({ row }) => row)).toEqual([
      {
        resourceId: ID.toLowerCase(),
        meterName: "LRS Snapshots",
        sort: "storage",
        date: "2026-04-01",
        quantity: "0.322581",
        usd: "0.01612905",
      },
    ]);
  });

  it("without dollars is no bill in dollars: the column that is missing is named", () => {
    const names = ["Cost", "UsageQuantity", "UsageDate", "ResourceId", "Meter", "Currency"];
    const text = page(names, [0.0151, 0.322581, 20260401, ID, "LRS Snapshots", "EUR"]);
    expect(() => parseCostPage(answered(text))).toThrow(
      expect.objectContaining({
        code: "azure-failed",
        message: expect.stringContaining("no column CostUSD"),
        details: { column: "CostUSD", columns: names },
      }),
    );
  });

  it.each(['{"properties":{"columns":[]}}', '{"properties":null}', "null", "<html>", "", '{"properties":{"columns":[],"rows":[null]}}'])(
    "that is %s is unreadable, told with Azure's request id, and worth another question",
    (text) => {
      const named = text.includes("rows") ? text.replace('"columns":[]', `"columns":${JSON.stringify(NAMES)}`) : text;
      expect(() => parseCostPage(answered(named))).toThrow(
        expect.objectContaining({
          code: "azure-failed",
          retryable: true,
          message: expect.stringMatching(/^Azure answered unreadably \(request id r-1\): /),
        }),
      );
    },
  );
});
