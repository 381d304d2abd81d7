// What planners ask of the estate around a disk: its chain, its machine, and where something is made from it.

import { AppError } from "#lib/domain/app-error.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { type Disk, resourceName, sameResource } from "#lib/domain/inventory/inventory.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { lookAtPlace, type PlaceToMake } from "./place-to-make.ts";

export interface DiskEstate {
  /** Throws not-found, naming the field of the request, for one that is not seen. */
  around(diskId: string, field: string, context: CallContext): Promise<DiskSurroundings>;
}

export interface DiskSurroundings extends PlaceToMake {
  disk: Disk;
  /** Incremental; undefined: none yet, or none that may be read. */
  chain: Chain | undefined;
  /** What its snapshots store, by unique id, as far as they are measured. */
  storedBytes: ReadonlyMap<string, number>;
  /** The other disks of its machine, by name. */
  siblings: Disk[];
  /** In a group of its subscription, in lower case. */
  snapshotNames(group: string): Promise<ReadonlySet<string>>;
}

export function createDiskEstate(deps: EstateDeps): DiskEstate {
  return {
    async around(diskId, field, context) {
      await deps.view.current(context);
      const disk = await deps.estate.disks.find(context, diskId);
      if (disk) return lookAround(deps, disk, context);
      const what = `There is no disk ${resourceName(diskId)} in the inventory: it was deleted, or may not be read.`;
      throw new AppError("not-found", what, { details: { field, given: diskId } });
    },
  };
}

async function lookAround(deps: EstateDeps, disk: Disk, context: CallContext): Promise<DiskSurroundings> {
  const { estate } = deps;
  const { subscriptionId, managedBy } = disk;
  const [place, chainKey, machineDisks] = await Promise.all([
    lookAtPlace(deps, subscriptionId, context),
    estate.disks.chainOf(context, disk.id),
    managedBy === undefined ? [] : estate.disks.ofMachine(context, managedBy),
  ]);
  const chain = chainKey === undefined ? undefined : await estate.chains.find(context, chainKey);
  const records = chain ? await estate.chains.measurements(context, { chain: chain.key }) : new Map();
  return {
    ...place,
    disk,
    chain,
    storedBytes: new Map([...records].map(([uniqueId, { bytes }]) => [uniqueId, bytes])),
    siblings: machineDisks.filter(({ id }) => !sameResource(id, disk.id)),
    snapshotNames: (group) => estate.snapshots.names(context, { subscriptionId, group }),
  };
}
