// A restore that was tried out: whether a disk made of a snapshot has a partition table, and file systems whose superblocks are
// known. It says nothing of the data behind them.
import type { PartitionTable } from "#lib/domain/disk-layout/partition-table.ts";
import { formatBytes, formatCount } from "#lib/domain/format.ts";
import type { VerifiedSide } from "./verification.ts";

/** recognised: at least one file system's superblock is where it should be. */
export const REHEARSAL_FINDINGS = ["recognised", "nothing-recognised"] as const;
export type RehearsalFinding = (typeof REHEARSAL_FINDINGS)[number];

export interface Rehearsal {
  operationId: string;
  snapshot: VerifiedSide;
  /** ISO 8601: when the disk had been read. */
  at: string;
  finding: RehearsalFinding;
  /** What was found, as a sentence. */
  said: string;
}

/** As much as stands with a recovery point. */
export type Rehearsed = Pick<Rehearsal, "operationId" | "at" | "finding">;

export function judgeTable({ partitions, note }: PartitionTable): Pick<Rehearsal, "finding" | "said"> {
  const known = partitions.filter(({ fileSystem }) => fileSystem !== undefined);
  const all = partitions.map(({ name, type, fileSystem, lengthBytes }) => `${name} (${fileSystem ?? type}, ${formatBytes(lengthBytes)})`);
  const count = partitions.length === 1 ? "1 partition" : `${formatCount(partitions.length)} partitions`;
  const said = partitions.length === 0 ? (note ?? "The disk has no partition table.") : `${count}: ${all.join(", ")}`;
  return { finding: known.length > 0 ? "recognised" : "nothing-recognised", said: said.replace(/\.$/, "") };
}
