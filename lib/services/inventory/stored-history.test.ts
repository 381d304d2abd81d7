// Ninety days of Local Azure, read and measured after each change: what is known of the past is what was stored then.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMeasurementStore } from "#lib/adapters/database/measurement-store.ts";
import { storedSpans } from "#lib/adapters/database/testing/stored-spans.ts";
import { estateDatabase } from "#lib/adapters/testing/estate-database.ts";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { type SpanOfBytes, storedPieces } from "#lib/domain/sizes/stored-span.ts";
import type { Disk } from "#lib/local-azure/model/records/disk.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { expectCostsAsBilled } from "#lib/services/costs/testing/costs-as-billed.ts";

const MIB = 2 ** 20;
const HOUR_MS = 3_600_000;
const STEPS = 30;
const DAYS_A_STEP = 3;

let local: LocalEstate;
let services: Services;
let disks: Disk[];
/** What Local Azure itself stored at each day's end, by snapshot. */
const stored: { atMs: number; bytes: Map<string, number> }[] = [];

beforeAll(async () => {
  local = await startLocalEstate();
  services = createServices(local, local.inventory, createMeasurementStore(estateDatabase()));
  disks = ["db01", "web01"].map((name) => makeDisk(local.azure, name, 1));
  for (let step = 0; step < STEPS; step += 1) {
    change(step);
    await readAndMeasure();
    for (let day = 0; day < DAYS_A_STEP; day += 1) passDay();
  }
}, 240_000);
afterAll(() => local.stop());

/** A delete of each kind in turn, then a snapshot of one disk, at times of both; a disk that grows; copies in another region. */
function change(step: number): void {
  const [db] = disks;
  for (const snapshot of toDelete(step)) local.azure.world.deleteSnapshot(snapshot);
  // Across 4 TiB: the next snapshot stores all data, and nothing before it can be its base.
  if (step === 13 && db) local.azure.world.growDisk(db, 5 * 1024);
  for (const [i, disk] of disks.entries()) {
    if (i !== step % 2 && step % 3 !== 0) continue;
    // Parts of it are written over and over, so that what a delete merges is less than the sum.
    fill(local.azure, disk, ((step * 7) % 23) * MIB, (1 + (step % 5)) * MIB);
    fill(local.azure, disk, (100 + step) * MIB, MIB / 2);
    takeSnapshot(local.azure, disk, `${disk.name}-${step}`);
  }
  if (step % 4 === 1) copyNewest(step);
}

/** The chain of copies loses one in its middle too. */
function copyNewest(step: number): void {
  const { world } = local.azure;
  const copies = live().filter(({ name }) => name.startsWith("copy-"));
  if (step === 21 && copies[1]) world.deleteSnapshot(copies[1]);
  const source = live().findLast(({ name }) => name.startsWith("web01"));
  const name = `copy-${source?.name}`;
  if (!source || copies.some((copy) => copy.name === name)) return;
  world.startCopy({ source, name, group: local.azure.group, location: "northeurope", durationMs: 0 });
}

function toDelete(step: number): Snapshot[] {
  const chain = live().filter(({ name }) => name.startsWith(disks[(step >> 1) % 2]?.name ?? ""));
  if (chain.length < 4) return [];
  const middle = chain.length >> 1;
  const kinds = [
    chain.slice(0, 1),
    chain.slice(middle, middle + 1),
    chain.slice(-1),
    chain.slice(middle - 1, middle + 1),
    [],
    chain.slice(0, 2),
  ];
  return kinds[step % kinds.length] ?? [];
}

function live(): Snapshot[] {
  return [...local.azure.world.snapshots.values()].filter(({ deletedAtMs }) => deletedAtMs === undefined);
}

async function readAndMeasure(): Promise<void> {
  await services.view.refresh(local.context);
  for (const { id } of (await services.look()).chains) {
    const { skipped } = await services.measureChain(id, local.context);
    expect(skipped).toEqual([]);
  }
}

/** 0 while it was not there; null when its size is not known. */
function storedAt(spans: readonly SpanOfBytes[], atMs: number): number | null {
  const [piece] = storedPieces(spans, atMs, atMs + 1);
  return piece ? piece.bytes : 0;
}

function passDay(): void {
  local.azure.world.clock.advance(12 * HOUR_MS);
  const bytes = new Map(live().map(({ uniqueId, storedHistory }) => [uniqueId, storedHistory.at(-1)?.bytes ?? 0]));
  stored.push({ atMs: local.clock.nowMs(), bytes });
  local.azure.world.clock.advance(12 * HOUR_MS);
}

describe("the history of stored bytes over ninety days", { timeout: 120_000 }, () => {
  it("says for every past day and snapshot what Azure stored then, and nothing of those that were not there", async () => {
    const spans = await storedSpans(estateDatabase(), services.scope);
    const bySnapshot = Map.groupBy(spans, ({ snapshotUniqueId }) => snapshotUniqueId);
    const all = [...local.azure.world.snapshots.values()];
    expect(new Set(bySnapshot.keys())).toEqual(new Set(all.map(({ uniqueId }) => uniqueId)));
    for (const { atMs, bytes } of stored) {
      const known = all.map(({ uniqueId, name }) => [name, storedAt(bySnapshot.get(uniqueId) ?? [], atMs)]);
      expect(known).toEqual(all.map(({ uniqueId, name }) => [name, bytes.get(uniqueId) ?? 0]));
    }
  });

  it("is of a world that changed as worlds do", () => {
    expect(stored).toHaveLength(STEPS * DAYS_A_STEP);
    const all = [...local.azure.world.snapshots.values()];
    expect(all.filter(({ deletedAtMs }) => deletedAtMs !== undefined).length).toBeGreaterThan(10);
    expect(live().filter(({ name }) => name.startsWith("copy-")).length).toBeGreaterThan(3);
    // Some took over what a deleted neighbour had stored.
    expect(live().filter(({ storedHistory }) => new Set(storedHistory.map(({ bytes }) => bytes)).size > 1).length).toBeGreaterThan(0);
  });

  it("makes costs, snapshot by snapshot, what Azure billed", () =>
    expectCostsAsBilled(
      services,
      stored.map(({ atMs }) => atMs),
      local.context,
    ));

  it("leaves of each deleted snapshot what it stored last", async () => {
    const { chains } = await services.look();
    const tombstones = (await Promise.all(chains.map(({ id }) => services.estate.chains.tombstones(local.context, id, 1000)))).flatMap(
      ({ items }) => items,
    );
    const gone = [...local.azure.world.snapshots.values()].filter(({ deletedAtMs }) => deletedAtMs !== undefined);
    const lastOf = (uniqueId: string) => stored.findLast(({ bytes }) => bytes.has(uniqueId))?.bytes.get(uniqueId);
    expect(new Map(tombstones.map(({ uniqueId, storedBytes }) => [uniqueId, storedBytes]))).toEqual(
      new Map(gone.map(({ uniqueId }) => [uniqueId, lastOf(uniqueId)])),
    );
  });
});
