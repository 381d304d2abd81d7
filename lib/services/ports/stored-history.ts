// What every snapshot stored, and when. Azure tells neither, and a measurement tells only now; so each is kept with the
// span for which it held. A span is of one snapshot against one base: it ends when the snapshot is gone or when its base
// is (Azure then merges the base's data into it), and the next one begins there, with bytes that are measured anew.

export interface StoredRelation {
  snapshotUniqueId: string;
  subscriptionId: string;
  resourceGroup: string;
  location: string;
  /** ISO time at which Azure made it. */
  createdAt: string;
  /** The snapshot its stored bytes count against; null: all of its data is its own. */
  baseUniqueId: string | null;
}

export interface StoredHistory {
  /**
   * After a reading of Azure at `at`: against what each present snapshot counts now, and which are gone. What is neither
   * was not read and is left as it was. Writes only what has changed.
   */
  relate(at: string, present: readonly StoredRelation[], goneUniqueIds: readonly string[]): Promise<void>;
  /** A measurement of a snapshot against a base: the bytes of the span that holds. */
  measured(snapshotUniqueId: string, baseUniqueId: string | null, bytes: number): Promise<void>;
}
