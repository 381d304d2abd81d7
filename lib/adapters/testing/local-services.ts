// Test aid: the services over Local Azure, wired as the container wires them.
import { createBilledUsage } from "#lib/adapters/azure/billed-usage.ts";
import { createMeasureChain } from "#lib/services/chains/measure-chain.ts";
import { createMeasurementCache } from "#lib/services/chains/measurement-cache.ts";
import { createDiffStore } from "#lib/services/diff/diff-store.ts";
import { createInventoryView } from "#lib/services/inventory/inventory-view.ts";
import type { AzureInventory } from "#lib/services/ports/inventory.ts";
import { createMemoryArtifacts, createMemoryInventoryStore, createMemoryMeasurements, type LocalEstate } from "./local-estate.ts";

export function createServices(estate: LocalEstate, inventory: AzureInventory = estate.inventory) {
  const { clock, access, reader: pages, connection, prices, ledger } = estate;
  const artifacts = createMemoryArtifacts();
  const store = createMemoryInventoryStore();
  const measurements = createMeasurementCache({ store: createMemoryMeasurements(), clock });
  const view = createInventoryView({ azure: inventory, store, measurements, clock });
  const parts = { clock, access, pages, prices, ledger, artifacts, measurements, view, store, billed: createBilledUsage({ connection }) };
  const diffs = createDiffStore(parts);
  const operations = { list: async () => ({ items: [], total: 0 }) };
  return { ...parts, diffs, operations, measureChain: createMeasureChain({ ...parts, diffs }) };
}

export type Services = ReturnType<typeof createServices>;
