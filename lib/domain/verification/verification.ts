// What comparing a copy with its source found: how far it went, when, and over which bytes. It is of two snapshots, by their
// unique ids, and says nothing of others of their names.

/** Each includes what the one before it looks at. */
export const VERIFY_LEVELS = ["ranges", "sampled", "full"] as const;
export type VerifyLevel = (typeof VERIFY_LEVELS)[number];

export const VERDICTS = ["equal", "different"] as const;
export type Verdict = (typeof VERDICTS)[number];

const LEVEL_LABELS: Readonly<Record<VerifyLevel, string>> = { ranges: "range lists", sampled: "sampled", full: "every byte" };

/** For sentences: "verified, every byte". */
export function levelLabel(level: VerifyLevel): string {
  return LEVEL_LABELS[level];
}

export interface VerifiedSide {
  /** ARM id. */
  id: string;
  uniqueId: string;
  name: string;
  region: string;
}

/** Chunks drawn by chance from those that hold data, each as likely as another. */
export interface DrawnSample {
  /** From it anybody draws the same chunks again. */
  seed: string;
  chunks: number;
  /** With this probability it finds a copy of which so many chunks are damaged, wherever they are. */
  probability: number;
  damagedChunks: number;
}

export interface Verification {
  operationId: string;
  level: VerifyLevel;
  verdict: Verdict;
  /** ISO 8601: when the last byte had been compared. */
  at: string;
  source: VerifiedSide;
  copy: VerifiedSide;
  /** Of the disk both are of. */
  sizeBytes: number;
  chunkBytes: number;
  /** Chunks in which either side holds data. */
  dataChunks: number;
  /** Of them those of which one side's list holds what the other's does not: all of these are compared, at every level. */
  unlikeChunks: number;
  comparedChunks: number;
  comparedBytes: number;
  differingChunks: number;
  /** Byte of the disk; null: there is no difference. */
  firstDifference: number | null;
  sample: DrawnSample | null;
  /** Over all compared chunks in order (chainDigest), hex. */
  sourceSha256: string;
  copySha256: string;
}

/** As much as stands with a recovery point. */
export type Verified = Pick<Verification, "operationId" | "level" | "verdict" | "at">;

/**
 * What holds of a copy, of the newest verification of each verdict at each level. A difference stands until a later one that
 * surely looked at the same chunks found none (looksAtAllOf); without one, the furthest level does.
 */
export function standingOf<V extends Pick<Verified, "level" | "verdict" | "at">>(newest: readonly V[]): V | undefined {
  const rank = ({ level }: V) => VERIFY_LEVELS.indexOf(level);
  const furthestFirst = newest.toSorted((a, b) => rank(b) - rank(a) || (a.at < b.at ? 1 : -1));
  const isRefuted = (bad: V) =>
    newest.some((other) => other.verdict === "equal" && looksAtAllOf(bad.level, other.level) && other.at > bad.at);
  return (
    furthestFirst.find((one) => one.verdict === "different" && !isRefuted(one)) ?? furthestFirst.find((one) => one.verdict === "equal")
  );
}

/** Snapshots do not change, so every level compares the same unlike ranges; but each sample draws other chunks, and may miss the bad one. */
export function looksAtAllOf(earlier: VerifyLevel, later: VerifyLevel): boolean {
  return earlier === "ranges" || later === "full";
}
