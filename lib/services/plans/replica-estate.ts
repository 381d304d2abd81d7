// What planners ask of the estate around a replica: the disk it is of, and where a disk is made from it.
import { type Disk, parseResourceId } from "#lib/domain/inventory/inventory.ts";
import type { Replica } from "#lib/domain/replication/replica.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { lookAtPlace, type PlaceToMake } from "./place-to-make.ts";

export interface ReplicaEstate {
  around(replica: Pick<Replica, "place" | "diskId" | "diskUniqueId">, context: CallContext): Promise<ReplicaSurroundings>;
}

/** Of the subscription of its storage account. */
export interface ReplicaSurroundings extends PlaceToMake {
  /** The disk it is of, and not another of its name; undefined: gone, or not seen. */
  sourceDisk: Disk | undefined;
  /** In a group of that subscription, in lower case. */
  diskNames(group: string): Promise<ReadonlySet<string>>;
}

export function createReplicaEstate(deps: EstateDeps): ReplicaEstate {
  return {
    async around({ place, diskId, diskUniqueId }, context) {
      await deps.view.current(context);
      const subscriptionId = parseResourceId(place.accountId)?.subscriptionId ?? "";
      const [toMake, disk] = await Promise.all([lookAtPlace(deps, subscriptionId, context), deps.estate.disks.find(context, diskId)]);
      const isSame = disk?.uniqueId.toLowerCase() === diskUniqueId.toLowerCase();
      return {
        ...toMake,
        sourceDisk: isSame ? disk : undefined,
        diskNames: (group) => deps.estate.disks.names(context, { subscriptionId, group }),
      };
    },
  };
}
