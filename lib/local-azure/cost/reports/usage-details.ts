// GET …/providers/Microsoft.Consumption/usageDetails: row by row what was booked, in the shape Azure calls "legacy", or
// the one before it for api-versions of its time. meterDetails and additionalInfo are null unless $expand asks for them.

import { createHash } from "node:crypto";
import type { ArmAnswer } from "../../arm/request.ts";
import type { CostCall, CostDeps } from "../cost-call.ts";
import { badRequest } from "../cost-call.ts";
import type { BookedRow } from "../meter/booked-rows.ts";
import { dayMs } from "../meter/meter-quantity.ts";
import { meteredUsage } from "../meter/metered-usage.ts";
import type { Fields, Keeps } from "../odata-filter.ts";
import { FilterSyntaxError, parseFilter } from "../odata-filter.ts";
import { nextLinkOf, parsePage } from "../page-token.ts";
import { firstNewerVersion, olderExpandable, toOlderDetail } from "./older-usage-detail.ts";
import type { DayPeriod } from "./report-period.ts";
import { monthPeriod, parseDay } from "./report-period.ts";
import {
  billingAccount,
  costOf,
  dayOf,
  meterSubCategoryOf,
  monthOf,
  productNameOf,
  quantityOf,
  resourceGroupOf,
  resourceNameOf,
} from "./report-row.ts";

const pages = { defaultRows: 1000, maxRows: 5000 };
const metrics = ["actualcost", "amortizedcost", "usage"];
const expandable = ["properties/meterdetails", "properties/additionalinfo"];

const fields: Fields<BookedRow> = {
  "properties/usageStart": (row) => dayOf(row),
  "properties/usageEnd": (row) => dayOf(row),
  "properties/resourceGroup": resourceGroupOf,
  "properties/resourceName": resourceNameOf,
  "properties/resourceId": (row) => row.writtenId,
  "properties/instanceId": (row) => row.writtenId,
  "properties/instanceName": resourceNameOf,
  "properties/chargeType": () => "Usage",
  "properties/publisherType": () => "Azure",
};

export function getUsageDetails(deps: CostDeps, call: CostCall): ArmAnswer {
  const { query } = call;
  const metric = query.get("metric");
  if (metric !== null && !metrics.includes(metric.toLowerCase())) throw badRequest(`Invalid metric: '${metric}'.`);
  const page = parsePage(call, deps.world.clock.nowMs(), pages);
  const isOlder = call.apiVersion < firstNewerVersion;
  const expanded = parseExpand(query.get("$expand"), isOlder ? olderExpandable : expandable);
  const filter = (query.get("$filter") ?? "").replaceAll(/'(\d{4}-\d\d-\d\d)T[^']*'/g, "'$1'");
  const keeps = parseRowFilter(filter);
  const rows = meteredUsage(deps.world, call.scope, { ...periodOf(filter, query, page.asOfMs), asOfMs: page.asOfMs }, deps.irregularity);
  const value: object[] = [];
  let hasMore = false;
  let index = 0;
  for (const row of rows) {
    if (!keeps(row)) continue;
    hasMore = index >= page.skip + page.top;
    if (hasMore) break;
    const input = { row, call, expanded, name: detailName(row), asOfMs: page.asOfMs };
    if (index >= page.skip) value.push(isOlder ? toOlderDetail(input) : toDetail(input));
    index++;
  }
  return { status: 200, body: hasMore ? { value, nextLink: nextLinkOf(call, page) } : { value } };
}

function parseExpand(text: string | null, expandable: string[]): Set<string> {
  const asked = (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const unknown = asked.find((part) => !expandable.includes(part.toLowerCase()));
  if (unknown !== undefined) throw badRequest(`Invalid $expand: '${unknown}'; valid values: ${expandable.join(", ")}.`);
  return new Set(asked.map((part) => part.toLowerCase()));
}

function parseRowFilter(text: string): Keeps<BookedRow> {
  if (text.trim() === "") return () => true;
  try {
    return parseFilter(text, { fields, ignoreCase: true });
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw badRequest(`Invalid $filter: ${error.message}.`);
    throw error;
  }
}

/** Wide enough for all dates that are named; the current month when none is. */
function periodOf(filter: string, query: URLSearchParams, nowMs: number): DayPeriod {
  const named = (field: string) => [...filter.matchAll(new RegExp(`${field}\\s+[a-z]+\\s+'([^']*)'`, "gi"))].map((match) => match[1]);
  const starts = [...named("usageStart"), query.get("startDate") ?? undefined].filter((text) => text !== undefined);
  const ends = [...named("usageEnd"), query.get("endDate") ?? undefined].filter((text) => text !== undefined);
  const current = monthPeriod(nowMs, 0);
  const fromMs = starts.length === 0 ? current.fromMs : Math.min(...starts.map((text) => parseDay("usageStart", text)));
  const toMs = ends.length === 0 ? current.toMs : Math.max(...ends.map((text) => parseDay("usageEnd", text))) + dayMs;
  if (toMs <= fromMs) throw badRequest("usageStart is after usageEnd.");
  return { fromMs, toMs };
}

interface DetailInput {
  name: string;
  row: BookedRow;
  call: CostCall;
  expanded: Set<string>;
}

function toDetail({ name, row, call, expanded }: DetailInput) {
  const billingPeriod = monthOf(row).slice(0, 7).replace("-", "");
  return {
    id: `/subscriptions/${row.subscriptionId}/providers/Microsoft.Billing/billingPeriods/${billingPeriod}/providers/Microsoft.Consumption/usageDetails/${name}`,
    name,
    type: "Microsoft.Consumption/usageDetails",
    kind: "legacy",
    tags: row.tags ?? null,
    properties: {
      billingAccountId: billingAccount.id,
      billingAccountName: billingAccount.name,
      billingPeriodStartDate: dayTicks(monthOf(row)),
      billingPeriodEndDate: dayTicks(monthOf(row, 1, -1)),
      billingProfileId: billingAccount.id,
      billingProfileName: billingAccount.name,
      accountName: billingAccount.accountName,
      subscriptionId: row.subscriptionId,
      subscriptionName: call.subscription.displayName,
      date: dayTicks(dayOf(row)),
      product: productNameOf(row),
      partNumber: "AAA-00000",
      meterId: row.meter.meterId,
      meterDetails: expanded.has("properties/meterdetails") ? meterDetailsOf(row) : null,
      quantity: Number(quantityOf(row)),
      effectivePrice: Number(row.meter.usd),
      cost: Number(costOf(row)),
      unitPrice: Number(row.meter.usd),
      billingCurrency: "USD",
      resourceLocation: row.region,
      consumedService: "Microsoft.Compute",
      resourceId: row.writtenId,
      resourceName: resourceNameOf(row),
      additionalInfo: null,
      invoiceSection: "Unassigned",
      costCenter: null,
      resourceGroup: resourceGroupOf(row),
      offerId: "MS-AZR-0017P",
      isAzureCreditEligible: true,
      publisherType: "Azure",
      publisherName: "Microsoft",
      chargeType: "Usage",
      frequency: "UsageBased",
      payGPrice: Number(row.meter.usd),
      pricingModel: "OnDemand",
    },
  };
}

function meterDetailsOf(row: BookedRow) {
  return {
    meterName: row.meter.meterName,
    meterCategory: row.meter.serviceName,
    meterSubCategory: meterSubCategoryOf(row),
    unitOfMeasure: row.meter.unitOfMeasure,
    serviceFamily: row.meter.serviceName === "Bandwidth" ? "Networking" : "Storage",
  };
}

/** The same row has the same name in every answer. */
function detailName(row: BookedRow): string {
  const hex = createHash("sha256").update(`${row.resourceId} ${row.meter.meterId} ${row.dayMs} ${row.isCorrection}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

function dayTicks(day: string): string {
  return `${day}T00:00:00.0000000Z`;
}
