import type { Possibility, SnapshotRow } from "#lib/contract/inventory.ts";
import { canDiff, unreadableBy } from "#lib/domain/chains/diff-rule.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { isCopy, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { snapshotOrigin } from "#lib/domain/inventory/snapshot-origin.ts";
import { redundancyOf } from "#lib/domain/inventory/snapshot-sku.ts";
import { snapshotState, unknownStateOf } from "#lib/domain/inventory/snapshot-state.ts";
import { canCopy } from "#lib/domain/plans/copy-rule.ts";
import { canRestore } from "#lib/domain/plans/restore-rule.ts";
import type { Frees } from "#lib/domain/sizes/reclaim.ts";
import { toMeasurement } from "#lib/services/chains/measurement.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";

export interface SnapshotInChain {
  snapshot: Snapshot;
  chain: Chain;
  /** From 0. */
  index: number;
  /** Against the base that counts now. */
  record: MeasurementRecord | undefined;
  /** It was measured, against a base that does not count any more. */
  isOutdated: boolean;
  frees: Frees;
  subscriptionName: string;
}

export function toSnapshotRow({ snapshot, chain, index, record, isOutdated, frees, subscriptionName }: SnapshotInChain): SnapshotRow {
  const previous = chain.snapshots[index - 1];
  const unreadable = unreadableBy(snapshot);
  const state = snapshotState(snapshot);
  const next = chain.snapshots[index + 1];
  return {
    id: snapshot.id,
    name: snapshot.name,
    subscriptionId: snapshot.subscriptionId,
    subscriptionName,
    resourceGroup: snapshot.resourceGroup,
    region: snapshot.location,
    kind: snapshot.incremental ? "incremental" : "full",
    sku: snapshot.sku,
    redundancy: redundancyOf(snapshot.sku),
    provisionedBytes: snapshot.diskSizeBytes,
    delta: toMeasurement({ chain, index, record, isOutdated }),
    frees,
    createdAt: snapshot.timeCreated,
    state,
    ...(state === "unknown" ? { unknownState: unknownStateOf(snapshot) } : {}),
    ...(snapshot.snapshotAccessState ? { accessState: snapshot.snapshotAccessState } : {}),
    ...(snapshot.completionPercent === undefined ? {} : { completionPercent: snapshot.completionPercent }),
    ...(snapshot.copyError ? { copyError: snapshot.copyError } : {}),
    hasActiveSas: snapshot.diskState.startsWith("ActiveSAS"),
    networkAccessPolicy: snapshot.networkAccessPolicy,
    tags: snapshot.tags,
    origin: snapshotOrigin(snapshot),
    ...(chain.sourceDiskId ? { sourceDiskId: chain.sourceDiskId } : {}),
    sourceDiskName: chain.sourceDiskName,
    ...(isCopy(snapshot) && snapshot.sourceResourceId ? { sourceSnapshotId: snapshot.sourceResourceId } : {}),
    chainId: chain.key,
    positionInChain: index + 1,
    chainLength: chain.snapshots.length,
    ...(previous ? { previousId: previous.id } : {}),
    ...(next ? { nextId: next.id } : {}),
    logicalSectorSize: snapshot.logicalSectorSize,
    encryption: snapshot.encryption.type,
    uniqueId: snapshot.uniqueId,
    ...(unreadable ? { unreadable } : {}),
    canDiffWithPrevious: diffWithPrevious(snapshot, previous, record ? undefined : chain.closed),
    canCopy: canCopy(snapshot, chain),
    canRestore: canRestore(snapshot, chain),
  };
}

/** closed: why it cannot be read, where it is not there already. */
function diffWithPrevious(snapshot: Snapshot, previous: Snapshot | undefined, closed: string | undefined): Possibility {
  if (!snapshot.incremental) return { possible: false, reason: "A full snapshot builds on no other one." };
  if (!previous) return { possible: false, reason: "It is the oldest of its chain." };
  const possibility = canDiff(previous, snapshot, { sameChain: true });
  if (!possibility.ok) return { possible: false, reason: possibility.reason };
  return closed ? { possible: false, reason: closed } : { possible: true };
}
