import { type Kysely, sql } from "kysely";
import type { Schema } from "#lib/adapters/database/schema.ts";
import { type ChainQuery, chainRow, type Tombstone } from "#lib/contract/chains.ts";
import { snapshotRow } from "#lib/contract/inventory.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { EstateChains } from "#lib/services/ports/estate.ts";
import { type Conditions, hasWords, inScope, isEqual, isOneOf } from "./conditions.ts";
import { chainBody, recordBody, type StoredChain, snapshotBody } from "./fact-bodies.ts";
import { allOf, type ListQuery, listPage, listRows, type SortColumn } from "./list-page.ts";
import type { Seen } from "./seen.ts";

interface Parts {
  db: Kysely<Schema>;
  seen: Seen;
}

export function createSeenChains(db: Kysely<Schema>, seen: Seen): EstateChains {
  const parts = { db, seen };
  const chains = (context: CallContext) => seen.rows("view_chains", context);
  const list = (context: CallContext, query: ChainQuery): ListQuery<unknown> & { schema: typeof chainRow } => ({
    db,
    seen: chains(context),
    where: [...inScope(query), ...isOneOf("source_state", query.sourceState), ...isOneOf("kind", query.kind), ...hasWords(query.q)],
    order: orderOf(query),
    schema: chainRow,
  });
  return {
    page: (context, query) => listPage(list(context, query), query),
    rows: (context, query) => listRows(list(context, query)),
    find: (context, key) => findChain(parts, context, key),
    all: (context, { keys, ...scope }) => readChains(parts, context, [...inScope(scope), ...isOneOf("resource_key", keys)]),
    async count(context, scope) {
      const { rows } = await sql<{ count: number }>`
        select count(*)::integer as count from ${chains(context)} t ${allOf(inScope(scope))}`.execute(db);
      return rows[0]?.count ?? 0;
    },
    detail: (context, key) => chainDetail(parts, context, key),
    async measurements(context, { chain, ...scope }) {
      const where = [...inScope(scope), ...isEqual("chain_key", chain), sql`t.record is not null`];
      const { rows } = await sql<{ record: unknown }>`
        select t.record from ${seen.rows("view_snapshots", context)} t ${allOf(where)}`.execute(db);
      return new Map(rows.map((row) => recordBody.parse(row.record)).map((record) => [record.snapshotUniqueId, record]));
    },
    async members(context, { chain, ...scope }) {
      const where = [...inScope(scope), ...isEqual("chain_key", chain)];
      const { rows } = await sql<{ chain_key: string; unique_id: string; provisioned_bytes: number; record: unknown }>`
        select t.chain_key, t.unique_id, t.provisioned_bytes, t.record from ${seen.rows("view_snapshots", context)} t
        ${allOf(where)} order by t.chain_key, t.position`.execute(db);
      return rows.map((row) => ({
        chainKey: row.chain_key,
        uniqueId: row.unique_id,
        provisionedBytes: row.provisioned_bytes,
        record: row.record === null ? undefined : recordBody.parse(row.record),
      }));
    },
    async tombstones(context, key, limit) {
      const { rows } = await sql<{ body: unknown; gone_at: string; stored_bytes: number | null; total: number }>`
        select f.body, f.gone_at, f.stored_bytes, (count(*) over ())::integer as total
        from ${seen.gone(context)} f where f.chain_key = ${key}
        order by f.body ->> 'timeCreated' desc, f.resource_key desc limit ${limit}`.execute(db);
      const items = rows.toReversed().map(({ body, gone_at, stored_bytes }): Tombstone => {
        const { uniqueId, id, name, timeCreated } = snapshotBody.parse(body);
        return { uniqueId, id, name, createdAt: timeCreated, goneAt: gone_at, storedBytes: stored_bytes };
      });
      return { items, total: rows[0]?.total ?? 0 };
    },
  };
}

/** The id, unlike the value, ascends either way. */
function orderOf({ sort, order }: ChainQuery): SortColumn[] {
  return [
    { column: SORT_COLUMNS[sort], isDescending: order === "desc" },
    { column: "resource_key", isDescending: false },
  ];
}

const SORT_COLUMNS: Record<ChainQuery["sort"], string> = {
  disk: "disk_key",
  stored: "stored_bytes",
  snapshots: "snapshot_count",
  last: "last_key",
};

export async function findChain(parts: Parts, context: CallContext, key: string): Promise<Chain | undefined> {
  const [chain] = await readChains(parts, context, isEqual("resource_key", key));
  return chain;
}

/** Put together again from the chains' own rows and the facts they are made of. */
async function readChains({ db, seen }: Parts, context: CallContext, where: Conditions): Promise<Chain[]> {
  const wanted = sql`(select * from ${seen.rows("view_chains", context)} t ${allOf(where)})`;
  const [chains, members, copies] = await Promise.all([
    sql<{ chain: unknown }>`select t.chain from ${wanted} t`.execute(db),
    sql<{ chain_key: string; body: unknown }>`select s.chain_key, f.body from ${seen.rows("view_snapshots", context)} s
      join ${wanted} w on w.resource_key = s.chain_key
      join ${seen.facts("estate_snapshots", context)} f on f.resource_key = s.resource_key and f.unique_id = s.unique_id
      order by s.chain_key, s.position`.execute(db),
    sql<{ resource_key: string; body: unknown }>`select f.resource_key, f.body from ${wanted} w
      cross join lateral jsonb_array_elements(w.chain -> 'copies') as link
      join ${seen.rows("view_snapshots", context)} s on s.resource_key = link ->> 'copyKey'
      join ${seen.facts("estate_snapshots", context)} f on f.resource_key = s.resource_key and f.unique_id = s.unique_id`.execute(db),
  ]);
  const byChain = Map.groupBy(members.rows, (row) => row.chain_key);
  const copyOf = new Map(copies.rows.map((row) => [row.resource_key, snapshotBody.parse(row.body)]));
  return chains.rows.flatMap((row) => {
    const stored = chainBody.parse(row.chain);
    const snapshots = (byChain.get(stored.key) ?? []).map((member) => snapshotBody.parse(member.body));
    return snapshots.length > 0 ? [toChain(stored, snapshots, copyOf)] : [];
  });
}

function toChain({ copies, ...chain }: StoredChain, snapshots: Snapshot[], copyOf: ReadonlyMap<string, Snapshot>): Chain {
  const links = copies.flatMap(({ copyKey, ...link }) => {
    const copy = copyOf.get(copyKey);
    return copy ? [{ ...link, copy }] : [];
  });
  return { ...chain, snapshots, copies: links };
}

async function chainDetail({ db, seen }: Parts, context: CallContext, key: string): ReturnType<EstateChains["detail"]> {
  const { rows } = await sql<{ row: unknown; chain: unknown }>`
    select t.row, t.chain from ${seen.rows("view_chains", context)} t where t.resource_key = ${key}`.execute(db);
  const [found] = rows;
  if (!found) return undefined;
  const links = chainBody.parse(found.chain).copies;
  const copyKeys = links.map(({ copyKey }) => copyKey);
  const isCopy = copyKeys.length > 0 ? sql`t.resource_key in (${sql.join(copyKeys)})` : sql`false`;
  const read = await sql<{ row: unknown; chain_key: string }>`select t.row, t.chain_key from ${seen.rows("view_snapshots", context)} t
    where t.chain_key = ${key} or ${isCopy} order by t.position`.execute(db);
  const all = read.rows.map((one) => ({ chainKey: one.chain_key, row: snapshotRow.parse(one.row) }));
  const byKey = new Map(all.map(({ row }) => [resourceKey(row.id), row]));
  return {
    chain: chainRow.parse(found.row),
    snapshots: all.filter(({ chainKey }) => chainKey === key).map(({ row }) => row),
    copies: links.flatMap(({ sourceSnapshotId, copyKey, region }) => {
      const snapshot = byKey.get(copyKey);
      return snapshot ? [{ sourceSnapshotId: resourceKey(sourceSnapshotId), region, snapshot }] : [];
    }),
  };
}
