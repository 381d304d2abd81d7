// The columns of a FOCUS 1.0r2 file, in their order: those of the specification, then Azure's own (FinOps toolkit,
// dataset-metadata/FocusCost_1.0.json). Ids and groups are lower case, times end periods exclusively, tags are JSON with
// braces, and a correction says so. Snapshots are "Virtual Machines" in Microsoft's map of services. What says nothing of
// snapshots (commitments, partners, purchases) is there and empty.

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
  serviceFamilyOf,
} from "../reports/report-row.ts";

type Value = (row: BookedRow, context: ReportContext) => string;
type Column = [kind: ReportColumn["kind"], value: Value];

const text = (value: Value | string): Column => ["text", typeof value === "string" ? () => value : value];
const number = (value: Value): Column => ["number", value];
const time = (value: (row: BookedRow) => string): Column => ["time", (row) => `${value(row)}T00:00:00Z`];
const noNumber = number(() => "");
const noTime: Column = ["time", () => ""];

const nothing = text("");
const usd: Value = (row) => row.meter.usd;
/** "1 GB/Month" → "GB/Month"; a block like "10K" stays. */
const unitOf: Value = (row) => row.meter.unitOfMeasure.replace(/^1 /, "");
const isBandwidth = (row: BookedRow) => row.meter.serviceName === "Bandwidth";

const resourceTypeNames: Record<string, string> = {
  "microsoft.compute/snapshots": "Disk snapshot",
  "microsoft.compute/restorepointcollections": "Restore point collection",
};

const columns: Record<string, Column> = {
  AvailabilityZone: nothing,
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
  CommitmentDiscountCategory: nothing,
  CommitmentDiscountId: nothing,
  CommitmentDiscountName: nothing,
  CommitmentDiscountStatus: nothing,
  CommitmentDiscountType: nothing,
  ConsumedQuantity: number(quantityOf),
  ConsumedUnit: text(unitOf),
  ContractedCost: number(costOf),
  ContractedUnitPrice: number(usd),
  EffectiveCost: number(costOf),
  InvoiceIssuerName: text("Microsoft"),
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
  SkuPriceId: nothing,
  SubAccountId: text((row) => `/subscriptions/${row.subscriptionId}`),
  SubAccountName: text((_, { subscription }) => subscription.displayName),
  SubAccountType: text("Subscription"),
  Tags: text((row) => JSON.stringify(row.tags ?? {})),
  x_AccountId: text(billingAccount.accountId),
  x_AccountName: text(billingAccount.accountName),
  x_AccountOwnerId: text(billingAccount.owner),
  x_BilledCostInUsd: number(costOf),
  x_BilledUnitPrice: number(usd),
  x_BillingAccountId: text(billingAccount.id),
  x_BillingAccountName: text(billingAccount.name),
  x_BillingExchangeRate: number(() => "1"),
  x_BillingExchangeRateDate: noTime,
  x_BillingProfileId: text(billingAccount.id),
  x_BillingProfileName: text(billingAccount.name),
  x_ContractedCostInUsd: number(costOf),
  x_CostAllocationRuleName: nothing,
  x_CostCenter: nothing,
  x_CustomerId: nothing,
  x_CustomerName: nothing,
  x_EffectiveCostInUsd: number(costOf),
  x_EffectiveUnitPrice: number(usd),
  x_InvoiceId: nothing,
  x_InvoiceIssuerId: nothing,
  x_InvoiceSectionId: nothing,
  x_InvoiceSectionName: text(billingAccount.invoiceSectionName),
  x_ListCostInUsd: number(costOf),
  x_PartnerCreditApplied: nothing,
  x_PartnerCreditRate: nothing,
  x_PricingBlockSize: number(() => "1"),
  x_PricingCurrency: text("USD"),
  x_PricingSubcategory: text("Standard"),
  x_PricingUnitDescription: text((row) => row.meter.unitOfMeasure),
  x_PublisherCategory: text("Cloud Provider"),
  x_PublisherId: nothing,
  x_ResellerId: nothing,
  x_ResellerName: nothing,
  x_ResourceGroupName: text((row) => row.resourceGroup),
  x_ResourceType: text((row) => resourceTypeOf(row.resourceId)),
  x_ServicePeriodEnd: time((row) => dayOf(row, 1)),
  x_ServicePeriodStart: time((row) => dayOf(row)),
  x_SkuDescription: text(productNameOf),
  x_SkuDetails: nothing,
  x_SkuIsCreditEligible: text("True"),
  x_SkuMeterCategory: text((row) => row.meter.serviceName),
  x_SkuMeterId: text((row) => row.meter.meterId),
  x_SkuMeterName: text((row) => row.meter.meterName),
  x_SkuMeterSubcategory: text(meterSubCategoryOf),
  x_SkuOfferId: text(billingAccount.offerId),
  x_SkuOrderId: nothing,
  x_SkuOrderName: nothing,
  x_SkuPartNumber: text(billingAccount.partNumber),
  x_SkuRegion: text((row) => row.meter.location),
  x_SkuServiceFamily: text(serviceFamilyOf),
  x_SkuTerm: noNumber,
  x_SkuTier: nothing,
};

export const focusColumns: readonly ReportColumn[] = Object.entries(columns).map(([name, [kind, value]]) => ({ name, kind, value }));
