import type { ReplicaPlace, ReplicaPoint } from "#lib/domain/replication/replica.ts";
import type { CallContext } from "./call-context.ts";

/** Of the blob that an operation puts a recovery point into, for the time it takes to make a disk of it. */
export interface StagedPoint {
  /** Without a signature. */
  url: string;
  /** Of the disk in it, without the VHD footer. */
  sizeBytes: number;
}

export interface ReplicaStaging {
  /**
   * Copies the point's blob snapshot to a blob of its own beside the replica (stagingName), within the account. Asked for again it
   * goes on with what the same operation began; anything else under that name is a conflict and stays as it is. Not possible
   * (details.rule "not-a-vhd") where what was copied has no VHD footer, or one of another length.
   */
  stage(order: StagingOrder, context: CallContext, told?: (percent: number) => void): Promise<StagedPoint>;
  /** Done too where it is gone already. Somebody else's blob under the name stays as it is. */
  unstage(order: Pick<StagingOrder, "place" | "operationId">, context: CallContext): Promise<void>;
}

export interface StagingOrder {
  place: ReplicaPlace;
  /** Of one stripe. */
  point: ReplicaPoint;
  operationId: string;
}
