// A row of usageDetails as api-versions before 2019-04 have it: usageStart and pretaxCost where later ones have date and
// cost. What $expand does not ask for is absent.

import type { CostCall } from "../cost-call.ts";
import type { BookedRow } from "../meter/booked-rows.ts";
import { billingAccount, costOf, dayOf, meterSubCategoryOf, monthOf, productNameOf, quantityOf, resourceNameOf } from "./report-row.ts";

export const firstNewerVersion = "2019-04";
/** Nothing stored has additional properties, so asking for them adds none. */
export const olderExpandable = ["properties/meterdetails", "properties/additionalproperties"];

export interface OlderDetailInput {
  name: string;
  row: BookedRow;
  call: CostCall;
  expanded: Set<string>;
  asOfMs: number;
}

export function toOlderDetail({ name, row, call, expanded, asOfMs }: OlderDetailInput) {
  const billingPeriodId = `subscriptions/${row.subscriptionId}/providers/Microsoft.Billing/billingPeriods/${monthOf(row).replaceAll("-", "")}`;
  return {
    id: `${billingPeriodId}/providers/Microsoft.Consumption/usageDetails/${name}`,
    name,
    type: "Microsoft.Consumption/usageDetails",
    tags: row.tags ?? null,
    properties: {
      billingPeriodId,
      usageStart: `${dayOf(row)}T00:00:00.0000000Z`,
      usageEnd: `${dayOf(row)}T23:59:59.0000000Z`,
      instanceId: row.writtenId,
      instanceName: resourceNameOf(row),
      instanceLocation: row.region,
      meterId: row.meter.meterId,
      usageQuantity: Number(quantityOf(row)),
      pretaxCost: Number(costOf(row)),
      currency: "USD",
      isEstimated: asOfMs < Date.parse(monthOf(row, 1)),
      subscriptionGuid: row.subscriptionId,
      subscriptionName: call.subscription.displayName,
      accountName: billingAccount.accountName,
      departmentName: "Unassigned",
      product: productNameOf(row),
      consumedService: "Microsoft.Compute",
      costCenter: "",
      ...(expanded.has("properties/meterdetails") ? { meterDetails: meterDetailsOf(row) } : {}),
    },
  };
}

function meterDetailsOf(row: BookedRow) {
  return {
    meterName: row.meter.meterName,
    meterCategory: row.meter.serviceName,
    unit: row.meter.unitOfMeasure,
    meterLocation: row.region,
    meterSubCategory: meterSubCategoryOf(row),
  };
}
