// Partition tables of snapshots, read through a SAS once and kept, and how much of a diff lies in which partition.

import { z } from "zod";
import { binRanges } from "#lib/change-map/change-bins.ts";
import { AppError, toAppError } from "#lib/domain/app-error.ts";
import { type PartitionTable, readPartitionTable } from "#lib/domain/disk-layout/partition-table.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { knownSize } from "#lib/domain/inventory/known-size.ts";
import type { RangeList } from "#lib/domain/ranges/block-range.ts";
import type { AccessContext, ReadAccess, SnapshotAccess } from "#lib/services/ports/access.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { MeasuredPartitions } from "#lib/services/ports/measurements.ts";
import type { PageReader } from "#lib/services/ports/pages.ts";

export interface PartitionTableDeps {
  access: SnapshotAccess;
  pages: Pick<PageReader, "readBytes">;
  artifacts: ArtifactStore;
}

/** A table, or why there is none just now: it takes nothing from a diff, and is tried again next time. */
export type TableReading = { table: PartitionTable } | { problem: AppError };

/** Of a 4K disk's container the offsets say nothing of its partitions. */
export function hasTable(snapshot: Snapshot): boolean {
  return snapshot.logicalSectorSize === 512;
}

/** Through a SAS of its own, where it is not known yet. */
export async function readOwnTable(deps: PartitionTableDeps, snapshot: Snapshot, context: AccessContext): Promise<TableReading> {
  const stored = await findTable(deps, snapshot);
  if (stored) return { table: stored };
  return orProblem(() => deps.access.withReadAccess([snapshot], context, ([access]) => readTable(deps, snapshot, access, context)));
}

/** Through the access that is held already. */
export function readTable(
  deps: Omit<PartitionTableDeps, "access">,
  snapshot: Snapshot,
  access: ReadAccess | undefined,
  context: CallContext,
): Promise<TableReading> {
  return orProblem(async () => {
    const stored = await findTable(deps, snapshot);
    if (stored) return { table: stored };
    if (!access) throw new AppError("internal", "No access was granted.");
    const table = await readPartitionTable((offset, length) => deps.pages.readBytes(access, offset, length, context), knownSize(snapshot));
    await deps.artifacts.put(tableKey(snapshot.uniqueId), new TextEncoder().encode(JSON.stringify(table)));
    return { table };
  });
}

async function orProblem(read: () => Promise<TableReading>): Promise<TableReading> {
  try {
    return await read();
  } catch (error) {
    return { problem: toAppError(error) };
  }
}

/** How much of a diff lies in which partition, or why that cannot be said. */
export function measureTable(
  { partitions, note }: PartitionTable,
  list: RangeList,
): { measured: MeasuredPartitions } | { problem: AppError } {
  try {
    const measured = partitions.map((partition) => {
      const { startBytes, lengthBytes } = partition;
      const bins = binRanges(list, { startBytes, endBytes: startBytes + lengthBytes, cells: 1 });
      return { ...partition, writtenBytes: bins.written[0] ?? 0 };
    });
    return { measured: { partitions: measured, ...(note ? { note } : {}) } };
  } catch (error) {
    return { problem: toAppError(error) };
  }
}

const place = z.int().nonnegative();
const storedTable = z.object({
  partitions: z.array(
    z.object({ name: z.string(), type: z.string(), fileSystem: z.string().optional(), startBytes: place, lengthBytes: place }),
  ),
  note: z.string().optional(),
}) satisfies z.ZodType<PartitionTable>;

/** Undefined when it was never read, or is damaged on disk. */
async function findTable({ artifacts }: Pick<PartitionTableDeps, "artifacts">, snapshot: Snapshot): Promise<PartitionTable | undefined> {
  const bytes = await artifacts.get(tableKey(snapshot.uniqueId));
  try {
    return bytes && storedTable.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

/** Of its artifact. */
export function tableKey(uniqueId: string): string {
  return `partitions/${uniqueId}`;
}
