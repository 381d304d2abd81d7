// Two dashboards on one PostgreSQL read differences of one chain at the same time, most of their pairs sharing a snapshot
// with a pair of the other: none breaks, Azure's limit of a family is kept, and no SAS stays.
import pLimit from "p-limit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccessLedger } from "#lib/adapters/database/access-ledger.ts";
import { createAccessUses } from "#lib/adapters/database/access-uses.ts";
import { type Database, openDatabase } from "#lib/adapters/database/open-database.ts";
import { fill, ids, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { findPostgres, type PostgresCluster, startPostgres } from "#lib/adapters/testing/postgres-cluster.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import { totalsOf } from "#lib/domain/ranges/block-range.ts";
import { createSnapshotAccess } from "./snapshot-access.ts";

const MIB = 2 ** 20;
const diffsEach = 27;
const atOnce = 6;
const sasPerFamily = 5;
const bin = findPostgres();

describe.skipIf(!bin)("two dashboards on one database", () => {
  let estate: LocalEstate;
  let cluster: PostgresCluster;
  let chain: Snapshot[];
  const databases: Database[] = [];
  const dashboards: ReturnType<typeof dashboard>[] = [];

  beforeAll(async () => {
    estate = await startLocalEstate();
    cluster = await startPostgres(bin ?? "");
    const databaseUrl = await cluster.createDatabase();
    for (const name of ["one", "two"]) {
      const database = await openDatabase({ dataDir: "", databaseUrl });
      databases.push(database);
      dashboards.push(dashboard(database, name));
      await dashboards.at(-1)?.ledger.beat(600_000);
    }
    const disk = makeDisk(estate.azure, "db01", 4);
    for (let i = 0; i < 8; i += 1) {
      fill(estate.azure, disk, i * MIB, MIB);
      takeSnapshot(estate.azure, disk, `db01-${i}`, Date.now() - (10 - i) * 3_600_000);
    }
    chain = (await estate.inventory.read(estate.context)).snapshots.toSorted((a, b) => compareTimes(a.timeCreated, b.timeCreated));
  });
  afterAll(async () => {
    for (const database of databases) await database.close();
    await cluster.stop();
    await estate.stop();
  });

  function dashboard(database: Database, id: string) {
    const self = { id, place: id };
    const ledger = createAccessLedger(database.db, self);
    const uses = createAccessUses(database.db, self);
    return { ledger, uses, access: createSnapshotAccess({ connection: estate.connection, ledger, uses, clock: estate.clock, ids }) };
  }

  const activeSas = () => [...estate.azure.world.snapshots.values()].filter((one) => estate.azure.world.hasActiveSas(one)).length;

  it("read 54 differences side by side; none breaks, five SAS are never exceeded, and none stays", async () => {
    let most = 0;
    const readAll = ({ access }: ReturnType<typeof dashboard>) => {
      const limit = pLimit(atOnce);
      return Array.from({ length: diffsEach }, (_, i) => {
        const at = i % (chain.length - 1);
        const [base, target] = chain.slice(at) as [Snapshot, Snapshot];
        return limit(() =>
          access.withReadAccess([base, target], estate.context, async ([first, second]) => {
            most = Math.max(most, activeSas());
            if (!first || !second) throw new Error("two accesses");
            return totalsOf(await estate.reader.readDiff(first, second, 4096 * MIB, estate.context)).writtenBytes;
          }),
        );
      });
    };
    const read = await Promise.allSettled(dashboards.flatMap(readAll));
    expect(read.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []))).toEqual([]);
    expect(read.map((one) => one.status === "fulfilled" && one.value)).toEqual(Array.from({ length: 2 * diffsEach }, () => MIB));
    expect(most).toBeGreaterThan(2);
    expect(most).toBeLessThanOrEqual(sasPerFamily);
    expect([activeSas(), await dashboards[0]?.ledger.stillOpen()]).toEqual([0, []]);
  });

  it("what one that died used is no longer in the way, and is ended by the other", async () => {
    const [one, two] = dashboards as [ReturnType<typeof dashboard>, ReturnType<typeof dashboard>];
    const [snapshot] = chain as [Snapshot];
    const died = Promise.withResolvers<void>();
    const isRead = Promise.withResolvers<void>();
    const reading = one.access.withReadAccess([snapshot], estate.context, () => {
      isRead.resolve();
      return died.promise;
    });
    await isRead.promise;
    expect(await two.access.revokeLeftovers(estate.context)).toBe(0);
    expect(activeSas()).toBe(1);
    await one.ledger.beat(-1);
    expect(await two.access.revokeLeftovers(estate.context)).toBe(1);
    expect(activeSas()).toBe(0);
    died.resolve();
    await reading;
  });
});
