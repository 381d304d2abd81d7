import { type Kysely, sql } from "kysely";
import type { Schema } from "#lib/adapters/database/schema.ts";
import { type DiskQuery, diskRow } from "#lib/contract/inventory.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { DiskHistory, EstateDisks } from "#lib/services/ports/estate.ts";
import { hasWords, inScope } from "./conditions.ts";
import { diskBody } from "./fact-bodies.ts";
import { allOf, type ListQuery, listPage, listRows } from "./list-page.ts";
import type { Seen } from "./seen.ts";

export function createSeenDisks(db: Kysely<Schema>, seen: Seen): EstateDisks {
  const disks = (context: CallContext) => seen.rows("view_disks", context);
  const list = (context: CallContext, query: DiskQuery): ListQuery<unknown> & { schema: typeof diskRow } => ({
    db,
    seen: disks(context),
    where: [...inScope(query), ...hasWords(query.q)],
    order: ["name_key", "resource_key"].map((column) => ({ column, isDescending: false })),
    schema: diskRow,
  });
  return {
    page: (context, query) => listPage(list(context, query), query),
    rows: (context, query) => listRows(list(context, query)),
    async find(context, id) {
      const { rows } = await sql<{ body: unknown }>`select f.body from ${seen.facts("estate_disks", context)} f
        where f.resource_key = ${resourceKey(id)} and f.gone_at is null`.execute(db);
      return rows[0] && diskBody.parse(rows[0].body);
    },
    async chainOf(context, id) {
      const { rows } = await sql<{ chain_key: string | null }>`select t.chain_key from ${disks(context)} t
        where t.resource_key = ${resourceKey(id)}`.execute(db);
      return rows[0]?.chain_key ?? undefined;
    },
    async ofMachine(context, machineId) {
      const { rows } = await sql<{ body: unknown }>`select f.body from ${seen.facts("estate_disks", context)} f
        where lower(f.body ->> 'managedBy') = ${resourceKey(machineId)} and f.gone_at is null
        order by lower(f.body ->> 'name'), f.resource_key`.execute(db);
      return rows.map(({ body }) => diskBody.parse(body));
    },
    async names(context, { subscriptionId, group }) {
      const { rows } = await sql<{ name_key: string }>`select t.name_key from ${disks(context)} t
        where t.subscription_id = ${subscriptionId.toLowerCase()} and t.group_key = ${group.toLowerCase()}`.execute(db);
      return new Set(rows.map((row) => row.name_key));
    },
    async count(context, scope) {
      const { rows } = await sql<{ count: number }>`
        select count(*)::integer as count from ${disks(context)} t ${allOf(inScope(scope))}`.execute(db);
      return rows[0]?.count ?? 0;
    },
    async histories(context, scope) {
      // Full snapshots are another chain of the disk, for those that have no other.
      const { rows } = await sql<DiskHistory>`select t.row ->> 'id' as "diskId", t.row ->> 'name' as "diskName",
        t.row ->> 'createdAt' as "createdAt", t.row ->> 'state' as "diskState", (t.row ->> 'provisionedBytes')::double precision as "provisionedBytes",
        coalesce(t.chain_key, c.chain_key) as "chainKey", t.chain_key is not null as "isIncremental",
        coalesce(jsonb_agg(s.created_at order by s.position) filter (where s.created_at <> ''), '[]') as times
        from ${disks(context)} t
        left join (select lower(c.row ->> 'sourceDiskId') as disk_key, min(c.resource_key) as chain_key
          from ${seen.rows("view_chains", context)} c where c.source_state = 'live' and c.kind = 'full' group by 1) c
          on c.disk_key = t.resource_key
        left join ${seen.rows("view_snapshots", context)} s on s.chain_key = coalesce(t.chain_key, c.chain_key)
        ${allOf(inScope(scope))} group by t.resource_key, t.row, t.chain_key, c.chain_key, t.name_key
        order by t.name_key, t.resource_key`.execute(db);
      return rows;
    },
  };
}
