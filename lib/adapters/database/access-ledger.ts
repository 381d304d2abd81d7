import { type Kysely, type Selectable, sql } from "kysely";
import type { AccessLedger, LedgerEntry } from "#lib/services/ports/access.ts";
import { inSight } from "./in-sight.ts";
import type { AccessLedgerTable, Schema } from "./schema.ts";
import { toPrincipal } from "./stored-principal.ts";

export interface LedgerOwner {
  /** Of one process, and of no other before or after it. */
  id: string;
  /** Where at most one process lives at a time: what another id left here is a dead predecessor's. */
  place: string;
}

/** No SAS lives longer: so far back is looked for those that ended of late. */
const LONGEST_HOURS = 2;

/** Who was given read access to what, when it ended. The SAS itself is never here. Whether a process lives is told by the database's own clock. */
export function createAccessLedger(db: Kysely<Schema>, self: LedgerOwner): AccessLedger {
  const open = () =>
    db.selectFrom("access_ledger").selectAll("access_ledger").where("result", "in", ["open", "owed"]).orderBy("granted_at");
  return {
    async open(entry) {
      await db
        .insertInto("access_ledger")
        .values({
          id: entry.id,
          snapshot_id: entry.snapshotId,
          owner: self.id,
          operation_id: entry.operationId ?? null,
          request_id: entry.requestId,
          requested_by: JSON.stringify(entry.requestedBy),
          granted_at: entry.grantedAt,
          expires_at: entry.expiresAt,
          revoked_at: entry.revokedAt ?? null,
          result: entry.result,
          detail: entry.detail ?? null,
        })
        .execute();
    },
    async owe(id, detail) {
      await db
        .updateTable("access_ledger")
        .set({ result: "owed", ...(detail === undefined ? {} : { detail }) })
        .where("id", "=", id)
        .where("result", "=", "open")
        .execute();
    },
    async close(id, result, at, detail) {
      await db
        .updateTable("access_ledger")
        .set({ result, revoked_at: at, detail: detail ?? null })
        .where("id", "=", id)
        .execute();
    },
    async stillOpen() {
      return (await open().execute()).map(toEntry);
    },
    async openSince(time) {
      const entries = db.selectFrom("access_ledger").selectAll().orderBy("granted_at");
      const ended = entries.where("granted_at", ">", hoursBefore(time, LONGEST_HOURS)).where("revoked_at", ">=", time);
      return [...(await open().execute()), ...(await ended.where("result", "not in", ["open", "owed"]).execute())].map(toEntry);
    },
    async leftovers() {
      const rows = await open()
        .leftJoin("access_owners", "access_owners.id", "access_ledger.owner")
        .where((where) =>
          where.or([
            where("access_owners.id", "is", null),
            where("access_owners.place", "=", self.place),
            where("access_owners.alive_until", "<", sql<Date>`now()`),
          ]),
        )
        .execute();
      return rows.map(toEntry);
    },
    async newest(limit, sight) {
      const entries = db.selectFrom("access_ledger").selectAll().where(inSight(sight, "snapshot_id"));
      return (await entries.orderBy("granted_at", "desc").limit(limit).execute()).map(toEntry);
    },
    async beat(aliveMs) {
      const alive_until = sql<Date>`now() + ${aliveMs} * interval '1 millisecond'`;
      await db
        .insertInto("access_owners")
        .values({ id: self.id, place: self.place, alive_until })
        .onConflict((conflict) => conflict.column("id").doUpdateSet({ alive_until }))
        .execute();
    },
    async depart() {
      // With those that ended otherwise and long ago: an owner that is not known counts as dead.
      await db
        .deleteFrom("access_owners")
        .where((where) => where.or([where("id", "=", self.id), where("alive_until", "<", sql<Date>`now() - interval '1 day'`)]))
        .execute();
    },
  };
}

function hoursBefore(time: string, hours: number): string {
  return new Date(Date.parse(time) - hours * 3_600_000).toISOString();
}

function toEntry(row: Selectable<AccessLedgerTable>): LedgerEntry {
  return {
    id: row.id,
    snapshotId: row.snapshot_id,
    ...(row.owner ? { owner: row.owner } : {}),
    ...(row.operation_id ? { operationId: row.operation_id } : {}),
    requestId: row.request_id,
    requestedBy: toPrincipal(row.requested_by),
    grantedAt: row.granted_at,
    expiresAt: row.expires_at,
    ...(row.revoked_at ? { revokedAt: row.revoked_at } : {}),
    result: row.result as LedgerEntry["result"],
    ...(row.detail ? { detail: row.detail } : {}),
  };
}
