// Snapshot storage prices from the public Retail Prices API (no sign-in). Prices differ by region and change,
// so each carries its meter, its effective date and when we fetched it; a copy is kept for a day, and an older
// one serves while the API does not answer. Filter and meters: see "Azure Retail Prices REST API overview".
import {
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
  type Pipeline,
} from "@azure/core-rest-pipeline";
import { toAzureError } from "#lib/adapters/azure/azure-error.ts";
import { parseExactJson, toDecimalText } from "#lib/adapters/azure/exact-json.ts";
import { type Fields, fieldsOf } from "#lib/adapters/azure/fields.ts";
import { followPages } from "#lib/adapters/azure/follow-pages.ts";
import { originPolicy } from "#lib/adapters/azure/origin-policy.ts";
import { notInTime } from "#lib/adapters/azure/page-bytes.ts";
import { patiencePolicy } from "#lib/adapters/azure/retry-after.ts";
import { listIn, parseObject, requestIdOf } from "#lib/adapters/azure/unreadable.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { SharedWork } from "#lib/domain/concurrency/shared-work.ts";
import type { SnapshotPrice } from "#lib/domain/costs/snapshot-price.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";

const API_VERSION = "2023-01-01-preview";
const FRESH_MS = 24 * 3_600_000;
/** Keeps the URL well under what gateways take. */
const REGIONS_PER_QUERY = 10;
const MAX_PAGES = 50;
/** What is fetched for all has no caller whose patience would end it. */
const ANSWER_TIMEOUT_MS = 60_000;
const LONGEST_READING_MS = 5 * 60_000;

/** A meter is told by product and SKU, never by its name: "LRS Snapshots" is three different meters. */
const METERS: { productName: string; skuName: string; sku: SnapshotPrice["sku"] }[] = [
  { productName: "Standard HDD Managed Disks", skuName: "Snapshots LRS", sku: "Standard_LRS" },
  { productName: "Standard HDD Managed Disks", skuName: "Snapshots ZRS", sku: "Standard_ZRS" },
  { productName: "Premium SSD Managed Disks", skuName: "Snapshots LRS", sku: "Premium_LRS" },
];

export interface RetailPricesDeps {
  /** …/api/retail/prices */
  url: string;
  clock: Clock;
}

interface Cached {
  prices: SnapshotPrice[];
  fetchedAtMs: number;
}

export function createRetailPrices(deps: RetailPricesDeps): PriceList {
  return new RetailPrices(deps);
}

class RetailPrices implements PriceList {
  private readonly deps: RetailPricesDeps;
  private readonly cache = new Map<string, Cached>();
  private readonly fetching = new SharedWork<void>();
  private readonly pipeline: Pipeline = createPipelineFromOptions({ userAgentOptions: { userAgentPrefix: "snapscope" } });
  private readonly httpClient: HttpClient = createDefaultHttpClient();

  constructor(deps: RetailPricesDeps) {
    this.deps = deps;
    this.pipeline.addPolicy(patiencePolicy, { afterPhase: "Retry" });
    this.pipeline.addPolicy(originPolicy(deps.url), { afterPhase: "Sign" });
  }

  async read(regions: string[], context: CallContext): Promise<SnapshotPrice[]> {
    const wanted = [...new Set(regions.map((region) => region.toLowerCase()))];
    const stale = wanted.filter((region) => !this.isFresh(region));
    for (let i = 0; i < stale.length; i += REGIONS_PER_QUERY) await this.refresh(stale.slice(i, i + REGIONS_PER_QUERY), context);
    return wanted.flatMap((region) => this.cache.get(region)?.prices ?? []);
  }

  private isFresh(region: string): boolean {
    const cached = this.cache.get(region);
    return cached !== undefined && this.deps.clock.nowMs() - cached.fetchedAtMs < FRESH_MS;
  }

  private async refresh(regions: string[], { requestId, signal }: CallContext): Promise<void> {
    try {
      await this.fetching.run(regions.join(","), () => this.fetch(regions, requestId), signal);
    } catch (error) {
      if (signal?.aborted || !regions.every((region) => this.cache.has(region))) throw error;
    }
  }

  private async fetch(regions: string[], requestId: string): Promise<void> {
    const fetchedAtMs = this.deps.clock.nowMs();
    const fetchedAt = new Date(fetchedAtMs).toISOString();
    const late = AbortSignal.timeout(LONGEST_READING_MS);
    const items = await this.fetchItems(regions, requestId, late).catch((error: unknown) => {
      if (late.aborted) throw notInTime(LONGEST_READING_MS);
      throw toAzureError(error, "read the public price list");
    });
    for (const region of regions) {
      const ofRegion = items.filter((item) => item.armRegionName.toLowerCase() === region);
      this.cache.set(region, { prices: METERS.flatMap((meter) => toPrice(meter, ofRegion, fetchedAt)), fetchedAtMs });
    }
  }

  private async fetchItems(regions: string[], requestId: string, signal: AbortSignal): Promise<RetailItem[]> {
    const first = new URL(this.deps.url);
    first.searchParams.set("api-version", API_VERSION);
    first.searchParams.set("currencyCode", "'USD'");
    first.searchParams.set("$filter", filterFor(regions));
    const read = (link: string) => this.fetchPage(link, requestId, signal);
    const items: RetailItem[] = [];
    for await (const page of followPages({ first: first.href, read, maxPages: MAX_PAGES, signal })) items.push(...page.items);
    return items;
  }

  private async fetchPage(url: string, requestId: string, abortSignal: AbortSignal) {
    const request = createPipelineRequest({
      url,
      timeout: ANSWER_TIMEOUT_MS,
      abortSignal,
      allowInsecureConnection: url.startsWith("http://127.0.0.1"),
    });
    request.headers.set("x-ms-client-request-id", requestId);
    const response = await this.pipeline.sendRequest(this.httpClient, request);
    if (response.status !== 200) {
      throw new AppError(
        response.status === 429 || response.status >= 500 ? "azure-unavailable" : "azure-failed",
        `The public price list answered ${response.status}.`,
      );
    }
    const page = parseObject(response, parseExactJson);
    const items = listIn(page, "Items", response).flatMap((sent) => toItem(fieldsOf(sent)));
    return { items, nextLink: page.NextPageLink, requestId: requestIdOf(response) };
  }
}

/** As sent, with numbers as their text. */
interface RetailItem {
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

function filterFor(regions: string[]): string {
  const any = (field: string, values: string[]) =>
    `(${[...new Set(values)].map((value) => `${field} eq '${value.replaceAll("'", "''")}'`).join(" or ")})`;
  return [
    "serviceName eq 'Storage'",
    "type eq 'Consumption'",
    any("armRegionName", regions),
    any(
      "productName",
      METERS.map((meter) => meter.productName),
    ),
    any(
      "skuName",
      METERS.map((meter) => meter.skuName),
    ),
  ].join(" and ");
}

/** Of several rows of a meter the one in force: primary region first, then the newest effective date. */
function toPrice(meter: (typeof METERS)[number], items: RetailItem[], fetchedAt: string): SnapshotPrice[] {
  const rows = items
    .filter((item) => item.productName === meter.productName && item.skuName === meter.skuName && item.unitOfMeasure === "1 GB/Month")
    .filter((item) => Number(item.tierMinimumUnits) === 0 && item.effectiveStartDate <= fetchedAt)
    .toSorted(
      (a, b) =>
        Number(b.isPrimaryMeterRegion ?? true) - Number(a.isPrimaryMeterRegion ?? true) ||
        b.effectiveStartDate.localeCompare(a.effectiveStartDate),
    );
  const row = rows[0];
  if (!row) return [];
  return [
    {
      region: row.armRegionName.toLowerCase(),
      sku: meter.sku,
      meterId: row.meterId,
      meterName: row.meterName,
      productName: row.productName,
      usdPerGibMonth: toDecimalText(row.retailPrice),
      effectiveDate: row.effectiveStartDate,
      source: "retail",
      fetchedAt,
    },
  ];
}
