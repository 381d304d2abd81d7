import { type Kysely, type Selectable, sql } from "kysely";
import { type Hold, isHeldBy } from "#lib/domain/holds/hold.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { HoldStore, NewHold } from "#lib/services/ports/holds.ts";
import type { HoldTable, Schema } from "./schema.ts";
import { toPrincipal } from "./stored-principal.ts";

/** Of a row named h; by the database's own clock, which all processes share. */
export const HELD_NOW = sql<boolean>`(h.lifted_at is null and (h.until is null or h.until > now()))`;

/** isHeldBy of lib/domain/holds/hold.ts: that the hold h is on the row t of a view. */
export const HOLDS_ROW = sql<boolean>`(h.unique_key = lower(t.unique_id)
  or (h.snapshot_key = t.resource_key and (h.unique_key = h.snapshot_key or lower(t.unique_id) = t.resource_key)))`;

const TYPES: Readonly<Record<string, string>> = { until: "timestamptz", set_by: "jsonb" };

export function createHoldStore(db: Kysely<Schema>): HoldStore {
  return {
    async set(holds) {
      if (holds.length > 0) await db.insertInto("holds").values(holds.map(toRow)).execute();
    },
    // One statement: the audit log is everybody's, and waits for no way between here and the database.
    async lift(id, by, next) {
      const row = next && toRow(next);
      const set = row
        ? sql`, set_next as (insert into holds (${sql.join(Object.keys(row).map((name) => sql.ref(name)))})
            select ${sql.join(Object.entries(row).map(([name, value]) => sql`${value}::${sql.raw(TYPES[name] ?? "text")}`))} from lifted)`
        : sql``;
      const { rows } = await sql`with lifted as (
          update holds set lifted_at = now(), lifted_by = ${JSON.stringify(by)}::jsonb where id = ${id} and lifted_at is null returning id)
          ${set} select id from lifted`.execute(db);
      return rows.length === 1;
    },
    async on(snapshots) {
      if (snapshots.length === 0) return [];
      const among = (keys: string[]) => sql`(select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb))`;
      const uniqueKeys = among(snapshots.map(({ uniqueId }) => resourceKey(uniqueId)));
      const snapshotKeys = among(snapshots.map(({ id }) => resourceKey(id)));
      const { rows } = await sql<Selectable<HoldTable>>`select h.* from holds h where ${HELD_NOW}
        and (h.unique_key in ${uniqueKeys} or h.snapshot_key in ${snapshotKeys}) order by h.set_at, h.id`.execute(db);
      return rows.map(toHold).filter((hold) => snapshots.some((snapshot) => isHeldBy(hold, snapshot)));
    },
  };
}

export function toHold(row: Selectable<HoldTable>): Hold {
  return {
    id: row.id,
    snapshotId: row.snapshot_id,
    uniqueId: row.unique_id,
    reason: row.reason,
    owner: row.owner,
    ...(row.until ? { until: isoOf(row.until) } : {}),
    setAt: isoOf(row.set_at),
    setBy: toPrincipal(row.set_by),
    ...(row.lifted_at ? { liftedAt: isoOf(row.lifted_at) } : {}),
    ...(row.lifted_by ? { liftedBy: toPrincipal(row.lifted_by) } : {}),
    ...(row.replaces ? { replaces: row.replaces } : {}),
  };
}

function isoOf(time: Date | string): string {
  return new Date(time).toISOString();
}

function toRow({ id, snapshotId, uniqueId, reason, owner, until, setBy, replaces }: NewHold) {
  return {
    id,
    snapshot_id: snapshotId,
    snapshot_key: resourceKey(snapshotId),
    unique_id: uniqueId,
    unique_key: resourceKey(uniqueId),
    reason,
    owner,
    until: until ?? null,
    set_by: JSON.stringify(setBy),
    replaces: replaces ?? null,
  };
}
