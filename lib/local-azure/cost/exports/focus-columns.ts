// The columns of a FOCUS 1.0r2 file, in their order. Ids and groups are lower case, times end periods exclusively, tags
// are JSON with braces, and a correction says so. Snapshots are "Virtual Machines" in Microsoft's map of services.

import type { BookedRow } from "../meter/booked-rows.ts";
import { resourceTypeOf } from "../query/cost-query.ts";
import type { ReportColumn, ReportContext } from "../reports/report-row.ts";
import {
  billingAccount,
  costOf,
  dayOf,
  meterSubCategoryOf,
  monthOf,
  productNameOf,
  quantityOf,
  resourceNameOf,
} from "../reports/report-row.ts";

type Value = (row: BookedRow, context: ReportContext) => string;
type Column = [kind: ReportColumn["kind"], value: Value];

const text = (value: Value | string): Column => ["text", typeof value === "string" ? () => value : value];
const number = (value: Value): Column => ["number", value];
const time = (value: (row: BookedRow) => string): Column => ["time", (row) => `${value(row)}T00:00:00Z`];

const usd: Value = (row) => row.meter.usd;
/** "1 GB/Month" → "GB/Month"; a block like "10K" stays. */
const unitOf: Value = (row) => row.meter.unitOfMeasure.replace(/^1 /, "");
const isBandwidth = (row: BookedRow) => row.meter.serviceName === "Bandwidth";

const resourceTypeNames: Record<string, string> = {
  "microsoft.compute/snapshots": "Disk snapshot",
  "microsoft.compute/restorepointcollections": "Restore point collection",
};

const columns: Record<string, Column> = {
  BilledCost: number(costOf),
  BillingAccountId: text(`/providers/Microsoft.Billing/billingAccounts/${billingAccount.id}`),
  BillingAccountName: text(billingAccount.name),
  BillingAccountType: text("Billing Account"),
  BillingCurrency: text("USD"),
  BillingPeriodEnd: time((row) => monthOf(row, 1)),
  BillingPeriodStart: time((row) => monthOf(row)),
  ChargeCategory: text("Usage"),
  ChargeClass: text((row) => (row.isCorrection ? "Correction" : "")),
  ChargeDescription: text(productNameOf),
  ChargeFrequency: text("Usage-Based"),
  ChargePeriodEnd: time((row) => dayOf(row, 1)),
  ChargePeriodStart: time((row) => dayOf(row)),
  ConsumedQuantity: number(quantityOf),
  ConsumedUnit: text(unitOf),
  ContractedCost: number(costOf),
  ContractedUnitPrice: number(usd),
  EffectiveCost: number(costOf),
  ListCost: number(costOf),
  ListUnitPrice: number(usd),
  PricingCategory: text("Standard"),
  PricingQuantity: number(quantityOf),
  PricingUnit: text(unitOf),
  ProviderName: text("Microsoft"),
  PublisherName: text("Microsoft"),
  RegionId: text((row) => row.region),
  RegionName: text((row) => row.meter.location),
  ResourceId: text((row) => row.resourceId),
  ResourceName: text((row) => resourceNameOf(row).toLowerCase()),
  ResourceType: text((row) => resourceTypeNames[resourceTypeOf(row.resourceId)] ?? ""),
  ServiceCategory: text((row) => (isBandwidth(row) ? "Networking" : "Compute")),
  ServiceName: text((row) => (isBandwidth(row) ? "Bandwidth" : "Virtual Machines")),
  SkuId: text((row) => row.meter.skuId),
  SubAccountId: text((row) => `/subscriptions/${row.subscriptionId}`),
  SubAccountName: text((_, { subscription }) => subscription.displayName),
  Tags: text((row) => JSON.stringify(row.tags ?? {})),
  x_PricingBlockSize: number(() => "1"),
  x_PricingUnitDescription: text((row) => row.meter.unitOfMeasure),
  x_ResourceGroupName: text((row) => row.resourceGroup),
  x_ResourceType: text((row) => resourceTypeOf(row.resourceId)),
  x_SkuMeterCategory: text((row) => row.meter.serviceName),
  x_SkuMeterId: text((row) => row.meter.meterId),
  x_SkuMeterName: text((row) => row.meter.meterName),
  x_SkuMeterSubcategory: text(meterSubCategoryOf),
  x_SkuDetails: text(""),
};

export const focusColumns: readonly ReportColumn[] = Object.entries(columns).map(([name, [kind, value]]) => ({ name, kind, value }));
