// The lanes of a chain's timeline: the chain itself, then each other region with every snapshot's copy or its absence.
import type { ChainDetail } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { sameRegion } from "#lib/domain/inventory/azure-region.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { SnapshotState } from "#lib/domain/inventory/snapshot-state.ts";

export interface LaneMark {
  /** The snapshot of the chain above which the mark stands. */
  source: SnapshotRow;
  /** undefined: there is no copy. */
  copy: SnapshotRow | undefined;
  state: SnapshotState | "missing";
}

export interface CopyLane {
  region: string;
  chainId?: string;
  marks: LaneMark[];
  copied: number;
  missing: number;
}

export function copyLanes({ chain, snapshots, copies }: ChainDetail): CopyLane[] {
  return chain.lanes.map((lane) => {
    const here = new Map(
      copies.filter((one) => sameRegion(one.region, lane.region)).map((one) => [resourceKey(one.sourceSnapshotId), one.snapshot]),
    );
    const marks = snapshots.map((source): LaneMark => {
      const copy = here.get(resourceKey(source.id));
      return { source, copy, state: copy?.state ?? "missing" };
    });
    return { region: lane.region, chainId: lane.chainId, marks, copied: lane.copied, missing: lane.missing };
  });
}
