// Test aid: the services over Local Azure, wired as the container wires them. Each has an estate of its own in the test
// file's database; measurements and artifacts live in memory.
import { randomUUID } from "node:crypto";
import { createBilledUsage } from "#lib/adapters/azure/billed-usage.ts";
import { createEstate } from "#lib/adapters/database/estate/estate.ts";
import { createEstateStore } from "#lib/adapters/database/estate/estate-store.ts";
import { markStale } from "#lib/adapters/database/estate/mark-stale.ts";
import { createHoldStore } from "#lib/adapters/database/hold-store.ts";
import { createStoredHistory } from "#lib/adapters/database/stored-history.ts";
import { chainQuery } from "#lib/contract/chains.ts";
import { type SnapshotQuery, snapshotQuery } from "#lib/contract/inventory.ts";
import { createMeasureChain } from "#lib/services/chains/measure-chain.ts";
import { createDiffStore } from "#lib/services/diff/diff-store.ts";
import { createEstateReader } from "#lib/services/inventory/estate-reader.ts";
import type { AzureInventory } from "#lib/services/ports/inventory.ts";
import type { MeasurementStore } from "#lib/services/ports/measurements.ts";
import type { StoredHistory } from "#lib/services/ports/stored-history.ts";
import { createRangesOfChain, createReclaimOfChain } from "#lib/services/reclaim/chain-reclaim.ts";
import { createOverlapKeeper } from "#lib/services/reclaim/overlap-keeper.ts";
import { estateDatabase } from "./estate-database.ts";
import { createMemoryArtifacts, createMemoryMeasurements, type LocalEstate } from "./local-estate.ts";
import { createMemoryOverlaps } from "./memory-overlaps.ts";
import { createMemoryRehearsals } from "./memory-rehearsals.ts";
import { createMemoryVerifications } from "./memory-verifications.ts";

export function createServices(local: LocalEstate, inventory: AzureInventory = local.inventory, measurements = createTestMeasurements()) {
  const { clock, access, reader: pages, connection, prices, ledger } = local;
  const artifacts = createMemoryArtifacts();
  const db = estateDatabase();
  const scope = randomUUID();
  const history = createStoredHistory(db, scope);
  const store = createEstateStore(db, scope);
  const estate = createEstate(db, scope);
  const overlaps = createMemoryOverlaps(measurements);
  const overlapKeeper = createOverlapKeeper({ overlaps, artifacts });
  const view = createEstateReader({ azure: inventory, store, estate, measurements, overlaps, history, clock });
  const billed = createBilledUsage({ connection });
  const parts = {
    clock,
    access,
    pages,
    prices,
    ledger,
    artifacts,
    measurements,
    overlaps,
    overlapKeeper,
    verifications: createMemoryVerifications(),
    rehearsals: createMemoryRehearsals(),
    history,
    view,
    estate,
    store,
    scope,
    billed,
    holds: createHoldStore(db),
  };
  const onMeasured = ({ snapshotUniqueId }: { snapshotUniqueId: string }) => overlapKeeper.fill([snapshotUniqueId]);
  const diffs = createDiffStore({ ...parts, onMeasured });
  const operations = { list: async () => ({ items: [], total: 0 }) };
  return {
    ...parts,
    diffs,
    operations,
    reclaimOfChain: createReclaimOfChain(parts),
    rangesOfChain: createRangesOfChain(parts),
    measureChain: createMeasureChain({ ...parts, diffs }),
    /** All that is seen, without reading Azure anew. */
    async look() {
      await view.current(local.context);
      const oldestFirst = snapshotQuery.parse({ order: "asc" }) as SnapshotQuery;
      return {
        rows: await estate.snapshots.rows(local.context, oldestFirst),
        chains: await estate.chains.rows(local.context, chainQuery.parse({ sort: "disk", order: "asc" })),
      };
    },
  };
}

export type Services = ReturnType<typeof createServices>;

/** In memory, but as the database's own store does it: what is shown of the snapshot follows. */
export function createTestMeasurements(): MeasurementStore {
  const store = createMemoryMeasurements();
  return {
    ...store,
    async put(record) {
      await store.put(record);
      await markStale(record.snapshotUniqueId).execute(estateDatabase());
    },
  };
}

/** Remembers what it was told. */
export function createMemoryHistory() {
  const related: Parameters<StoredHistory["relate"]>[] = [];
  const measured: Parameters<StoredHistory["measured"]>[] = [];
  const history: StoredHistory = {
    relate: async (...given) => void related.push(given),
    measured: async (...given) => void measured.push(given),
  };
  return { ...history, told: { related, measured } };
}
