// Holds as a principal sees them: those of snapshots whose place it reads, whoever set them.
import { type Kysely, type Selectable, sql } from "kysely";
import { HELD_NOW, HOLDS_ROW, toHold } from "#lib/adapters/database/hold-store.ts";
import type { HoldTable, Schema } from "#lib/adapters/database/schema.ts";
import type { HoldState } from "#lib/domain/holds/hold.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { EstateHolds } from "#lib/services/ports/holds.ts";
import { allOf } from "./list-page.ts";
import type { Seen } from "./seen.ts";

export function createSeenHolds(db: Kysely<Schema>, seen: Seen): EstateHolds {
  // A snapshot that was moved is held where it is now, and was set where it was.
  const inSight = (context: CallContext) =>
    sql`exists (select 1 from ${seen.facts("estate_snapshots", context)} t where t.resource_key = h.snapshot_key or ${HOLDS_ROW})`;
  const isOf = (snapshot: string, context: CallContext) =>
    sql`(h.snapshot_key = ${resourceKey(snapshot)} or exists (select 1 from ${seen.facts("estate_snapshots", context)} t
      where t.resource_key = ${resourceKey(snapshot)} and ${HOLDS_ROW}))`;
  return {
    async list(context, { snapshot, state, limit }) {
      const where = [
        inSight(context),
        ...(snapshot === undefined ? [] : [isOf(snapshot, context)]),
        ...(state === undefined ? [] : [STATES[state]]),
      ];
      const { rows } = await sql<Selectable<HoldTable> & { found: number }>`
        select h.*, count(*) over ()::integer as found from holds h ${allOf(where)} order by h.set_at desc, h.id limit ${limit}`.execute(
        db,
      );
      return { items: rows.map(toHold), total: rows[0]?.found ?? 0 };
    },
    async find(context, id) {
      const { rows } = await sql<Selectable<HoldTable>>`
        select h.* from holds h ${allOf([inSight(context), sql`h.id = ${id}`])}`.execute(db);
      return rows[0] && toHold(rows[0]);
    },
  };
}

const STATES: Record<HoldState, ReturnType<typeof sql>> = {
  "in-force": HELD_NOW,
  ended: sql`(h.lifted_at is null and h.until <= now())`,
  lifted: sql`h.lifted_at is not null`,
};
