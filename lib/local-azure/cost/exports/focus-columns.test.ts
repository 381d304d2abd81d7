import { expect, test } from "vitest";
import { focusColumns } from "./focus-columns.ts";

test("a FOCUS file has every column of the specification, then every one of Azure's, in their order", () => {
  expect(focusColumns.map(({ name }) => name)).toEqual(focusNames());
});

function focusNames(): string[] {
  const specification = `
    AvailabilityZone BilledCost BillingAccountId BillingAccountName BillingAccountType BillingCurrency
    BillingPeriodEnd BillingPeriodStart ChargeCategory ChargeClass ChargeDescription ChargeFrequency
    ChargePeriodEnd ChargePeriodStart CommitmentDiscountCategory CommitmentDiscountId CommitmentDiscountName
    CommitmentDiscountStatus CommitmentDiscountType ConsumedQuantity ConsumedUnit ContractedCost
    ContractedUnitPrice EffectiveCost InvoiceIssuerName ListCost ListUnitPrice PricingCategory PricingQuantity
    PricingUnit ProviderName PublisherName RegionId RegionName ResourceId ResourceName ResourceType
    ServiceCategory ServiceName SkuId SkuPriceId SubAccountId SubAccountName SubAccountType Tags
  `;
  const ofAzure = `
    AccountId AccountName AccountOwnerId BilledCostInUsd BilledUnitPrice BillingAccountId BillingAccountName
    BillingExchangeRate BillingExchangeRateDate BillingProfileId BillingProfileName ContractedCostInUsd
    CostAllocationRuleName CostCenter CustomerId CustomerName EffectiveCostInUsd EffectiveUnitPrice InvoiceId
    InvoiceIssuerId InvoiceSectionId InvoiceSectionName ListCostInUsd PartnerCreditApplied PartnerCreditRate
    PricingBlockSize PricingCurrency PricingSubcategory PricingUnitDescription PublisherCategory PublisherId
    ResellerId ResellerName ResourceGroupName ResourceType ServicePeriodEnd ServicePeriodStart SkuDescription
    SkuDetails SkuIsCreditEligible SkuMeterCategory SkuMeterId SkuMeterName SkuMeterSubcategory SkuOfferId
    SkuOrderId SkuOrderName SkuPartNumber SkuRegion SkuServiceFamily SkuTerm SkuTier
  `;
  const namesIn = (text: string) => text.trim().split(/\s+/);
  return [...namesIn(specification), ...namesIn(ofAzure).map((name) => `x_${name}`)];
}
