// A price for a plan, which neither fails nor waits long for one, and says why there is none.
import { withinMs } from "#lib/domain/concurrency/within-ms.ts";
import type { AskedPrice } from "#lib/domain/plans/missing-price.ts";

const PATIENCE_MS = 3000;

/** read: undefined where the list has none. */
export async function askedPrice<T>(read: Promise<T | undefined>): Promise<AskedPrice<T>> {
  const answer = read.then(
    (price): AskedPrice<T> => (price === undefined ? { missing: "not-listed" } : { price }),
    (): AskedPrice<T> => ({ missing: "failed" }),
  );
  return (await withinMs(PATIENCE_MS, answer)) ?? { missing: "late" };
}
