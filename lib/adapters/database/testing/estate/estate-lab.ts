// Test aid: an estate of its own scope on a database, readings put in by hand, and what follows from them derived.
import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import { createEstate } from "#lib/adapters/database/estate/estate.ts";
import { createEstateStore } from "#lib/adapters/database/estate/estate-store.ts";
import { createMeasurementStore } from "#lib/adapters/database/measurement-store.ts";
import { createOverlapStore } from "#lib/adapters/database/overlap-store.ts";
import type { Schema } from "#lib/adapters/database/schema.ts";
import { type SnapshotQuery, snapshotQuery } from "#lib/contract/inventory.ts";
import type { Area } from "#lib/domain/inventory/area.ts";
import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import { sampleChain, sampleDisk } from "#lib/domain/testing/inventory-sample.ts";
import { createEstateReader } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Inventory } from "#lib/services/ports/inventory.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";

export const { subscriptionId } = sampleDisk({ name: "any" });

/** All of the sample subscription, or these groups of it. */
export function areasOf(...groups: string[]): Area[] {
  const lists = ["disks", "snapshots"] as const;
  if (groups.length === 0) return lists.map((list) => ({ list, subscriptionId }));
  return lists.flatMap((list) => groups.map((group) => ({ list, subscriptionId, group })));
}

type Given = Partial<Inventory> & { snapshots?: Snapshot[]; disks?: Disk[] };

export function createEstateLab(db: Kysely<Schema>, scope: string = randomUUID()) {
  const store = createEstateStore(db, scope);
  const estate = createEstate(db, scope);
  const measurements = createMeasurementStore(db);
  let nowMs = Date.parse("2026-11-22T12:00:00Z");
  let inventory: Inventory | undefined;
  const reader = createEstateReader({
    azure: {
      async read() {
        if (!inventory) throw new Error("Azure is away");
        return inventory;
      },
      getSnapshot: async () => undefined,
      getDisk: async () => undefined,
    },
    store,
    estate,
    measurements,
    overlaps: createOverlapStore(db),
    history: { relate: async () => undefined },
    clock: { nowMs: () => nowMs },
  });
  const next = (given: Given): Inventory => {
    nowMs += 60_000;
    return {
      subscriptions: [{ subscriptionId, displayName: "One", state: "ok" }],
      resourceGroups: [],
      disks: [],
      snapshots: [],
      areas: areasOf(),
      unread: [],
      readAt: new Date(nowMs).toISOString(),
      ...given,
    };
  };
  return {
    scope,
    store,
    estate,
    reader,
    measurements,
    /** A minute later, the one who asks reads this. */
    async read(context: CallContext, given: Given) {
      inventory = next(given);
      return reader.refresh(context);
    },
    /** The same, but the server stops before anything follows from it. */
    record: (context: CallContext, given: Given) => store.record(context, next(given)),
  };
}

export type EstateLab = ReturnType<typeof createEstateLab>;

export function asked(identity: string): CallContext {
  return { requestId: "r", principal: { identity, kind: "person", name: identity } };
}

export const owner = asked("owner");
export const guest = asked("guest");

export const ask = (query: Record<string, unknown> = {}) => snapshotQuery.parse(query) as SnapshotQuery;

/** What is seen, by name. */
export async function rowNames({ estate }: EstateLab, context = owner): Promise<string[]> {
  return (await estate.snapshots.rows(context, ask({ sort: "name", order: "asc" }))).map((row) => row.name);
}

/** With unique ids of their own: measurements are of no scope. */
export function uniqueChain(count: number): Snapshot[] {
  return sampleChain(count).map((one) => ({ ...one, uniqueId: crypto.randomUUID() }));
}

export function recordOf(snapshot: Snapshot, baseUniqueId: string | null, bytes: number): MeasurementRecord {
  return {
    snapshotUniqueId: snapshot.uniqueId,
    snapshotId: snapshot.id,
    baseUniqueId,
    bytes,
    clearedBytes: 0,
    writtenRanges: 1,
    clearedRanges: 0,
    artifactKey: `ranges/${baseUniqueId ?? "all"}/${snapshot.uniqueId}`,
    measuredAt: "2026-11-22T12:00:00.000Z",
  };
}
