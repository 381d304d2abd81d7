// What deleting some snapshots of one chain frees, each alone and all together: from what was measured, nothing is asked of
// Azure. Ranges are read only for neighbours that go together, and only so many.
import pLimit from "p-limit";
import { measurementBase } from "#lib/domain/chains/measurability.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { type Reclaim, type ReclaimChain, type ReclaimRun, rangesNeeded, reclaim } from "#lib/domain/sizes/reclaim.ts";
import { readRanges } from "#lib/services/diff/range-reader.ts";
import { indexRecords } from "#lib/services/inventory/derive-estate.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { MeasurementRecord, MeasurementStore } from "#lib/services/ports/measurements.ts";
import type { OverlapStore } from "#lib/services/ports/overlaps.ts";
import { countRanges, type OverlapKeeper } from "./overlap-keeper.ts";
import { overlapIndex, toReclaimChain } from "./reclaim-chain.ts";

/** At once, of all that is laid over each other for an answer: 17 bytes each, and as many again for the result. */
const MAX_RANGES = 4_000_000;
const MAX_ANSWERS_AT_ONCE = 2;

export interface ChainReclaim {
  joint: Reclaim;
  /** By resource id as in the chain, each as if it went alone. */
  alone: Map<string, ReclaimRun>;
  storedBytes: Map<string, number>;
}

/** ids: as in the chain. */
export type ReclaimOfChain = (chain: Chain, ids: ReadonlySet<string>) => Promise<ChainReclaim>;

export interface ChainReclaimDeps {
  measurements: Pick<MeasurementStore, "of">;
  overlaps: Pick<OverlapStore, "of">;
  overlapKeeper: OverlapKeeper;
  artifacts: ArtifactStore;
}

export function createReclaimOfChain(deps: ChainReclaimDeps): ReclaimOfChain {
  const limit = pLimit(MAX_ANSWERS_AT_ONCE);
  return (chain, ids) => limit(() => reclaimOfChain(deps, chain, ids));
}

/** The chain with the ranges of those neighbours among ids that go together, as far as they are at hand and few enough. */
export type RangesOfChain = (chain: Chain, ids: ReadonlySet<string>) => Promise<ReclaimChain>;

export function createRangesOfChain(deps: ChainReclaimDeps): RangesOfChain {
  const limit = pLimit(MAX_ANSWERS_AT_ONCE);
  return (chain, ids) =>
    limit(async () => {
      const { known, counting } = await readChain(deps, chain);
      return withRanges(deps, known, ids, counting);
    });
}

async function reclaimOfChain(deps: ChainReclaimDeps, chain: Chain, ids: ReadonlySet<string>): Promise<ChainReclaim> {
  const { known, counting } = await readChain(deps, chain);
  const byId = new Map(known.snapshots.map((stored, i) => [stored.id, { stored, next: known.snapshots[i + 1] }]));
  const alone = new Map(
    [...ids].flatMap((id) => {
      const found = byId.get(id);
      const pair = found && { ...known, snapshots: [found.stored, ...(found.next ? [found.next] : [])] };
      const run = pair && reclaim(pair, new Set([id])).runs[0];
      return run ? [[id, run] as const] : [];
    }),
  );
  const storedBytes = new Map(known.snapshots.flatMap(({ id, storedBytes: bytes }) => (bytes === undefined ? [] : [[id, bytes] as const])));
  return { joint: reclaim(await withRanges(deps, known, ids, counting), ids), alone, storedBytes };
}

interface KnownChain {
  known: ReclaimChain;
  /** The measurement that counts, by resource id as in the chain. */
  counting: ReadonlyMap<string, MeasurementRecord | undefined>;
}

async function readChain(deps: ChainReclaimDeps, chain: Chain): Promise<KnownChain> {
  const uniqueIds = chain.snapshots.map(({ uniqueId }) => uniqueId);
  await deps.overlapKeeper.fill(uniqueIds);
  const [records, overlaps] = [await deps.measurements.of(uniqueIds), await deps.overlaps.of(uniqueIds)];
  const measured = indexRecords(records);
  const counting = new Map(
    chain.snapshots.map(({ id, uniqueId }, i) => [id, measured.of(uniqueId, measurementBase(chain, i)?.uniqueId ?? null)]),
  );
  return { known: toReclaimChain(chain, { recordOf: measured.of, overlapOf: overlapIndex(overlaps) }), counting };
}

async function withRanges(
  { artifacts }: ChainReclaimDeps,
  chain: ReclaimChain,
  ids: ReadonlySet<string>,
  counting: ReadonlyMap<string, MeasurementRecord | undefined>,
): Promise<ReclaimChain> {
  const ranges = new Map<string, Awaited<ReturnType<typeof readRanges>>>();
  let room = MAX_RANGES;
  for (const part of rangesNeeded(chain, ids)) {
    const records = part.flatMap(({ id }) => counting.get(id) ?? []);
    const count = records.reduce((sum, record) => sum + countRanges(record), 0);
    if (count > room || records.length < part.length) continue;
    room -= count;
    for (const [i, { id }] of part.entries()) {
      const record = records[i];
      if (record) ranges.set(id, await readRanges(artifacts, record));
    }
  }
  const snapshots = chain.snapshots.map((snapshot) => {
    const list = ranges.get(snapshot.id);
    return list ? { ...snapshot, ranges: list } : snapshot;
  });
  return { ...chain, snapshots };
}
