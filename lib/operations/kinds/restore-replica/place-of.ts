import type { ReplicaPlace } from "#lib/domain/replication/replica.ts";
import type { RestoreReplicaRequest } from "./request.ts";

export function placeOf({ accountId, container, replica }: RestoreReplicaRequest): ReplicaPlace {
  return { accountId, container, name: replica };
}
