// Test aid: overlaps in memory, beside measurements that are.
import { markStale } from "#lib/adapters/database/estate/mark-stale.ts";
import type { MeasurementStore } from "#lib/services/ports/measurements.ts";
import type { OverlapRecord, OverlapStore } from "#lib/services/ports/overlaps.ts";
import { estateDatabase } from "./estate-database.ts";

export function createMemoryOverlaps(measurements: Pick<MeasurementStore, "all">): OverlapStore {
  const kept = new Map<string, OverlapRecord>();
  const key = (snapshot: string, base: string | null, next: string) => `${snapshot}|${base}|${next}`;
  return {
    all: async () => [...kept.values()],
    of: async (uniqueIds) => [...kept.values()].filter(({ snapshotUniqueId }) => uniqueIds.includes(snapshotUniqueId)),
    async put(record) {
      kept.set(key(record.snapshotUniqueId, record.baseUniqueId, record.nextUniqueId), record);
      await markStale(record.snapshotUniqueId).execute(estateDatabase());
    },
    async missing(uniqueIds) {
      const records = await measurements.all();
      return records
        .flatMap((older) => records.filter((newer) => newer.baseUniqueId === older.snapshotUniqueId).map((newer) => ({ older, newer })))
        .filter(({ older, newer }) => {
          const isAsked = !uniqueIds || [older, newer].some(({ snapshotUniqueId }) => uniqueIds.includes(snapshotUniqueId));
          return isAsked && !kept.has(key(older.snapshotUniqueId, older.baseUniqueId, newer.snapshotUniqueId));
        });
    },
  };
}
