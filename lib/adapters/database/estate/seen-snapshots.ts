import { type Kysely, type RawBuilder, sql } from "kysely";
import { HELD_NOW, HOLDS_ROW } from "#lib/adapters/database/hold-store.ts";
import type { Schema } from "#lib/adapters/database/schema.ts";
import { type GoneSnapshot, type SnapshotQuery, snapshotRow } from "#lib/contract/inventory.ts";
import type { OpenAccess } from "#lib/domain/chains/measurability.ts";
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import { resourceKey, resourceName } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { CopyHolder, DayOfChange, EstateSnapshots, SnapshotSums } from "#lib/services/ports/estate.ts";
import { type Conditions, hasWords, inScope, isEqual, isOneOf } from "./conditions.ts";
import { tagValue } from "./derived-rows.ts";
import { snapshotBody } from "./fact-bodies.ts";
import { allOf, type ListQuery, listPage, listRows, type SortColumn } from "./list-page.ts";
import type { Seen } from "./seen.ts";
import { findChain } from "./seen-chains.ts";
import { readCostSubjects } from "./seen-cost-subjects.ts";

export function createSeenSnapshots(db: Kysely<Schema>, seen: Seen): EstateSnapshots {
  const snapshots = (context: CallContext) => seen.rows("view_snapshots", context);
  const list = (context: CallContext, query: SnapshotQuery): ListQuery<unknown> & { schema: typeof snapshotRow } => ({
    db,
    seen: snapshots(context),
    where: conditionsOf(query),
    order: orderOf(query),
    schema: snapshotRow,
  });
  return {
    page: (context, query) => listPage(list(context, query), query),
    rows: (context, query) => listRows(list(context, query)),
    async find(context, id) {
      const key = resourceKey(id);
      const { rows } = await sql<{ chain_key: string }>`
        select t.chain_key from ${snapshots(context)} t where t.resource_key = ${key}`.execute(db);
      const chain = rows[0] && (await findChain({ db, seen }, context, rows[0].chain_key));
      const snapshot = chain?.snapshots.find((one) => resourceKey(one.id) === key);
      return chain && snapshot && { snapshot, chain };
    },
    findGone: (context, id) => findGone({ db, seen }, context, id),
    async names(context, { subscriptionId, group }) {
      const { rows } = await sql<{ name_key: string }>`select t.name_key from ${snapshots(context)} t
        where t.subscription_id = ${subscriptionId.toLowerCase()} and t.group_key = ${group.toLowerCase()}`.execute(db);
      return new Set(rows.map((row) => row.name_key));
    },
    async sums(context, scope) {
      const { rows } = await sql<SnapshotSums>`select count(*)::integer as count,
        coalesce(sum(t.provisioned_bytes), 0) as "provisionedBytes", coalesce(sum(t.stored_bytes), 0) as "storedBytes",
        count(t.stored_bytes)::integer as "measuredCount"
        from ${snapshots(context)} t ${allOf(inScope(scope))}`.execute(db);
      return rows[0] ?? { count: 0, provisionedBytes: 0, storedBytes: 0, measuredCount: 0 };
    },
    async isAnyMeasurable(context) {
      const { rows } = await sql<{
        found: boolean;
      }>`select exists (select 1 from ${snapshots(context)} t where t.can_measure) as found`.execute(db);
      return rows[0]?.found ?? false;
    },
    openAccesses: (context, ids) => openAccesses({ db, seen }, context, ids),
    async changePerDay(context, scope, sinceDate) {
      const where = [...inScope(scope), sql`t.kind = 'incremental'`, sql`not t.is_of_copied_chain`, sql`t.created_key >= ${sinceDate}`];
      const { rows } = await sql<DayOfChange>`select left(t.created_key, 10) as date, count(*)::integer as snapshots,
        coalesce(sum(t.stored_bytes) filter (where t.delta_rank = 2), 0) as "writtenBytes"
        from ${snapshots(context)} t ${allOf(where)} group by 1 order by 1`.execute(db);
      return rows;
    },
    async countCopying(context, { subscriptionId, region }) {
      const { rows } = await sql<{ count: number }>`select count(*)::integer as count from ${snapshots(context)} t
        where t.origin = 'copy' and t.state = 'copying' and t.region = ${normaliseRegion(region)}
        and t.subscription_id = ${subscriptionId.toLowerCase()}`.execute(db);
      return rows[0]?.count ?? 0;
    },
    async copyHolders(context, { subscriptionId, sourceSubscriptionId, group }) {
      const sources = resourceKey(`/subscriptions/${sourceSubscriptionId}/resourceGroups/${group}/`);
      const { rows } = await sql<CopyHolder>`select t.row ->> 'resourceGroup' as group, t.region, count(*)::integer as copies
        from ${snapshots(context)} t where t.origin = 'copy' and t.subscription_id = ${subscriptionId.toLowerCase()}
        and starts_with(lower(t.row ->> 'sourceSnapshotId'), ${sources}) group by 1, 2 order by 1, 2`.execute(db);
      return rows;
    },
    costSubjects: (context, filter, period) => readCostSubjects({ db, seen }, context, filter, period),
  };
}

async function findGone(
  { db, seen }: { db: Kysely<Schema>; seen: Seen },
  context: CallContext,
  id: string,
): Promise<GoneSnapshot | undefined> {
  const { rows } = await sql<{
    body: unknown;
    gone_at: string;
    stored_bytes: number | null;
    chain_key: string | null;
    disk: string | null;
  }>`
    select g.body, g.gone_at, g.stored_bytes, c.resource_key as chain_key, c.row ->> 'sourceDiskName' as disk from ${seen.gone(context)} g
    left join ${seen.rows("view_chains", context)} c on c.resource_key = g.chain_key
    where g.resource_key = ${resourceKey(id)} order by g.gone_at desc limit 1`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  const { id: goneId, name, location, timeCreated, sourceResourceId } = snapshotBody.parse(row.body);
  return {
    id: goneId,
    name,
    region: location,
    sourceDiskName: row.disk ?? (sourceResourceId ? resourceName(sourceResourceId) : "an unknown disk"),
    ...(timeCreated ? { createdAt: timeCreated } : {}),
    goneAt: row.gone_at,
    storedBytes: row.stored_bytes,
    ...(row.chain_key ? { chainId: row.chain_key } : {}),
  };
}

/** What a fact says it says since it changed last: before that it may have said the same. */
async function openAccesses(
  { db, seen }: { db: Kysely<Schema>; seen: Seen },
  context: CallContext,
  ids: readonly string[],
): Promise<OpenAccess[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<OpenAccess>`
    select f.body ->> 'id' as "snapshotId", f.body ->> 'name' as name, f.changed_at as "seenSince" from ${seen.facts("estate_snapshots", context)} f
    where f.gone_at is null and f.resource_key in (${sql.join(ids.map(resourceKey))}) and starts_with(f.body ->> 'diskState', 'ActiveSAS')
    order by f.resource_key`.execute(db);
  return rows;
}

function conditionsOf(query: SnapshotQuery): Conditions {
  const disk = query.disk?.toLowerCase();
  return [
    ...isEqual("resource_key", query.id?.toLowerCase()),
    ...isEqual("chain_key", query.chain),
    ...(disk === undefined ? [] : [sql`(t.disk_id_key = ${disk} or t.disk_key = ${disk})`]),
    ...inScope(query),
    ...isOneOf("kind", query.kind),
    ...isOneOf("redundancy", query.redundancy),
    ...isOneOf("state", query.state),
    ...heldCondition(query.held),
    ...(query.tag ?? []).map(tagCondition),
    ...hasWords(query.q),
  ];
}

/** "name=value", "name" (has it) or "!name" (lacks it); names without regard to case, as Azure has them. */
function tagCondition(text: string): RawBuilder<unknown> {
  const isNegated = text.startsWith("!");
  const [name = "", ...rest] = (isNegated ? text.slice(1) : text).split("=");
  const found =
    rest.length > 0
      ? sql`jsonb_exists(t.tag_values, ${tagValue(name, rest.join("="))})`
      : sql`jsonb_exists(t.tag_names, ${name.toLowerCase()})`;
  return isNegated ? sql`not ${found}` : found;
}

function heldCondition(held: SnapshotQuery["held"]): Conditions {
  const [only, ...others] = new Set(held);
  if (only === undefined || others.length > 0) return [];
  const isHeld = sql`exists (select 1 from holds h where ${HELD_NOW} and ${HOLDS_ROW})`;
  return [only === "yes" ? isHeld : sql`not ${isHeld}`];
}

/** Equals are told apart by their time, then by their id. */
function orderOf({ sort, order }: SnapshotQuery): SortColumn[] {
  const isDescending = order === "desc";
  return [...SORT_COLUMNS[sort], "created_key", "resource_key"].map((column) => ({ column, isDescending }));
}

const SORT_COLUMNS: Record<SnapshotQuery["sort"], string[]> = {
  name: ["name_key"],
  disk: ["disk_key"],
  region: ["region"],
  kind: ["kind"],
  redundancy: ["redundancy"],
  provisioned: ["provisioned_bytes"],
  delta: ["delta_rank", "delta_bytes"],
  created: [],
  state: ["state"],
  subscription: ["subscription_key"],
};
