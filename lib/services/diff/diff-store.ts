// The diffs themselves: read through SAS once, kept as an artifact with a record beside it, and given from
// there ever after. Between two snapshots nothing changes any more, so a diff never grows old. However many
// ask for one pair at the same time, each identity asks Azure once.
import { AppError } from "#lib/domain/app-error.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { type RangeList, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { decodeRanges, encodeRanges } from "#lib/domain/ranges/range-codec.ts";
import type { SnapshotAccess } from "#lib/services/ports/access.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { MeasurementRecord, MeasurementStore } from "#lib/services/ports/measurements.ts";
import type { PageReader } from "#lib/services/ports/pages.ts";
import type { StoredHistory } from "#lib/services/ports/stored-history.ts";

export interface DiffStoreDeps {
  access: SnapshotAccess;
  pages: PageReader;
  artifacts: ArtifactStore;
  measurements: Pick<MeasurementStore, "find" | "put">;
  history: Pick<StoredHistory, "measured">;
  clock: Clock;
}

export interface StoredDiff {
  record: MeasurementRecord;
  list: RangeList;
  /** As encoded by range-codec. */
  bytes: Uint8Array;
  lengthBytes: number;
}

export interface DiffStore {
  /** base undefined: all data of the snapshot. Whether Azure can tell the difference is for the caller to check first. */
  read(base: Snapshot | undefined, target: Snapshot, context: CallContext & { operationId?: string }): Promise<StoredDiff>;
  /** What is there already. */
  find(base: Snapshot | undefined, target: Snapshot): Promise<StoredDiff | undefined>;
}

export function createDiffStore(deps: DiffStoreDeps): DiffStore {
  const underWay = new Map<string, Promise<StoredDiff>>();
  return {
    find: (base, target) => find(deps, base, target),
    async read(base, target, context) {
      const known = await find(deps, base, target);
      if (known) return known;
      context.signal?.throwIfAborted();
      const { requestId, principal, operationId } = context;
      // With whose rights it is read is part of it: nobody waits for, or fails with, what another one may not do.
      const key = `${principal.identity}|${artifactKey(base, target)}`;
      // Whoever asked first may go away: the others still wait for it, so nobody's signal stops it.
      const reading =
        underWay.get(key) ??
        measure(deps, base, target, { requestId, principal, ...(operationId ? { operationId } : {}) }).finally(() => underWay.delete(key));
      underWay.set(key, reading);
      return orAborted(reading, context.signal);
    },
  };
}

function artifactKey(base: Snapshot | undefined, target: Snapshot): string {
  return `ranges/${base?.uniqueId ?? "all"}/${target.uniqueId}`;
}

async function find(deps: DiffStoreDeps, base: Snapshot | undefined, target: Snapshot): Promise<StoredDiff | undefined> {
  const record = await deps.measurements.find(target.uniqueId, base?.uniqueId ?? null);
  const stored = record && (await readRanges(deps.artifacts, record));
  return stored && { record, ...stored };
}

/** The ranges of a record; undefined where they are gone or damaged on disk: they can be read from Azure again. */
export async function readRanges(
  artifacts: ArtifactStore,
  record: MeasurementRecord,
): Promise<Pick<StoredDiff, "bytes" | "list" | "lengthBytes"> | undefined> {
  const bytes = await artifacts.get(record.artifactKey);
  if (!bytes) return undefined;
  try {
    return { bytes, ...decodeRanges(bytes) };
  } catch {
    return undefined;
  }
}

async function measure(
  deps: DiffStoreDeps,
  base: Snapshot | undefined,
  target: Snapshot,
  context: CallContext & { operationId?: string },
): Promise<StoredDiff> {
  const list = await deps.access.withReadAccess(base ? [base, target] : [target], context, ([first, second]) => {
    if (!first) throw new AppError("internal", "No access was granted.");
    const length = target.diskSizeBytes;
    return second ? deps.pages.readDiff(first, second, length, context) : deps.pages.readAllocated(first, length, context);
  });
  const lengthBytes = Math.max(target.diskSizeBytes, endOf(list));
  const bytes = encodeRanges(list, lengthBytes);
  const totals = totalsOf(list);
  const record: MeasurementRecord = {
    snapshotUniqueId: target.uniqueId,
    snapshotId: target.id,
    baseUniqueId: base?.uniqueId ?? null,
    bytes: totals.writtenBytes,
    clearedBytes: totals.clearedBytes,
    writtenRanges: totals.writtenRanges,
    clearedRanges: totals.clearedRanges,
    artifactKey: artifactKey(base, target),
    measuredAt: new Date(deps.clock.nowMs()).toISOString(),
  };
  await deps.artifacts.put(record.artifactKey, bytes);
  await deps.measurements.put(record);
  await deps.history.measured(record.snapshotUniqueId, record.baseUniqueId, record.bytes);
  return { record, list, bytes, lengthBytes };
}

/** The container of a 4K-sector disk is longer than the disk. */
function endOf(list: RangeList): number {
  const last = list.offsets.length - 1;
  return last < 0 ? 0 : (list.offsets[last] ?? 0) + (list.lengths[last] ?? 0);
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  // Nobody may be left to hear of a failure.
  work.catch(() => undefined);
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
