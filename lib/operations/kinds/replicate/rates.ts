// What a transfer is planned by. Azure's targets for a standard page blob: 500 requests and 60 MiB a second
// (learn.microsoft.com, "Scalability and performance targets for Blob storage").
import { egressUsdPerGib } from "#lib/domain/costs/egress-price.ts";
import { sameRegion } from "#lib/domain/inventory/azure-region.ts";
import type { TransferRates } from "#lib/domain/replication/transfer-rates.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";

/**
 * Only for the choice between one more request and more bytes ("least cost"): no price list with requests of page blobs is read.
 * What Azure asks for operations on Standard HDD, 0.0005 USD for 10,000, stands for it.
 */
const ASSUMED_USD_PER_REQUEST = 0.0005 / 10_000;
/** Where the price of the route is not known. */
const ASSUMED_USD_PER_GIB = 0.02;

/** toRegion undefined: not said, so another one. */
export function transferRates(fromRegion: string, toRegion: string | undefined): TransferRates {
  return {
    requestsPerSecond: 500,
    bytesPerSecond: 60 * 2 ** 20,
    usdPerRequest: ASSUMED_USD_PER_REQUEST,
    usdPerByte: usdPerGib(fromRegion, toRegion) / GIB_BYTES,
  };
}

/** Decimal string; null: not known. Nothing is asked for what stays in its region. */
export function routeUsdPerGib(fromRegion: string, toRegion: string | undefined): string | null {
  if (toRegion === undefined) return null;
  return sameRegion(fromRegion, toRegion) ? "0" : egressUsdPerGib(fromRegion, toRegion);
}

function usdPerGib(fromRegion: string, toRegion: string | undefined): number {
  const known = routeUsdPerGib(fromRegion, toRegion);
  return known === null ? ASSUMED_USD_PER_GIB : Number(known);
}
