import type { ChainRow } from "#lib/contract/chains.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";

/** records: of its snapshots, as far as they are measured. */
export function toChainRow(chain: Chain, records: readonly MeasurementRecord[], subscriptionName: string): ChainRow {
  const first = chain.snapshots[0];
  const last = chain.snapshots.at(-1);
  // What has no time comes last.
  const newest = chain.snapshots.findLast(({ timeCreated }) => timeCreated !== undefined);
  if (!first || !last) throw new RangeError(`chain ${chain.key} is empty`);
  return {
    id: chain.key,
    kind: chain.kind,
    ...(chain.sourceDiskId ? { sourceDiskId: chain.sourceDiskId } : {}),
    sourceDiskName: chain.sourceDiskName,
    sourceState: chain.sourceState,
    subscriptionId: chain.subscriptionId,
    subscriptionName,
    resourceGroup: last.resourceGroup,
    region: chain.location,
    snapshotCount: chain.snapshots.length,
    ...(first.timeCreated ? { firstAt: first.timeCreated } : {}),
    ...(newest ? { lastAt: newest.timeCreated } : {}),
    provisionedBytes: last.diskSizeBytes,
    storedBytes: records.reduce((sum, record) => sum + record.bytes, 0),
    measuredCount: records.length,
    storedBySku: bySku(chain, records),
    lanes: lanesOf(chain),
    ...(chain.copyOf ? { copyOfChainId: chain.copyOf.chainKey } : {}),
    breaks: chain.breaks,
  };
}

function bySku({ snapshots }: Chain, records: readonly MeasurementRecord[]): ChainRow["storedBySku"] {
  const skuOf = new Map(snapshots.map(({ uniqueId, sku }) => [uniqueId, sku]));
  const sums: Record<string, number> = {};
  for (const { snapshotUniqueId, bytes } of records) {
    const sku = skuOf.get(snapshotUniqueId);
    if (sku !== undefined) sums[sku] = (sums[sku] ?? 0) + bytes;
  }
  return sums;
}

/** One lane a region that holds copies of this chain. */
function lanesOf(chain: Chain): ChainRow["lanes"] {
  const lanes = new Map<string, ChainRow["lanes"][number]>();
  const unclear = new Map<string, number>();
  for (const { copy, chainKey, region } of chain.copies) {
    const lane = lanes.get(region) ?? { region, chainId: chainKey, copied: 0, missing: 0, running: 0 };
    const state = snapshotState(copy);
    if (state === "ready") lane.copied += 1;
    else if (state === "copying") lane.running += 1;
    // There is something: nobody knows whether it is a copy.
    else if (state === "unknown") unclear.set(region, (unclear.get(region) ?? 0) + 1);
    lanes.set(region, lane);
  }
  for (const lane of lanes.values()) {
    const there = lane.copied + lane.running + (unclear.get(lane.region) ?? 0);
    lane.missing = Math.max(0, chain.snapshots.length - there);
  }
  return [...lanes.values()];
}
