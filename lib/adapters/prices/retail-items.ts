// Rows of the public Retail Prices API (no sign-in), as both price lists read them: by a filter, over all pages. See
// "Azure Retail Prices REST API overview".
import { createDefaultHttpClient, createPipelineFromOptions, createPipelineRequest } from "@azure/core-rest-pipeline";
import { parseExactJson } from "#lib/adapters/azure/exact-json.ts";
import { type Fields, fieldsOf } from "#lib/adapters/azure/fields.ts";
import { followPages } from "#lib/adapters/azure/follow-pages.ts";
import { originPolicy } from "#lib/adapters/azure/origin-policy.ts";
import { patiencePolicy } from "#lib/adapters/azure/retry-after.ts";
import { listIn, parseObject, readable, requestIdOf } from "#lib/adapters/azure/unreadable.ts";
import { AppError } from "#lib/domain/app-error.ts";

const API_VERSION = "2023-01-01-preview";
const MAX_PAGES = 50;
const ANSWER_TIMEOUT_MS = 60_000;

export type RetailItems = (filter: string, requestId: string, signal: AbortSignal) => Promise<RetailItem[]>;

/** url: …/api/retail/prices */
export function createRetailItems(url: string): RetailItems {
  const pipeline = createPipelineFromOptions({ userAgentOptions: { userAgentPrefix: "snapscope" } });
  pipeline.addPolicy(patiencePolicy, { afterPhase: "Retry" });
  pipeline.addPolicy(originPolicy(url), { afterPhase: "Sign" });
  const httpClient = createDefaultHttpClient();
  const readPage = async (link: string, requestId: string, abortSignal: AbortSignal) => {
    const request = createPipelineRequest({
      url: link,
      timeout: ANSWER_TIMEOUT_MS,
      abortSignal,
      allowInsecureConnection: link.startsWith("http://127.0.0.1"),
    });
    request.headers.set("x-ms-client-request-id", requestId);
    const response = await pipeline.sendRequest(httpClient, request);
    if (response.status !== 200) {
      throw new AppError(
        response.status === 429 || response.status >= 500 ? "azure-unavailable" : "azure-failed",
        `The public price list answered ${response.status}.`,
      );
    }
    const requestIdSent = requestIdOf(response);
    const read = () => {
      const page = parseObject(response, parseExactJson);
      const items = listIn(page, "Items", response).flatMap((sent) => toItem(fieldsOf(sent)));
      return { items, nextLink: page.NextPageLink, requestId: requestIdSent };
    };
    return readable(() => requestIdSent, read);
  };
  return async (filter, requestId, signal) => {
    const first = new URL(url);
    first.searchParams.set("api-version", API_VERSION);
    first.searchParams.set("currencyCode", "'USD'");
    first.searchParams.set("$filter", filter);
    const read = (link: string) => readPage(link, requestId, signal);
    const items: RetailItem[] = [];
    for await (const page of followPages({ first: first.href, read, maxPages: MAX_PAGES, signal })) items.push(...page.items);
    return items;
  };
}

/** Storage, paid as it is used: any of these values of each field. */
export function retailFilter(fields: Readonly<Record<string, readonly string[]>>): string {
  const any = ([field, values]: [string, readonly string[]]) =>
    `(${[...new Set(values)].map((value) => `${field} eq '${value.replaceAll("'", "''")}'`).join(" or ")})`;
  return ["serviceName eq 'Storage'", "type eq 'Consumption'", ...Object.entries(fields).map(any)].join(" and ");
}

/** Of several rows of a meter the one in force: primary region first, then the newest effective date. */
export function inForce(items: readonly RetailItem[], isOfMeter: (item: RetailItem) => boolean, at: string): RetailItem | undefined {
  return items
    .filter((item) => isOfMeter(item) && Number(item.tierMinimumUnits) === 0 && item.effectiveStartDate <= at)
    .toSorted(
      (a, b) =>
        Number(b.isPrimaryMeterRegion ?? true) - Number(a.isPrimaryMeterRegion ?? true) ||
        b.effectiveStartDate.localeCompare(a.effectiveStartDate),
    )[0];
}

/** As sent, with numbers as their text. */
export interface RetailItem {
  armRegionName: string;
  productName: string;
  skuName: string;
  meterId: string;
  meterName: string;
  retailPrice: string;
  tierMinimumUnits: string;
  unitOfMeasure: string;
  effectiveStartDate: string;
  isPrimaryMeterRegion?: boolean;
}

/** One without what a price is told by is none. */
function toItem(sent: Fields): RetailItem[] {
  const { armRegionName, productName, skuName, meterId, retailPrice, tierMinimumUnits, unitOfMeasure, effectiveStartDate } = sent.texted({
    armRegionName: "armRegionName",
    productName: "productName",
    skuName: "skuName",
    meterId: "meterId",
    retailPrice: "retailPrice",
    tierMinimumUnits: "tierMinimumUnits",
    unitOfMeasure: "unitOfMeasure",
    effectiveStartDate: "effectiveStartDate",
  });
  if (!armRegionName || !productName || !skuName || !meterId || !retailPrice || !unitOfMeasure || !effectiveStartDate) return [];
  if (!Number.isFinite(Number(retailPrice))) return [];
  const isPrimaryMeterRegion = sent.flag("isPrimaryMeterRegion");
  return [
    {
      armRegionName,
      productName,
      skuName,
      meterId,
      meterName: sent.text("meterName") ?? skuName,
      retailPrice,
      tierMinimumUnits: tierMinimumUnits ?? "0",
      unitOfMeasure,
      effectiveStartDate,
      ...(isPrimaryMeterRegion === undefined ? {} : { isPrimaryMeterRegion }),
    },
  ];
}
