// A chain as the rules of reclaim see it: what each of its snapshots stores, as far as that is measured, and how much of it
// the next one touched.
import { measurementBase, measureObstacle } from "#lib/domain/chains/measurability.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { ReclaimChain, StoredSnapshot } from "#lib/domain/sizes/reclaim.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";
import type { OverlapRecord } from "#lib/services/ports/overlaps.ts";

export interface KnownSizes {
  /** Against the base that counts now. */
  recordOf(snapshotUniqueId: string, baseUniqueId: string | null): MeasurementRecord | undefined;
  overlapOf(snapshotUniqueId: string, baseUniqueId: string | null, nextUniqueId: string): number | undefined;
}

export function overlapIndex(overlaps: readonly OverlapRecord[]): KnownSizes["overlapOf"] {
  const key = (one: Omit<OverlapRecord, "bytes">) => `${one.snapshotUniqueId}|${one.baseUniqueId ?? ""}|${one.nextUniqueId}`;
  const bytes = new Map(overlaps.map((one) => [key(one), one.bytes]));
  return (snapshotUniqueId, baseUniqueId, nextUniqueId) => bytes.get(key({ snapshotUniqueId, baseUniqueId, nextUniqueId }));
}

/** from, to: only these places of it. */
export function toReclaimChain(chain: Chain, known: KnownSizes, from = 0, to = chain.snapshots.length): ReclaimChain {
  return {
    kind: chain.kind,
    snapshots: chain.snapshots.slice(from, to).map((snapshot, i) => storedSnapshot(chain, snapshot, from + i, known)),
    // Nothing follows where the disk is known to be gone.
    goesOn: chain.sourceState === "live" || chain.sourceState === "unknown",
  };
}

function storedSnapshot(chain: Chain, snapshot: Snapshot, index: number, known: KnownSizes): StoredSnapshot {
  const { id, name, uniqueId } = snapshot;
  const baseUniqueId = measurementBase(chain, index)?.uniqueId ?? null;
  const record = known.recordOf(uniqueId, baseUniqueId);
  if (!record) {
    const why = measureObstacle(chain, index)?.reason;
    return { id, reason: `${name} is not measured.${why ? ` ${why}` : ""}` };
  }
  const next = chain.kind === "incremental" ? chain.snapshots[index + 1] : undefined;
  if (!next) return { id, storedBytes: record.bytes };
  if (!measurementBase(chain, index + 1)) {
    const barrier = `The disk grew across 4 TiB between ${name} and ${next.name}, where Azure tells no difference: what ${next.name} would take over is not known.`;
    return { id, storedBytes: record.bytes, barrier };
  }
  const overlapBytes = known.overlapOf(uniqueId, baseUniqueId, next.uniqueId);
  return { id, storedBytes: record.bytes, ...(overlapBytes === undefined ? {} : { overlapBytes }) };
}
