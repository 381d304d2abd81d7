// Two that come at once on a real PostgreSQL: one has its transaction open while the other waits for it.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createStoreLab } from "#lib/adapters/database/testing/operation-store/store-lab.ts";
import { findPostgres, type PostgresCluster, startPostgres } from "#lib/adapters/testing/postgres-cluster.ts";
import { type Database, openDatabase } from "./open-database.ts";
import { createTurnStore } from "./operation-turns.ts";

const bin = findPostgres();

describe.skipIf(!bin)("on PostgreSQL", () => {
  let cluster: PostgresCluster;
  let database: Database;
  let other: Database;
  const lab = createStoreLab(() => database);
  beforeAll(async () => {
    cluster = await startPostgres(bin ?? "");
    const databaseUrl = await cluster.createDatabase();
    database = await openDatabase({ dataDir: "not used", databaseUrl });
    other = await openDatabase({ dataDir: "not used", databaseUrl });
  });
  afterAll(async () => {
    await other?.close();
    await database?.close();
    await cluster?.stop();
  });

  async function untilOneWaits(): Promise<void> {
    await expect
      .poll(async () => {
        const { rows } = await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
          database.db,
        );
        return rows.length;
      })
      .toBeGreaterThan(0);
  }

  test("an operation that is cancelled while its turn begins does not begin, and the next of its line does", async () => {
    const turn = { line: randomUUID(), slot: randomUUID(), maxInSlot: 100 };
    const [first, next] = [await lab.create({ turn }), await lab.create({ turn })];
    const turns = createTurnStore(database.db, lab.store());
    const { begun } = await other.db.transaction().execute(async (transaction) => {
      await sql`update operations set state = 'cancelled' where id = ${first.id}`.execute(transaction);
      const begun = turns.begin(first.id);
      await untilOneWaits();
      return { begun };
    });
    expect(await begun).toBe(false);
    expect((await turns.find(first.id))?.isBegun).toBe(false);
    expect(await turns.begin(next.id)).toBe(true);
  });

  test("an operation tried again waits for its target without holding the audit log", async () => {
    const targetIds = ["/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/tried-again"];
    const [ended, holder] = [await lab.create({ targetIds }), await lab.create()];
    await lab.store().requestCancel(ended.id);
    const { retried } = await other.db.transaction().execute(async (transaction) => {
      await sql`insert into operation_targets (operation_id, target_key, is_held)
        select ${holder.id}, target_key, true from operation_targets where operation_id = ${ended.id}`.execute(transaction);
      const retried = lab.store().requestRetry(ended.id);
      await untilOneWaits();
      await sql`set local lock_timeout = '500ms'`.execute(transaction);
      await sql`select audit_append('{"event": "test"}'::jsonb)`.execute(transaction);
      return { retried };
    });
    expect(await retried).toBe(false);
  });
});
