// The retail price list: GET /api/retail/prices?$filter=… without sign-in, shaped like Azure's own.
// With api-version 2023-01-01-preview or newer the values in a filter are case-sensitive, before that they are not.

import type { IncomingMessage, ServerResponse } from "node:http";
import { AzureError } from "../../errors.ts";
import type { Fields } from "../odata-filter.ts";
import { FilterSyntaxError, parseFilter } from "../odata-filter.ts";
import { sendError, sendJson } from "../reply.ts";
import type { RetailPrice } from "./price-list.ts";
import { retailPrices } from "./price-list.ts";

const path = "/api/retail/prices";
const caseSensitiveSince = "2023-01-01-preview";
const defaultPageItems = 1000;

/** For reference only, as Azure says of its own: dollars are the price of record. */
const unitsPerUsd: Record<string, number> = { USD: 1, EUR: 0.88, GBP: 0.76 };

const fields: Fields<RetailPrice> = {
  serviceName: (price) => price.serviceName,
  serviceFamily: (price) => familyOf(price),
  serviceId: (price) => price.serviceId,
  armRegionName: (price) => price.armRegionName,
  location: (price) => price.location,
  productName: (price) => price.productName,
  productId: (price) => price.productId,
  skuName: (price) => price.skuName,
  skuId: (price) => price.skuId,
  armSkuName: () => "",
  meterName: (price) => price.meterName,
  meterId: (price) => price.meterId,
  type: () => "Consumption",
  priceType: () => "Consumption",
  unitOfMeasure: (price) => price.unitOfMeasure,
  isPrimaryMeterRegion: () => true,
  tierMinimumUnits: () => 0,
  retailPrice: (price) => Number(price.usd),
  unitPrice: (price) => Number(price.usd),
  effectiveStartDate: (price) => price.effectiveStartDate,
};

export function createRetailPricesHandler({ pageItems = defaultPageItems }: { world?: unknown; pageItems?: number } = {}) {
  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<boolean> => {
    if (url.pathname.toLowerCase().replace(/\/$/, "") !== path) return false;
    try {
      if (req.method !== "GET")
        throw new AzureError(405, "MethodNotAllowed", `The requested resource does not support http method '${req.method}'.`);
      sendJson(req, res, 200, answer(req, url, pageItems));
    } catch (error) {
      sendError(req, res, error);
    }
    return true;
  };
}

function answer(req: IncomingMessage, url: URL, pageItems: number) {
  const currency = (url.searchParams.get("currencyCode") ?? "USD").replaceAll("'", "").toUpperCase();
  const rate = unitsPerUsd[currency];
  if (rate === undefined) throw badRequest(`currencyCode '${currency}' is not one of ${Object.keys(unitsPerUsd).join(", ")}`);
  const skip = countOf(url, "$skip", 0);
  const top = Math.min(countOf(url, "$top", pageItems), pageItems);
  const found = filtered(url);
  const items = found.slice(skip, skip + top).map((price) => toItem(price, currency, rate));
  const hasMore = skip + items.length < found.length && !url.searchParams.has("$top");
  return {
    BillingCurrency: currency,
    CustomerEntityId: "Default",
    CustomerEntityType: "Retail",
    Items: items,
    NextPageLink: hasMore ? nextPageLink(req, url, skip + items.length) : null,
    Count: items.length,
  };
}

function filtered(url: URL): readonly RetailPrice[] {
  const text = url.searchParams.get("$filter");
  if (text === null || text.trim() === "") return retailPrices;
  const ignoreCase = (url.searchParams.get("api-version") ?? "") < caseSensitiveSince;
  try {
    return retailPrices.filter(parseFilter(text, { fields, ignoreCase }));
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw badRequest(`$filter: ${error.message}`);
    throw error;
  }
}

function toItem(price: RetailPrice, currencyCode: string, rate: number) {
  const amount = Number((Number(price.usd) * rate).toFixed(6));
  return {
    currencyCode,
    tierMinimumUnits: 0,
    retailPrice: amount,
    unitPrice: amount,
    armRegionName: price.armRegionName,
    location: price.location,
    effectiveStartDate: price.effectiveStartDate,
    meterId: price.meterId,
    meterName: price.meterName,
    productId: price.productId,
    skuId: price.skuId,
    productName: price.productName,
    skuName: price.skuName,
    serviceName: price.serviceName,
    serviceId: price.serviceId,
    serviceFamily: familyOf(price),
    unitOfMeasure: price.unitOfMeasure,
    type: "Consumption",
    isPrimaryMeterRegion: true,
    armSkuName: "",
  };
}

function familyOf(price: RetailPrice): string {
  return price.serviceName === "Bandwidth" ? "Networking" : "Storage";
}

function nextPageLink(req: IncomingMessage, url: URL, skip: number): string {
  const link = new URL(`${url.pathname}${url.search}`, `https://${req.headers.host ?? url.host}`);
  link.searchParams.set("$skip", String(skip));
  return link.href;
}

function countOf(url: URL, name: string, otherwise: number): number {
  const text = url.searchParams.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw badRequest(`${name} '${text}' is not a count`);
  return Number(text);
}

function badRequest(message: string): AzureError {
  return new AzureError(400, "BadRequest", `Invalid OData parameters supplied: ${message}.`);
}
