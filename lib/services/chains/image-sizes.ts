// All data of each snapshot's image, which is what it would store as a full snapshot: the deltas of its chain laid
// over each other. Exact where the ranges are at hand and few enough to do it for a page; else the sum of the
// deltas, at most the whole disk.

import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { type RangeList, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { overlay } from "#lib/domain/ranges/overlay.ts";
import { decodeRanges } from "#lib/domain/ranges/range-codec.ts";
import type { Estate } from "#lib/services/inventory/estate.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";

const MAX_RANGES_PER_CHAIN = 200_000;

/** By unique id; a snapshot whose chain is not measured up to it is missing. */
export function imageSizes(estate: Estate, artifacts: ArtifactStore): Promise<Map<string, number>> {
  return estate.memo("image sizes", async () => {
    const sizes = new Map<string, number>();
    for (const chain of estate.structure.chains) {
      for (const [uniqueId, bytes] of await imageSizesOf(chain, estate, artifacts)) sizes.set(uniqueId, bytes);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return sizes;
  });
}

async function imageSizesOf(chain: Chain, estate: Estate, artifacts: ArtifactStore): Promise<Map<string, number>> {
  const records = chain.snapshots.map((snapshot) => estate.recordOf(snapshot));
  const ranges = records.reduce((sum, record) => sum + (record ? record.writtenRanges + record.clearedRanges : 0), 0);
  const isExact = ranges <= MAX_RANGES_PER_CHAIN;
  const sizes = new Map<string, number>();
  let image: { bytes: number; list: RangeList | undefined } | undefined;
  for (const [i, snapshot] of chain.snapshots.entries()) {
    const record = records[i];
    if (!record || (record.baseUniqueId !== null && !image)) {
      image = undefined;
      continue;
    }
    const list = isExact ? await rangesOf(record, artifacts) : undefined;
    if (record.baseUniqueId === null || !image) image = { bytes: record.bytes, list };
    else image = next(image, record, list, snapshot.diskSizeBytes);
    sizes.set(snapshot.uniqueId, image.bytes);
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

async function rangesOf(record: MeasurementRecord, artifacts: ArtifactStore): Promise<RangeList | undefined> {
  const bytes = await artifacts.get(record.artifactKey);
  if (!bytes) return undefined;
  try {
    return decodeRanges(bytes).list;
  } catch {
    return undefined;
  }
}
