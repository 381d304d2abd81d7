import type { CallContext } from "./call-context.ts";

export interface Price {
  region: string;
  sku: "Standard_LRS" | "Standard_ZRS" | "Premium_LRS";
  meterId: string;
  meterName: string;
  productName: string;
  usdPerGibMonth: string;
  effectiveDate: string;
  source: "retail";
  fetchedAt: string;
}

export interface PriceList {
  /** Snapshot storage prices of these regions; cached with their date. */
  read(regions: string[], context: CallContext): Promise<Price[]>;
}
