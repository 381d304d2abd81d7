import type { Kysely, Selectable } from "kysely";
import type { AccessLedger, LedgerEntry } from "#lib/services/ports/access.ts";
import type { AccessLedgerTable, Schema } from "./schema.ts";

/** Who was given read access to what, when it ended. The SAS itself is never here. */
export function createAccessLedger(db: Kysely<Schema>): AccessLedger {
  return {
    async open(entry) {
      await db
        .insertInto("access_ledger")
        .values({
          id: entry.id,
          snapshot_id: entry.snapshotId,
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
    async close(id, result, at, detail) {
      await db
        .updateTable("access_ledger")
        .set({ result, revoked_at: at, detail: detail ?? null })
        .where("id", "=", id)
        .execute();
    },
    async leftovers() {
      return (await db.selectFrom("access_ledger").selectAll().where("result", "=", "open").orderBy("granted_at").execute()).map(toEntry);
    },
    async newest(limit) {
      return (await db.selectFrom("access_ledger").selectAll().orderBy("granted_at", "desc").limit(limit).execute()).map(toEntry);
    },
  };
}

function toEntry(row: Selectable<AccessLedgerTable>): LedgerEntry {
  return {
    id: row.id,
    snapshotId: row.snapshot_id,
    ...(row.operation_id ? { operationId: row.operation_id } : {}),
    requestId: row.request_id,
    requestedBy: row.requested_by,
    grantedAt: row.granted_at,
    expiresAt: row.expires_at,
    ...(row.revoked_at ? { revokedAt: row.revoked_at } : {}),
    result: row.result as LedgerEntry["result"],
    ...(row.detail ? { detail: row.detail } : {}),
  };
}
