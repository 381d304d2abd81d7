// What a comparison of estimate and bill says. Apart from how it is made: the browser reads this and has no use for exact
// decimals.

/**
 * unknown-size: what it stored is not known for all of these hours; no-price: the list has none for it; no-row: the bill has
 * nothing of it; not-answered: the bill of its subscription could not be read; unseen: gone before anybody read it;
 * unattributed: the bill names no snapshot.
 */
export const NOT_COMPARED_REASONS = ["unknown-size", "no-price", "no-row", "not-answered", "unseen", "unattributed"] as const;
export type NotComparedReason = (typeof NOT_COMPARED_REASONS)[number];

export interface ComparedAmounts {
  estimateUsd: string;
  /** Of estimateUsd, for hours that no reading saw: a difference may be what changed in them. */
  assumedUsd: string;
  billedUsd: string;
  /** Billed less estimated. */
  differenceUsd: string;
  /** How far they may be apart because the meter rounds every hour. */
  toleranceUsd: string;
}

export interface NotCompared {
  reason: NotComparedReason;
  count: number;
  /** In these days; null where that side has nothing to say. */
  estimateUsd: string | null;
  billedUsd: string | null;
}

export interface BillComparison extends ComparedAmounts {
  /** The last day of it, UTC; it begins with the month. */
  through: string;
  snapshots: number;
  notCompared: NotCompared[];
}
