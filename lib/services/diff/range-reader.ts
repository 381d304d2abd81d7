// The ranges of measured diffs, decoded. Pages, exports, plans and sums ask for the same ones again and again, and what
// was measured never changes: the last ones asked for are kept, up to a number of ranges (17 bytes each) and of lists.
import type { RangeList } from "#lib/domain/ranges/block-range.ts";
import { decodeRanges } from "#lib/domain/ranges/range-codec.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";

const MAX_KEPT_RANGES = 2_000_000;
/** Of many snapshots nothing changed: their lists are empty, and cost all the same. */
const MAX_KEPT_LISTS = 10_000;

type Measured = Pick<MeasurementRecord, "artifactKey" | "measuredAt">;

/** One of each store, so that all who ask it share what is kept. */
const keptOf = new WeakMap<ArtifactStore, KeptRanges>();

/** Undefined where they are gone or damaged on disk: they can be read from Azure again. */
export async function readRanges(artifacts: ArtifactStore, measured: Measured): Promise<RangeList | undefined> {
  const kept = keptOf.get(artifacts)?.get(measured);
  if (kept) return kept;
  const bytes = await artifacts.get(measured.artifactKey);
  if (!bytes) return undefined;
  try {
    const { list } = decodeRanges(bytes);
    keepRanges(artifacts, measured, list);
    return list;
  } catch {
    return undefined;
  }
}

/** What was just written there. */
export function keepRanges(artifacts: ArtifactStore, measured: Measured, list: RangeList): void {
  const kept = keptOf.get(artifacts) ?? new KeptRanges();
  keptOf.set(artifacts, kept);
  kept.add(measured, list);
}

class KeptRanges {
  private readonly lists = new Map<string, RangeList>();
  private ranges = 0;

  get(measured: Measured): RangeList | undefined {
    const list = this.take(measured);
    // Asked for last, forgotten last.
    if (list) this.add(measured, list);
    return list;
  }

  add(measured: Measured, list: RangeList): void {
    this.take(measured);
    this.lists.set(keyOf(measured), list);
    this.ranges += list.offsets.length;
    for (const [key, oldest] of this.lists) {
      if (this.ranges <= MAX_KEPT_RANGES && this.lists.size <= MAX_KEPT_LISTS) break;
      this.lists.delete(key);
      this.ranges -= oldest.offsets.length;
    }
  }

  private take(measured: Measured): RangeList | undefined {
    const key = keyOf(measured);
    const list = this.lists.get(key);
    if (list) this.ranges -= list.offsets.length;
    this.lists.delete(key);
    return list;
  }
}

function keyOf({ artifactKey, measuredAt }: Measured): string {
  return `${artifactKey} ${measuredAt}`;
}
