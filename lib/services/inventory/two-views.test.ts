// Whatever the estate and whatever the rights: what one sees is exactly what one would see were there nothing else.
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { areasOf, asked, createEstateLab, type EstateLab, subscriptionId } from "#lib/adapters/database/testing/estate/estate-lab.ts";
import { estateDatabase } from "#lib/adapters/testing/estate-database.ts";
import { createMemoryArtifacts, createMemoryLedger } from "#lib/adapters/testing/local-estate.ts";
import { createMemoryRehearsals } from "#lib/adapters/testing/memory-rehearsals.ts";
import { createMemoryVerifications } from "#lib/adapters/testing/memory-verifications.ts";
import { chainQuery } from "#lib/contract/chains.ts";
import { type CostQuery, costQuery } from "#lib/contract/costs.ts";
import { diskQuery, type SnapshotQuery, snapshotQuery } from "#lib/contract/inventory.ts";
import { type Area, isCovered } from "#lib/domain/inventory/area.ts";
import { type Disk, resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { sampleDisk, sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { listChains } from "#lib/services/chains/list-chains.ts";
import { getCosts } from "#lib/services/costs/get-costs.ts";
import { getOverview } from "#lib/services/overview/get-overview.ts";
import { listDisks } from "./list-disks.ts";
import { listSnapshots } from "./list-snapshots.ts";
import { listSubscriptions } from "./list-subscriptions.ts";

const groups = ["rg-a", "rg-b", "rg-c"] as const;
const nowMs = Date.parse("2026-11-22T13:00:00Z");
const [owner, guest] = [asked("owner"), asked("guest")];

const idOf = (kind: "disks" | "snapshots", group: string, name: string) =>
  `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Compute/${kind}/${name}`;

const estates = fc.record({
  disks: fc.array(fc.constantFrom(...groups), { minLength: 1, maxLength: 3 }),
  snapshots: fc.array(
    fc.record({
      disk: fc.nat(2),
      group: fc.constantFrom(...groups),
      incremental: fc.boolean(),
      hour: fc.nat(48),
      /** Of the snapshot with this number instead, where there is one before it. */
      copyOf: fc.option(fc.nat(6)),
      bytes: fc.option(fc.integer({ min: 1, max: 2 ** 32 })),
      isOpen: fc.boolean(),
      /** Shown to the guest by itself, whatever may be read of its group. */
      isSingle: fc.boolean(),
    }),
    { maxLength: 10 },
  ),
  areas: fc.subarray<Area>(areasOf(...groups)),
});

interface Facts {
  disks: Disk[];
  snapshots: Snapshot[];
}

function factsOf(given: {
  disks: string[];
  snapshots: { disk: number; group: string; incremental: boolean; hour: number; copyOf: number | null; isOpen: boolean }[];
}): Facts {
  // Names that tell where they are, so that one found in an answer tells what has leaked.
  const disks = given.disks.map((group, i) => {
    const name = `disk-${group}-${i}`;
    return sampleDisk({ name, id: idOf("disks", group, name), resourceGroup: group, uniqueId: randomUUID() });
  });
  const snapshots: Snapshot[] = [];
  for (const [i, { disk, group, incremental, hour, copyOf, isOpen }] of given.snapshots.entries()) {
    const name = `snap-${group}-${i}`;
    const source = copyOf === null ? undefined : snapshots[copyOf];
    const from = disks[disk % disks.length];
    snapshots.push(
      sampleSnapshot({
        name,
        id: idOf("snapshots", group, name),
        resourceGroup: group,
        uniqueId: randomUUID(),
        incremental,
        timeCreated: new Date(nowMs - hour * 3_600_000).toISOString(),
        diskState: isOpen ? "ActiveSAS" : "Unattached",
        ...(source
          ? { createOption: "CopyStart", location: "northeurope", sourceResourceId: source.id, sourceUniqueId: source.uniqueId }
          : { sourceResourceId: from?.id, sourceUniqueId: from?.uniqueId }),
      }),
    );
  }
  return { disks, snapshots };
}

function seenOf({ disks, snapshots }: Facts, areas: Area[]): Facts {
  return {
    disks: disks.filter((disk) => isCovered(areas, "disks", disk)),
    snapshots: snapshots.filter(
      (snapshot) => isCovered(areas, "snapshots", snapshot) || areas.some(({ item }) => item === resourceKey(snapshot.id)),
    ),
  };
}

/** Everything that lists and sums, as the guest gets it. */
async function answersOf(lab: EstateLab, all: Facts): Promise<unknown> {
  const price = {
    meterId: "m",
    meterName: "LRS",
    productName: "p",
    effectiveDate: "2026-01-01T00:00:00Z",
    fetchedAt: "2026-11-22T12:00:00Z",
  };
  const deps = {
    view: lab.reader,
    estate: lab.estate,
    clock: { nowMs: () => nowMs },
    ledger: createMemoryLedger(),
    holds: { on: async () => [] },
    artifacts: createMemoryArtifacts(),
    operations: { list: async () => ({ items: [], total: 0 }) },
    verifications: createMemoryVerifications(),
    rehearsals: createMemoryRehearsals(),
    prices: {
      read: async (regions: string[]) =>
        regions.map((region) => ({ ...price, region, sku: "Standard_ZRS" as const, usdPerGibMonth: "0.05", source: "retail" as const })),
    },
    // The bill of the subscription is not divided by group: who may read it gets all of it from Azure.
    billed: {
      readMonth: async () =>
        all.snapshots.map(({ id }) => {
          const resourceId = resourceKey(id);
          return { resourceId, meterName: "m", sort: "storage" as const, date: "2026-11-20", quantity: "0.5", usd: "0.25" };
        }),
    },
  };
  const list = async (query: object) => listSnapshots(deps, snapshotQuery.parse({ order: "asc", ...query }) as SnapshotQuery, guest);
  return {
    snapshots: [await list({}), await list({ q: "rg-a" }), await list({ sort: "delta", limit: 2 })],
    chains: await listChains(deps, chainQuery.parse({}), guest),
    disks: await listDisks(deps, diskQuery.parse({}), guest),
    subscriptions: await listSubscriptions(deps, guest),
    overview: await getOverview(deps, {}, guest),
    costs: await Promise.all(
      ["snapshot", "chain", "subscription", "region"].map((groupBy) => getCosts(deps, costQuery.parse({ groupBy }) as CostQuery, guest)),
    ),
  };
}

/** Since when a SAS is known is when the first reading saw it, whoever read: a time of ours, and of what one sees. */
function withoutReadings(answers: unknown): unknown {
  return JSON.parse(
    JSON.stringify(answers).replace(/"seenSince":"[^"]*"|first seen \d+ minutes ago/g, (found) =>
      found[0] === "f" ? "" : '"seenSince":""',
    ),
  );
}

test("no name, sum or count of what one may not read is in any list, overview or cost", async () => {
  await fc.assert(
    fc.asyncProperty(estates, async ({ areas: places, ...given }) => {
      const db = estateDatabase();
      const all = factsOf(given);
      const singles = all.snapshots.filter((_, i) => given.snapshots[i]?.isSingle);
      const areas = [
        ...places,
        ...singles.map(
          ({ id, resourceGroup }): Area => ({ list: "snapshots", subscriptionId, group: resourceGroup, item: resourceKey(id) }),
        ),
      ];
      const seen = seenOf(all, areas);
      const [shared, alone] = [createEstateLab(db), createEstateLab(db)];
      const part = { ...seen, areas };
      // Somebody who sees everything reads before and after.
      await shared.read(owner, all);
      await alone.read(owner, { areas: [] });
      for (const lab of [shared, alone]) await lab.read(guest, part);
      await shared.read(owner, all);
      await alone.read(owner, { areas: [] });
      for (const [i, snapshot] of all.snapshots.entries()) {
        const bytes = given.snapshots[i]?.bytes;
        if (bytes == null) continue;
        const base = (await shared.estate.snapshots.find(owner, snapshot.id))?.chain.snapshots;
        const before = base?.[base.findIndex(({ id }) => id === snapshot.id) - 1];
        await shared.measurements.put({
          snapshotUniqueId: snapshot.uniqueId,
          snapshotId: snapshot.id,
          baseUniqueId: before?.uniqueId ?? null,
          bytes,
          clearedBytes: 0,
          writtenRanges: 1,
          clearedRanges: 0,
          artifactKey: `ranges/${snapshot.uniqueId}`,
          measuredAt: "2026-11-22T12:00:00.000Z",
        });
      }
      const answers = await answersOf(shared, all);
      expect(withoutReadings(answers)).toEqual(withoutReadings(await answersOf(alone, all)));
      const text = JSON.stringify(answers);
      const told = new Set(
        seen.snapshots.flatMap(({ id, sourceResourceId }) => [id, sourceResourceId ?? ""]).concat(seen.disks.map(({ id }) => id)),
      );
      for (const { id, name } of [...all.snapshots, ...all.disks]) {
        // The source of a snapshot one sees stands on that snapshot itself.
        if (!told.has(id)) expect(text).not.toContain(name);
      }
    }),
    { numRuns: 8 },
  );
}, 180_000);
