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

  it.each([null, "", "  ", "Unassigned", "/subscriptions/s", "/subscriptions/s/resourceGroups/g"])(
    "may name no snapshot (%j): the row is on the bill and nobody's",
    (id) => {
      const text = page(["UsageDate", "ResourceId", "Meter", "UsageQuantity", "CostUSD"], [20260401, id, null, null, "-0.004"]);
      expect(parseCostPage(answered(text)).rows.map(({ row }) => row)).toEqual([
        { resourceId: null, meterName: "", sort: "other", date: "2026-04-01", quantity: "0", usd: "-0.004" },
      ]);
    },
  );

  it("may send its numbers as texts, its ids without a slash or with one too many, and its days with a time", () => {
    const text = page(
      ["usagedate", "resourceid", "MeterName", "Quantity", "costusd"],
      ["2026-04-01T00:00:00Z", `${ID.slice(1)}/`, "lrs snapshots", "3.22581E-1", "1.6E-2"],
    );
    expect(parseCostPage(answered(text)).rows.map(({ row }) => row)).toEqual([
      { resourceId: ID.toLowerCase(), meterName: "lrs snapshots", sort: "storage", date: "2026-04-01", quantity: "0.322581", usd: "0.016" },
    ]);
  });

  it("of a bill that is in dollars may lack the column of dollars", () => {
    const names = ["PreTaxCost", "UsageQuantity", "UsageDate", "ResourceId", "Meter", "Currency"];
    const of = (currency: string) => parseCostPage(answered(page(names, [0.0151, 0.322581, 20260401, ID, "LRS Snapshots", currency])));
    expect(of("USD").rows[0]?.row.usd).toBe("0.0151");
    expect(() => of("EUR")).toThrow(expect.objectContaining({ code: "azure-failed", message: expect.stringContaining("EUR") }));
  });

  it("without dollars is no bill in dollars: the column that is missing is named", () => {
    const names = ["Cost", "UsageQuantity", "UsageDate", "ResourceId", "Meter"];
    const text = page(names, [0.0151, 0.322581, 20260401, ID, "LRS Snapshots"]);
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
