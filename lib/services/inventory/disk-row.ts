import type { DiskRow } from "#lib/contract/inventory.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { type Disk, parseResourceId, resourceKey } from "#lib/domain/inventory/inventory.ts";

/** The incremental chain of each disk that is there now, by its id: a recreated disk has a chain of its own. */
export function chainsByDisk(all: readonly Chain[]): Map<string, Chain> {
  const chains = new Map<string, Chain>();
  for (const chain of all) {
    if (chain.kind !== "incremental" || chain.isCopy || chain.sourceState !== "live" || !chain.sourceDiskId) continue;
    chains.set(resourceKey(chain.sourceDiskId), chain);
  }
  return chains;
}

/** chain: the incremental one it has now. */
export function toDiskRow(disk: Disk, chain: Chain | undefined, subscriptionName: string): DiskRow {
  const restoredFrom = parseResourceId(disk.sourceResourceId ?? "");
  const last = chain?.snapshots.findLast(({ timeCreated }) => timeCreated !== undefined);
  return {
    id: disk.id,
    name: disk.name,
    subscriptionId: disk.subscriptionId,
    subscriptionName,
    resourceGroup: disk.resourceGroup,
    region: disk.location,
    sku: disk.sku,
    zones: disk.zones,
    provisionedBytes: disk.diskSizeBytes,
    state: disk.diskState,
    ...(disk.osType ? { osType: disk.osType } : {}),
    createdAt: disk.timeCreated,
    uniqueId: disk.uniqueId,
    tags: disk.tags,
    ...(chain ? { chainId: chain.key } : {}),
    snapshotCount: chain?.snapshots.length ?? 0,
    ...(last ? { lastSnapshotAt: last.timeCreated } : {}),
    ...(restoredFrom?.type.toLowerCase() === "microsoft.compute/snapshots" && disk.sourceResourceId
      ? { restoredFromId: disk.sourceResourceId }
      : {}),
  };
}
