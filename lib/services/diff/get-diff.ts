// What changed between two snapshots: totals, and how much of it lies in which partition.

import { binRanges } from "#lib/change-map/change-bins.ts";
import type { DiffSummary, Partition } from "#lib/contract/diffs.ts";
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { type PartitionTable, readPartitionTable } from "#lib/domain/disk-layout/partition-table.ts";
import { type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import { type RangeList, totalsOf } from "#lib/domain/ranges/block-range.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { SnapshotAccess } from "#lib/services/ports/access.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { PageReader } from "#lib/services/ports/pages.ts";
import type { DiffStore } from "./diff-store.ts";
import { findDiffPair } from "./find-diff-pair.ts";

export interface GetDiffDeps extends EstateDeps {
  diffs: DiffStore;
  access: SnapshotAccess;
  pages: PageReader;
  artifacts: ArtifactStore;
}

/** Computes the diff on first ask; `base` and `target` are ARM ids. */
export async function getDiff(deps: GetDiffDeps, query: { base: string; target: string }, context: CallContext): Promise<DiffSummary> {
  await deps.view.current(context);
  const { base, target, chain } = await findDiffPair(deps.estate, query, context);
  const { record, list, lengthBytes } = await deps.diffs.read(base, target, context);
  const table = await partitionsOf(deps, target, context);
  const totals = totalsOf(list);
  return {
    base: toRef(chain, base),
    target: toRef(chain, target),
    chainId: chain.key,
    diskName: chain.sourceDiskName,
    lengthBytes,
    ...totals,
    partitions: table.partitions.map((partition): Partition => ({ ...partition, writtenBytes: writtenIn(list, partition) })),
    ...(table.note ? { partitionNote: table.note } : {}),
    measuredAt: record.measuredAt,
  };
}

function toRef(chain: Chain, snapshot: Snapshot): DiffSummary["base"] {
  const index = chain.snapshots.findIndex((one) => sameResource(one.id, snapshot.id));
  const previous = chain.snapshots[index - 1];
  const next = chain.snapshots[index + 1];
  return {
    id: snapshot.id,
    name: snapshot.name,
    createdAt: snapshot.timeCreated,
    region: snapshot.location,
    positionInChain: index + 1,
    ...(previous ? { previousId: previous.id } : {}),
    ...(next ? { nextId: next.id } : {}),
  };
}

function writtenIn(list: RangeList, { startBytes, lengthBytes }: { startBytes: number; lengthBytes: number }): number {
  return binRanges(list, { startBytes, endBytes: startBytes + lengthBytes, cells: 1 }).written[0] ?? 0;
}

/** Undefined when it was never read, or is damaged on disk. */
async function storedTable(artifacts: ArtifactStore, key: string): Promise<PartitionTable | undefined> {
  const bytes = await artifacts.get(key);
  try {
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as PartitionTable);
  } catch {
    return undefined;
  }
}

/** Read once per snapshot and kept. A table that cannot be read takes nothing from the diff: it is said and tried again next time. */
async function partitionsOf(deps: GetDiffDeps, target: Snapshot, context: CallContext): Promise<PartitionTable> {
  if (target.logicalSectorSize !== 512) {
    return { partitions: [], note: "The disk has 4K sectors: offsets are those of its container file, so its partitions are not shown." };
  }
  const key = `partitions/${target.uniqueId}`;
  const stored = await storedTable(deps.artifacts, key);
  if (stored) return stored;
  try {
    const table = await deps.access.withReadAccess([target], context, async ([access]) => {
      if (!access) throw new AppError("internal", "No access was granted.");
      return readPartitionTable((offset, length) => deps.pages.readBytes(access, offset, length, context), target.diskSizeBytes);
    });
    await deps.artifacts.put(key, new TextEncoder().encode(JSON.stringify(table)));
    return table;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { partitions: [], note: `The partition table could not be read: ${error.message}` };
  }
}
