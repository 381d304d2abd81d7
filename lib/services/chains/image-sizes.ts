// All data of each snapshot's image, which is what it would store as a full snapshot: the deltas of its chain laid
// over each other. Exact where the ranges are at hand and few enough to do it for a page; else the sum of the
// deltas, at most the whole disk.
import { type RangeList, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { overlay } from "#lib/domain/ranges/overlay.ts";
import { stableHash } from "#lib/domain/stable-hash.ts";
import { readRanges } from "#lib/services/diff/range-reader.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { ChainMember } from "#lib/services/ports/estate.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";

const MAX_RANGES_PER_CHAIN = 200_000;

/** Chains whose measurements are still the same are not read again. */
const MAX_KEPT_CHAINS = 10_000;
const kept = new WeakMap<ArtifactStore, Map<string, Map<string, number>>>();

/** By unique id; a snapshot whose chain is not measured up to it is missing. members: each chain's, oldest first. */
export async function imageSizes(members: readonly ChainMember[], artifacts: ArtifactStore): Promise<Map<string, number>> {
  const known = kept.get(artifacts) ?? new Map<string, Map<string, number>>();
  kept.set(artifacts, known);
  const sizes = new Map<string, number>();
  for (const chain of Map.groupBy(members, ({ chainKey }) => chainKey).values()) {
    const signature = signatureOf(chain);
    const found = known.get(signature);
    const ofChain = found ?? (await imageSizesOf(chain, artifacts));
    // Asked for last, forgotten last.
    known.delete(signature);
    known.set(signature, ofChain);
    for (const [uniqueId, bytes] of ofChain) sizes.set(uniqueId, bytes);
    if (!found) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const signature of known.keys()) if (known.size > MAX_KEPT_CHAINS) known.delete(signature);
  return sizes;
}

function signatureOf(chain: readonly ChainMember[]): string {
  return stableHash(chain.map(({ uniqueId, record }) => `${uniqueId} ${record?.artifactKey} ${record?.measuredAt}`).join("|"));
}

async function imageSizesOf(chain: readonly ChainMember[], artifacts: ArtifactStore): Promise<Map<string, number>> {
  const ranges = chain.reduce((sum, { record }) => sum + (record ? record.writtenRanges + record.clearedRanges : 0), 0);
  const isExact = ranges <= MAX_RANGES_PER_CHAIN;
  const sizes = new Map<string, number>();
  let image: { bytes: number; list: RangeList | undefined } | undefined;
  for (const { uniqueId, provisionedBytes, record } of chain) {
    if (!record || (record.baseUniqueId !== null && !image)) {
      image = undefined;
      continue;
    }
    const list = isExact ? await readRanges(artifacts, record) : undefined;
    if (record.baseUniqueId === null || !image) image = { bytes: record.bytes, list };
    else image = next(image, record, list, provisionedBytes);
    sizes.set(uniqueId, image.bytes);
  }
  return sizes;
}

function next(
  image: { bytes: number; list: RangeList | undefined },
  record: MeasurementRecord,
  list: RangeList | undefined,
  diskBytes: number,
) {
  if (!image.list || !list) return { bytes: Math.min(diskBytes, image.bytes + record.bytes), list: undefined };
  const merged = overlay(image.list, list);
  return { bytes: totalsOf(merged).writtenBytes, list: merged };
}
