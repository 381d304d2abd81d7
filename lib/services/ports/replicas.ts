import type { BlockRange } from "#lib/domain/ranges/block-range.ts";
import type { PointToWrite, Replica, ReplicaPlace, ReplicaPoint } from "#lib/domain/replication/replica.ts";
import type { ReadAccess } from "./access.ts";
import type { CallContext } from "./call-context.ts";

/** A storage account, or a place the settings name, that a replica may be written to. */
export interface ReplicaAccount {
  /** ARM id, or `target:NAME`. */
  id: string;
  name: string;
  /** undefined: not said. */
  region: string | undefined;
  subscriptionId: string | undefined;
  resourceGroup: string | undefined;
  /** Absent: it can be written to, as far as is known. */
  reason?: string;
  /** false: the bytes go through Snapscope (a target that cannot read from Azure by itself). */
  serverSide: boolean;
}

export interface ReplicaReader {
  /** What the asker may see; subscriptions that could not be read are named. */
  accounts(context: CallContext): Promise<{ accounts: ReplicaAccount[]; notRead: { subscriptionId: string; message: string }[] }>;
  containers(accountId: string, context: CallContext): Promise<string[]>;
  /** All in one account, found by their own metadata; `container`: only there. */
  list(where: { accountId: string; container?: string }, context: CallContext): Promise<Replica[]>;
  /** undefined: nothing of the name is there. A blob of the name that is no replica is a conflict (details.rule "not-a-replica"). */
  look(place: ReplicaPlace, context: CallContext): Promise<Replica | undefined>;
}

export interface ReplicaOwner {
  /** Names the lease: whoever opens for the same operation again gets in at once, and the one before is refused from then on. */
  operationId: string;
  diskId: string;
  diskUniqueId: string;
}

export interface ReplicaWriter {
  /**
   * Takes the leases of all blobs and a new sequence number: every write of an earlier session, a late worker's too, is refused by
   * Azure from then on (conflict, details.rule "fenced"). Makes container and blobs that are missing. Conflicts: another operation
   * writes it (rule "leased"), it is of another disk ("other-disk"), no replica ("not-a-replica"), or has a problem (its rule).
   */
  open(place: ReplicaPlace, owner: ReplicaOwner, sizeBytes: number, context: CallContext): Promise<ReplicaSession>;
}

export interface CopiedRange {
  /** That went through this process, headers not counted. */
  streamedBytes: number;
}

export interface ReplicaSession {
  /** As it was found, under the lease. */
  readonly replica: Replica;
  /**
   * Says on the blobs what is written from now on, and makes them as long as the disk with its footer, which is written here. A
   * conflict (rule "predecessor") unless the newest committed point is the one it is built on, or (rule "unfinished") another one was
   * begun. A whole image, one without a predecessor, may always be begun: what was there is cleared away first. The newest
   * committed point may be begun again: then nothing is written, and commit gives it.
   */
  begin(point: PointToWrite): Promise<void>;
  /** Of any length, whole pages; disk offsets, whatever the stripes. A stripe with the point's blob snapshot is left as it is. */
  clear(range: BlockRange): Promise<void>;
  /**
   * At most 4 MiB, whole pages; disk offsets. By Azure itself where it can, else through this process with a checksum of what was
   * read. What is congestion is thrown as Congestion, for the pacer, and not tried again here.
   */
  copy(source: ReadAccess, range: BlockRange): Promise<CopiedRange>;
  /**
   * Nothing but `planned` may have changed since the point before (conflict "written-by-others"); then manifest, one blob snapshot
   * of every stripe, and the committed state. Done again it gives what was made: exactly one blob snapshot per stripe and source.
   */
  commit(planned: readonly BlockRange[] | undefined, manifest: Uint8Array): Promise<ReplicaPoint>;
  /** Gives the leases back; never throws. */
  close(): Promise<void>;
}
