import type { Measurement, Possibility, SnapshotRow } from "#lib/contract/inventory.ts";
import { canDiff, unreadableBy } from "#lib/domain/chains/diff-rule.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { isCopy, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { snapshotOrigin } from "#lib/domain/inventory/snapshot-origin.ts";
import { redundancyOf } from "#lib/domain/inventory/snapshot-sku.ts";
import { snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import { canCopy } from "#lib/domain/plans/copy-plan.ts";
import { canRestore } from "#lib/domain/plans/restore-plan.ts";

/** What a row needs to know beside its snapshot. */
interface SnapshotFacts {
  structure: {
    chainOf(snapshot: Snapshot): Chain;
    indexOf(snapshot: Snapshot): number;
    subscriptionName(subscriptionId: string): string;
  };
  measurementOf(snapshot: Snapshot): Measurement;
}

export function toSnapshotRow(estate: SnapshotFacts, snapshot: Snapshot): SnapshotRow {
  const { structure } = estate;
  const chain = structure.chainOf(snapshot);
  const index = structure.indexOf(snapshot);
  const previous = chain.snapshots[index - 1];
  const unreadable = unreadableBy(snapshot);
  const next = chain.snapshots[index + 1];
  return {
    id: snapshot.id,
    name: snapshot.name,
    subscriptionId: snapshot.subscriptionId,
    subscriptionName: structure.subscriptionName(snapshot.subscriptionId),
    resourceGroup: snapshot.resourceGroup,
    region: snapshot.location,
    kind: snapshot.incremental ? "incremental" : "full",
    sku: snapshot.sku,
    redundancy: redundancyOf(snapshot.sku),
    provisionedBytes: snapshot.diskSizeBytes,
    delta: estate.measurementOf(snapshot),
    createdAt: snapshot.timeCreated,
    state: snapshotState(snapshot),
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
    canDiffWithPrevious: diffWithPrevious(snapshot, previous),
    canCopy: canCopy(snapshot),
    canRestore: canRestore(snapshot),
  };
}

function diffWithPrevious(snapshot: Snapshot, previous: Snapshot | undefined): Possibility {
  if (!snapshot.incremental) return { possible: false, reason: "A full snapshot builds on no other one." };
  if (!previous) return { possible: false, reason: "It is the oldest of its chain." };
  const possibility = canDiff(previous, snapshot, { sameChain: true });
  return possibility.ok ? { possible: true } : { possible: false, reason: possibility.reason };
}
