// What a snapshot's stored size is measured against, and how its state is told.
import type { Measurement } from "#lib/contract/inventory.ts";
import { canDiff, canRead } from "#lib/domain/diff-rule.ts";
import type { Snapshot } from "#lib/domain/inventory.ts";
import type { Chain } from "#lib/domain/snapshot-chain.ts";
import { snapshotState } from "#lib/domain/snapshot-state.ts";
import type { MeasurementRecord } from "./ports.ts";

/**
 * The snapshot before it in its chain. None for the oldest, for full snapshots, and where Azure stores the
 * snapshot whole because the disk grew across 4 TiB: then all its data is what it stores.
 */
export function measurementBase(chain: Chain, index: number): Snapshot | undefined {
  const previous = chain.kind === "incremental" ? chain.snapshots[index - 1] : undefined;
  const snapshot = chain.snapshots[index];
  if (!previous || !snapshot) return undefined;
  const possibility = canDiff(previous, snapshot, { sameChain: true });
  return !possibility.ok && possibility.rule === "resize-4tb" ? undefined : previous;
}

/** Why it cannot be measured now; undefined when it can. */
export function unmeasurableReason(snapshot: Snapshot, base: Snapshot | undefined): string | undefined {
  const possibility = base ? canDiff(base, snapshot, { sameChain: true }) : canRead(snapshot);
  return possibility.ok ? undefined : possibility.reason;
}

export function toMeasurement(snapshot: Snapshot, record: MeasurementRecord | undefined): Measurement {
  if (record) {
    return {
      state: "measured",
      basis: record.baseUniqueId === null ? "allocated" : "diff",
      bytes: record.bytes,
      clearedBytes: record.clearedBytes,
      ranges: record.writtenRanges + record.clearedRanges,
      measuredAt: record.measuredAt,
    };
  }
  const readable = canRead(snapshot);
  if (readable.ok) return { state: "not-measured", reason: "Not measured yet." };
  const state = snapshotState(snapshot);
  return { state: state === "creating" || state === "copying" ? "pending" : "not-measured", reason: readable.reason };
}
