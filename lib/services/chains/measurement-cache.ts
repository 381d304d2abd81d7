// The measurements as a list that many requests share. A put through this cache is seen at once; one made by
// another process within a few seconds.
import type { Clock } from "#lib/services/ports/clock.ts";
import type { MeasurementRecord, MeasurementStore } from "#lib/services/ports/measurements.ts";

const FRESH_MS = 5000;

export function createMeasurementCache(deps: { store: MeasurementStore; clock: Clock }): MeasurementStore {
  const { store, clock } = deps;
  let cached: { records: Promise<MeasurementRecord[]>; readAtMs: number } | undefined;
  return {
    all() {
      if (cached && clock.nowMs() - cached.readAtMs < FRESH_MS) return cached.records;
      const previous = cached?.records;
      const records = store.all().then(async (read) => keepIfSame(await previous?.catch(() => undefined), read));
      const entry = { records, readAtMs: clock.nowMs() };
      cached = entry;
      records.catch(() => {
        if (cached === entry) cached = undefined;
      });
      return records;
    },
    find: (snapshotUniqueId, baseUniqueId) => store.find(snapshotUniqueId, baseUniqueId),
    async put(record) {
      await store.put(record);
      if (cached) cached.readAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}

/** The same array while nothing changed, so that what was made from it can be kept. */
function keepIfSame(previous: MeasurementRecord[] | undefined, read: MeasurementRecord[]): MeasurementRecord[] {
  if (previous?.length !== read.length) return read;
  const isSame = read.every(
    (record, i) => record.artifactKey === previous[i]?.artifactKey && record.measuredAt === previous[i]?.measuredAt,
  );
  return isSame ? previous : read;
}
