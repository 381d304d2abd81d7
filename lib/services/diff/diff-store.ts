// The diffs themselves: read through SAS once, kept as an artifact with a record beside it, and given from
// there ever after. Between two snapshots nothing changes any more, so a diff never grows old. However many
// ask for one pair at the same time, each identity asks Azure once. The record tells all that a summary says, so
// that the ranges are read where somebody wants the ranges.
import { AppError } from "#lib/domain/app-error.ts";
import { SharedWork } from "#lib/domain/concurrency/shared-work.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { knownSize } from "#lib/domain/inventory/known-size.ts";
import { type RangeList, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { decodeRanges, encodeRanges } from "#lib/domain/ranges/range-codec.ts";
import type { AccessContext, SnapshotAccess } from "#lib/services/ports/access.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { MeasuredArtifact, MeasuredPartitions, MeasurementStore, StoredMeasurement } from "#lib/services/ports/measurements.ts";
import type { PageReader } from "#lib/services/ports/pages.ts";
import type { StoredHistory } from "#lib/services/ports/stored-history.ts";
import { hasTable, measureTable, readOwnTable, readTable } from "./partition-tables.ts";
import { keepRanges, readRanges } from "./range-reader.ts";

export interface DiffStoreDeps {
  access: SnapshotAccess;
  pages: PageReader;
  artifacts: ArtifactStore;
  measurements: Pick<MeasurementStore, "find" | "put">;
  history: Pick<StoredHistory, "measured">;
  clock: Clock;
  /** A partition table could not be read or counted up; its diff stood. */
  onTableFailed?: (error: AppError, snapshot: Snapshot) => void;
  /** Its record and ranges are stored. */
  onMeasured?: (record: StoredMeasurement) => Promise<void>;
}

export interface StoredDiff {
  record: StoredMeasurement & { artifact: MeasuredArtifact };
  /** Why the partition table could not be read with it, just now. */
  tableProblem?: AppError;
}

export interface DiffStore {
  /**
   * base undefined: all data of the snapshot. Whether Azure can tell the difference is for the caller to check first.
   * withTable: a first reading takes the target's partition table with it, through the same SAS.
   */
  read(base: Snapshot | undefined, target: Snapshot, context: AccessContext, also?: { withTable: boolean }): Promise<StoredDiff>;
  /** What is there already. */
  find(base: Snapshot | undefined, target: Snapshot): Promise<StoredDiff | undefined>;
  /** Decoded. */
  ranges(diff: StoredDiff): Promise<RangeList>;
  /** As encoded by range-codec, as they are stored. */
  bytes(diff: StoredDiff): AsyncIterable<Uint8Array>;
  /** How much was written in which partition. */
  partitions(diff: StoredDiff, target: Snapshot, context: AccessContext): Promise<MeasuredPartitions>;
}

export function createDiffStore(deps: DiffStoreDeps): DiffStore {
  const readings = new SharedWork<StoredDiff>();
  const countings = new SharedWork<MeasuredPartitions>();
  /** The readings that somebody wants the table of, the one who began it or one who joined it. */
  const withTables = new Set<string>();
  // With whose rights it is read is part of it: nobody waits for, or fails with, what another one may not do.
  const workKey = ({ principal }: AccessContext, key: string) => `${principal.identity}|${key}`;
  return {
    find: (base, target) => find(deps, base, target),
    read(base, target, { signal, ...context }, { withTable } = { withTable: false }) {
      const key = workKey(context, artifactKey(base, target));
      const reading = async () => {
        try {
          return (await find(deps, base, target)) ?? (await measure(deps, base, target, () => withTables.has(key), context));
        } finally {
          withTables.delete(key);
        }
      };
      if (withTable && hasTable(target) && !signal?.aborted) withTables.add(key);
      return readings.run(key, reading, signal);
    },
    ranges: (diff) => rangesOf(deps, diff),
    bytes: ({ record }) => deps.artifacts.read(record.artifactKey),
    async partitions(diff, target, { signal, ...context }) {
      const known = knownPartitions(diff, target);
      if (known) return known;
      return countings.run(workKey(context, diff.record.artifactKey), () => partitionsOf(deps, diff, target, context), signal);
    },
  };
}

function artifactKey(base: Snapshot | undefined, target: Snapshot): string {
  return `ranges/${base?.uniqueId ?? "all"}/${target.uniqueId}`;
}

type FindDeps = Pick<DiffStoreDeps, "measurements" | "artifacts">;

/**
 * Undefined where its artifact is gone or damaged on disk too. That it is whole its store tells; that it is the one the record
 * tells of, its length: a server may have stopped between the two.
 */
async function find(deps: FindDeps, base: Snapshot | undefined, target: Snapshot): Promise<StoredDiff | undefined> {
  const record = await deps.measurements.find(target.uniqueId, base?.uniqueId ?? null);
  if (!record) return undefined;
  const { artifact } = record;
  if (!artifact) return learn(deps, record);
  const found = await deps.artifacts.find(record.artifactKey);
  return found?.sizeBytes === artifact.sizeBytes ? { record: { ...record, artifact } } : undefined;
}

/** Of what a version wrote that did not keep this with the record. */
async function learn({ artifacts, measurements }: FindDeps, record: StoredMeasurement): Promise<StoredDiff | undefined> {
  const bytes = await artifacts.get(record.artifactKey);
  if (!bytes) return undefined;
  let lengthBytes: number;
  try {
    lengthBytes = decodeRanges(bytes).lengthBytes;
  } catch {
    return undefined;
  }
  const learned = { ...record, artifact: { lengthBytes, sizeBytes: bytes.length } };
  await measurements.put(learned);
  return { record: learned };
}

async function measure(
  deps: DiffStoreDeps,
  base: Snapshot | undefined,
  target: Snapshot,
  wantsTable: () => boolean,
  context: AccessContext,
): Promise<StoredDiff> {
  const { list, reading } = await deps.access.withReadAccess(base ? [base, target] : [target], context, async ([first, second]) => {
    if (!first) throw new AppError("internal", "No access was granted.");
    const length = knownSize(target);
    return {
      list: await (second ? deps.pages.readDiff(first, second, length, context) : deps.pages.readAllocated(first, length, context)),
      reading: wantsTable() ? await readTable(deps, target, second ?? first, context) : undefined,
    };
  });
  const lengthBytes = Math.max(knownSize(target), endOf(list));
  const bytes = encodeRanges(list, lengthBytes);
  const totals = totalsOf(list);
  const counted = reading && ("problem" in reading ? reading : measureTable(reading.table, list));
  const record: StoredDiff["record"] = {
    snapshotUniqueId: target.uniqueId,
    snapshotId: target.id,
    baseUniqueId: base?.uniqueId ?? null,
    bytes: totals.writtenBytes,
    clearedBytes: totals.clearedBytes,
    writtenRanges: totals.writtenRanges,
    clearedRanges: totals.clearedRanges,
    artifactKey: artifactKey(base, target),
    measuredAt: new Date(deps.clock.nowMs()).toISOString(),
    artifact: {
      lengthBytes,
      sizeBytes: bytes.length,
      ...(counted && "measured" in counted ? { partitions: counted.measured } : {}),
    },
  };
  await deps.artifacts.put(record.artifactKey, bytes);
  await deps.measurements.put(record);
  await deps.history.measured(record.snapshotUniqueId, record.baseUniqueId, record.bytes);
  keepRanges(deps.artifacts, record, list);
  await deps.onMeasured?.(record);
  if (!counted || "measured" in counted) return { record };
  deps.onTableFailed?.(counted.problem, target);
  return { record, tableProblem: counted.problem };
}

/** The container of a 4K-sector disk is longer than the disk. */
function endOf(list: RangeList): number {
  const last = list.offsets.length - 1;
  return last < 0 ? 0 : (list.offsets[last] ?? 0) + (list.lengths[last] ?? 0);
}

async function rangesOf({ artifacts }: DiffStoreDeps, { record }: StoredDiff): Promise<RangeList> {
  const list = await readRanges(artifacts, record);
  if (!list)
    throw new AppError("storage-unavailable", "The ranges of the diff could not be read. They are read from Azure again next time.");
  return list;
}

function knownPartitions({ record, tableProblem }: StoredDiff, target: Snapshot): MeasuredPartitions | undefined {
  if (!hasTable(target))
    return {
      partitions: [],
      note: "The disk has 4K sectors: offsets are those of its container file, so its partitions are not shown.",
    };
  return tableProblem ? noPartitions(tableProblem) : record.artifact.partitions;
}

function noPartitions({ message }: AppError): MeasuredPartitions {
  return { partitions: [], note: `The partition table could not be read: ${message}` };
}

/** Where the diff was measured without it, or it could not be read then: its own SAS, once. */
async function partitionsOf(deps: DiffStoreDeps, diff: StoredDiff, target: Snapshot, context: AccessContext): Promise<MeasuredPartitions> {
  const { record } = diff;
  const reading = await readOwnTable(deps, target, context);
  const counted = "problem" in reading ? reading : measureTable(reading.table, await rangesOf(deps, diff));
  if ("problem" in counted) {
    deps.onTableFailed?.(counted.problem, target);
    return noPartitions(counted.problem);
  }
  const partitions = counted.measured;
  await deps.measurements.put({ ...record, artifact: { ...record.artifact, partitions } });
  return partitions;
}
