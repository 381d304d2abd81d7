// Works out how much of what a snapshot stores the next one touched, as soon as both are measured, so that what a delete
// frees stands beside each snapshot and no list reads ranges. One pair at a time: two lists of ranges are all it holds.
import pLimit from "p-limit";
import { overlapBytes } from "#lib/domain/sizes/reclaim.ts";
import { readRanges } from "#lib/services/diff/range-reader.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";
import type { NeighbourRecords, OverlapStore } from "#lib/services/ports/overlaps.ts";

/** 17 bytes each, of both. */
const MAX_RANGES = 4_000_000;

export interface OverlapKeeper {
  /** Works out what is missing of these snapshots, or of all. What cannot be told here (ranges gone, too many) stays missing. */
  fill(snapshotUniqueIds?: readonly string[]): Promise<void>;
}

interface OverlapKeeperDeps {
  overlaps: Pick<OverlapStore, "missing" | "put">;
  artifacts: ArtifactStore;
}

export function createOverlapKeeper(deps: OverlapKeeperDeps): OverlapKeeper {
  const oneByOne = pLimit(1);
  return {
    async fill(snapshotUniqueIds) {
      for (const pair of await deps.overlaps.missing(snapshotUniqueIds)) await oneByOne(() => keep(deps, pair));
    },
  };
}

async function keep({ overlaps, artifacts }: OverlapKeeperDeps, { older, newer }: NeighbourRecords): Promise<void> {
  if (countRanges(older) + countRanges(newer) > MAX_RANGES) return;
  const [stored, touched] = [await readRanges(artifacts, older), await readRanges(artifacts, newer)];
  if (!stored || !touched) return;
  const bytes = overlapBytes(stored, touched);
  const { snapshotUniqueId, baseUniqueId } = older;
  await overlaps.put({ snapshotUniqueId, baseUniqueId, nextUniqueId: newer.snapshotUniqueId, bytes });
}

export function countRanges({ writtenRanges, clearedRanges }: MeasurementRecord): number {
  return writtenRanges + clearedRanges;
}
