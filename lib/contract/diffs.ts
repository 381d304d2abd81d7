import { z } from "zod";
import { armId, bytes, isoTime } from "./common.ts";

export const diffQuery = z.object({ base: armId, target: armId });

const snapshotRef = z.object({
  id: armId,
  name: z.string(),
  createdAt: isoTime.optional(),
  region: z.string(),
  positionInChain: z.number().int(),
  previousId: armId.optional(),
  nextId: armId.optional(),
});

/** From the disk's own MBR or GPT, read through the target snapshot. */
export const partition = z.object({
  name: z.string(),
  type: z.string(),
  fileSystem: z.string().optional(),
  startBytes: bytes,
  lengthBytes: bytes,
  writtenBytes: bytes,
});
export type Partition = z.infer<typeof partition>;

export const diffSummary = z.object({
  base: snapshotRef,
  target: snapshotRef,
  chainId: z.string(),
  diskName: z.string(),
  /** Provisioned size: the range the map covers. */
  lengthBytes: bytes,
  writtenBytes: bytes,
  clearedBytes: bytes,
  writtenRanges: z.number().int(),
  clearedRanges: z.number().int(),
  /** Absent when the disk has no partition table or 4K sectors (offsets would be the container's). */
  partitions: z.array(partition),
  partitionNote: z.string().optional(),
  measuredAt: isoTime,
});
export type DiffSummary = z.infer<typeof diffSummary>;

/** bin: see lib/domain/range-codec.ts. json and csv: half-open {offset, length}; json pages by start index. */
export const diffRangesQuery = z.object({
  /** Without it: all that the target holds. */
  base: armId.optional(),
  target: armId,
  format: z.enum(["json", "csv", "ddrescue", "bin"]).default("json"),
  start: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
});
export const diffRanges = z.object({
  total: z.number().int(),
  start: z.number().int(),
  items: z.array(z.object({ offset: bytes, length: bytes, cleared: z.boolean() })),
});
export type DiffRanges = z.infer<typeof diffRanges>;
