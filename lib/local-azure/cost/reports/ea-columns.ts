// The columns of an Enterprise Agreement's cost details, version 2024-08-01, in their order. Empty columns are there
// because readers find columns by name and must cope with those that say nothing about snapshots.

import type { BookedRow } from "../meter/booked-rows.ts";
import type { ReportColumn, ReportContext } from "./report-row.ts";
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
  serviceFamilyOf,
  usDate,
} from "./report-row.ts";

type Value = (row: BookedRow, context: ReportContext) => string;

const always =
  (text: string): Value =>
  () =>
    text;
const usd: Value = (row) => row.meter.usd;

/** Enterprise files write tags as JSON without its braces. */
const bareTags: Value = ({ tags }) =>
  Object.entries(tags ?? {})
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(",");

const values: Record<string, Value> = {
  InvoiceSectionName: always(billingAccount.invoiceSectionName),
  AccountName: always(billingAccount.accountName),
  AccountOwnerId: always(billingAccount.owner),
  SubscriptionId: (row) => row.subscriptionId,
  SubscriptionName: (_, { subscription }) => subscription.displayName,
  ResourceGroup: resourceGroupOf,
  ResourceLocation: (row) => row.region,
  Date: (row) => usDate(dayOf(row)),
  ProductName: productNameOf,
  MeterCategory: (row) => row.meter.serviceName,
  MeterSubCategory: meterSubCategoryOf,
  MeterId: (row) => row.meter.meterId,
  MeterName: (row) => row.meter.meterName,
  MeterRegion: (row) => row.meter.location,
  UnitOfMeasure: (row) => row.meter.unitOfMeasure,
  Quantity: quantityOf,
  EffectivePrice: usd,
  CostInBillingCurrency: costOf,
  CostCenter: always(""),
  ConsumedService: always("Microsoft.Compute"),
  ResourceId: (row) => row.writtenId,
  Tags: bareTags,
  OfferId: always(billingAccount.offerId),
  AdditionalInfo: always(""),
  ServiceInfo1: always(""),
  ServiceInfo2: always(""),
  ResourceName: resourceNameOf,
  ReservationId: always(""),
  ReservationName: always(""),
  UnitPrice: usd,
  ProductOrderId: always(""),
  ProductOrderName: always(""),
  Term: always(""),
  PublisherType: always("Azure"),
  PublisherName: always("Microsoft"),
  ChargeType: always("Usage"),
  Frequency: always("UsageBased"),
  PricingModel: always("OnDemand"),
  AvailabilityZone: always(""),
  BillingAccountId: always(billingAccount.id),
  BillingAccountName: always(billingAccount.name),
  BillingCurrencyCode: always("USD"),
  BillingPeriodStartDate: (row) => usDate(monthOf(row)),
  BillingPeriodEndDate: (row) => usDate(monthOf(row, 1, -1)),
  BillingProfileId: always(billingAccount.id),
  BillingProfileName: always(billingAccount.name),
  InvoiceSectionId: always(""),
  IsAzureCreditEligible: always("True"),
  PartNumber: always(billingAccount.partNumber),
  PayGPrice: usd,
  PlanName: always(""),
  ServiceFamily: serviceFamilyOf,
  CostAllocationRuleName: always(""),
  benefitId: always(""),
  benefitName: always(""),
  AccountId: always(billingAccount.accountId),
  ResourceLocationNormalized: (row) => row.region,
};

const numbers = new Set(["Quantity", "EffectivePrice", "CostInBillingCurrency", "UnitPrice", "PayGPrice"]);

export const eaColumns: readonly ReportColumn[] = Object.entries(values).map(([name, value]) => ({
  name,
  kind: numbers.has(name) ? "number" : "text",
  value,
}));
