import type { ReplicaPlace } from "./replica.ts";

/** Of the blob that a recovery point is copied to, so that a disk can be made of it: Azure imports no blob snapshots. */
export function stagingName({ name }: Pick<ReplicaPlace, "name">, operationId: string): string {
  return `${name}.restore-${operationId}.vhd`;
}
