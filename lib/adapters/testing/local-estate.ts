// Test aid: Local Azure in this process with our adapters connected to it, and stores that live in memory.

import { randomUUID } from "node:crypto";
import { createAzureWriter } from "#lib/adapters/azure/azure-writer.ts";
import { createBilledUsage } from "#lib/adapters/azure/billed-usage.ts";
import { type AzureConnection, connectLocalAzure } from "#lib/adapters/azure/connection.ts";
import { createAzureInventory } from "#lib/adapters/azure/inventory.ts";
import { createPageReader } from "#lib/adapters/azure/page-reader.ts";
import { createReplicaReader } from "#lib/adapters/azure/replicas/replica-reader.ts";
import { createReplicaWriter } from "#lib/adapters/azure/replicas/replica-writer.ts";
import { createSnapshotAccess } from "#lib/adapters/azure/snapshot-access.ts";
import { createDiskPrices } from "#lib/adapters/prices/disk-prices.ts";
import { createRetailPrices } from "#lib/adapters/prices/retail-prices.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { Disk } from "#lib/local-azure/model/records/disk.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import type { StartOptions } from "#lib/local-azure/server.ts";
import { startTestAzure, type TestAzure } from "#lib/local-azure/testing/test-azure.ts";
import type { AccessLedger, AccessUse, AccessUses, LedgerEntry } from "#lib/services/ports/access.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { MeasurementStore, StoredMeasurement } from "#lib/services/ports/measurements.ts";

export const ids = { uuid: () => randomUUID() };

export async function startLocalEstate(options: Partial<StartOptions> = {}) {
  return estateOn(await startTestAzure(options));
}

/** One more client of a Local Azure that runs. */
export function estateOn(azure: TestAzure) {
  const clock = { nowMs: () => azure.world.clock.nowMs() };
  const ledger = createMemoryLedger();
  const uses = createMemoryUses();
  const connect = (client = "owner"): AzureConnection => ({
    ...connectLocalAzure(azure.endpoints, client),
    pollIntervalMs: 1,
    retryDelayMs: 1,
  });
  const connection = connect();
  const inventory = createAzureInventory({ connection, clock });
  return {
    azure,
    clock,
    ledger,
    uses,
    connect,
    connection,
    inventory,
    access: createSnapshotAccess({ connection, ledger, uses, clock, ids }),
    reader: createPageReader({ retryDelayMs: 1 }),
    writer: createAzureWriter({ connection, inventory }),
    replicas: createReplicaReader({ connection }),
    replicaWriter: createReplicaWriter({ connection }),
    billed: createBilledUsage({ connection }),
    prices: createRetailPrices({ url: connection.retailPricesUrl, clock }),
    diskPrices: createDiskPrices({ url: connection.retailPricesUrl, clock }),
    context: { requestId: randomUUID(), principal: testPrincipal } satisfies CallContext,
    stop: () => azure.stop(),
  };
}

export type LocalEstate = Awaited<ReturnType<typeof startLocalEstate>>;

export function makeDisk(azure: TestAzure, name: string, sizeGib = 1): Disk {
  return azure.world.createEmptyDisk({ name, group: azure.group, sku: "Premium_LRS", sizeGib });
}

export function fill(azure: TestAzure, disk: Disk, offset: number, length: number): void {
  azure.world.pages.fill(disk.imageId, offset, length, { kind: "number", seed: 1 });
}

/** atMs, as in a seed, so that Azure's seven in five minutes do not stand in the way. */
export function takeSnapshot(azure: TestAzure, disk: Disk, name: string, atMs?: number): Snapshot {
  return azure.world.takeSnapshot({ disk, name, group: azure.group, incremental: true, ...(atMs === undefined ? {} : { atMs }) });
}

export function createMemoryLedger(): AccessLedger & { entries: LedgerEntry[] } {
  const entries: LedgerEntry[] = [];
  return {
    entries,
    async open(entry) {
      entries.push({ ...entry });
    },
    async owe(id, detail) {
      const entry = entries.find((e) => e.id === id && e.result === "open");
      if (entry) Object.assign(entry, { result: "owed", ...(detail === undefined ? {} : { detail }) });
    },
    async close(id, result, at, detail) {
      const entry = entries.find((e) => e.id === id);
      if (entry) Object.assign(entry, { result, revokedAt: at, ...(detail === undefined ? {} : { detail }) });
    },
    stillOpen: async () => entries.filter(isOpen),
    openSince: async (time) => entries.filter((entry) => isOpen(entry) || (entry.revokedAt ?? "") >= time),
    leftovers: async () => entries.filter(isOpen),
    newest: async (limit) => entries.toReversed().slice(0, limit),
    beat: async () => undefined,
    depart: async () => undefined,
  };
}

const isOpen = ({ result }: LedgerEntry) => result === "open" || result === "owed";

/** Of one process. */
export function createMemoryUses(): AccessUses {
  let all: readonly AccessUse[] = [];
  return {
    async change(work) {
      const { uses, result } = work(all, "here");
      all = uses ?? all;
      return result;
    },
  };
}

export function createMemoryMeasurements(): MeasurementStore {
  const records = new Map<string, StoredMeasurement>();
  const key = (snapshotUniqueId: string, baseUniqueId: string | null) => `${snapshotUniqueId}|${baseUniqueId}`;
  return {
    all: async () => [...records.values()],
    of: async (ids) => [...records.values()].filter((record) => ids.includes(record.snapshotUniqueId)),
    find: async (snapshotUniqueId, baseUniqueId) => records.get(key(snapshotUniqueId, baseUniqueId)),
    async put(record) {
      records.set(key(record.snapshotUniqueId, record.baseUniqueId), record);
    },
    // What is gone is known to the database only.
    uncollected: async () => [],
    collected: async () => undefined,
    named: async () => ({ artifactKeys: [...records.values()].map(({ artifactKey }) => artifactKey), snapshotUniqueIds: [] }),
  };
}

export function createMemoryArtifacts(): ArtifactStore & { stored: Map<string, Uint8Array>; reads: string[] } {
  const stored = new Map<string, Uint8Array>();
  const reads: string[] = [];
  return {
    stored,
    /** Keys in the order in which their bytes were read. */
    reads,
    async write(key, chunks) {
      const all: Uint8Array[] = [];
      for await (const chunk of chunks) all.push(chunk);
      stored.set(key, new Uint8Array(Buffer.concat(all)));
    },
    async *read(key) {
      reads.push(key);
      const bytes = stored.get(key);
      if (!bytes) throw new AppError("storage-unavailable", "Nothing is stored under this key.");
      yield bytes;
    },
    async find(key) {
      const bytes = stored.get(key);
      return bytes && { sizeBytes: bytes.length };
    },
    async put(key, bytes) {
      stored.set(key, bytes);
    },
    async get(key) {
      reads.push(key);
      return stored.get(key);
    },
    async delete(key) {
      stored.delete(key);
    },
    // Nothing in memory grows old.
    keepOnly: async () => 0,
  };
}
