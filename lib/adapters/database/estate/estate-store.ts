// Readings in, derived rows in. In this order, so that a crash at any place loses nothing and shows nothing half: facts;
// the view with its areas; what the identity was told; the reading; derived rows; and last that they are derived.
import { type Kysely, sql } from "kysely";
import type { Schema } from "#lib/adapters/database/schema.ts";
import { type Area, areaKey, areasAfter, wholeOnes } from "#lib/domain/inventory/area.ts";
import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { EstateStore, LastReading, StaleChain } from "#lib/services/ports/estate-store.ts";
import type { Inventory, ResourceGroupInfo } from "#lib/services/ports/inventory.ts";
import { chainColumns, diskColumns, hashOf, snapshotColumns, toChainColumns, toDiskColumns, toSnapshotColumns } from "./derived-rows.ts";
import { diskBody, groupBody, snapshotBody, subscriptionBody } from "./fact-bodies.ts";
import { readAreas } from "./read-areas.ts";
import { recordLook } from "./record-look.ts";
import { diskFields, recordFacts, snapshotFields } from "./record-reading.ts";
import { createSeen, type Seen } from "./seen.ts";
import { type Columns, names, type Row, relation, replaceRows, upsertRows } from "./write-rows.ts";

interface StoreParts {
  db: Kysely<Schema>;
  scope: string;
  seen: Seen;
}

/** Of one scope (one Azure connection), so that another Azure's estate never shows. */
export function createEstateStore(db: Kysely<Schema>, scope: string): EstateStore {
  const parts = { db, scope, seen: createSeen(scope) };
  return {
    lastReading: (context, derivation) => lastReading(parts, context, derivation),
    record: (context, reading) => recordReading(parts, context, reading),
    recordLook: (snapshot, at) => recordLook(db, scope, snapshot, at),
    factsSeen: (context) => factsSeen(parts, context),
    allFacts: () => allFacts(parts),
    async putDerived(from, estate) {
      const write = { db, scope, view: from.view };
      await replaceRows({ ...write, table: "view_snapshots", columns: snapshotColumns }, estate.snapshots.map(toSnapshotColumns));
      await replaceRows({ ...write, table: "view_chains", columns: chainColumns }, estate.chains.map(toChainColumns));
      await replaceRows({ ...write, table: "view_disks", columns: diskColumns }, estate.disks.map(toDiskColumns));
      // Another server may have derived newer facts meanwhile, and these rows have gone over its own: then once more.
      await sql`update estate_views set derived_at = ${from.at}, derivation = ${from.derivation},
        derived_generation = case when derived_generation > ${from.generation} then null else ${from.generation}::integer end
        where scope = ${scope} and view = ${from.view}`.execute(db);
    },
    staleChains: (context) => staleChains(parts, context),
    async putChain(context, stale, { snapshots, chains }) {
      const view = await viewOf(parts, context);
      if (!view) return;
      const write = { db, scope, view: view.view };
      await upsertRows({ ...write, table: "view_snapshots", columns: snapshotColumns }, snapshots.map(toSnapshotColumns));
      await upsertRows({ ...write, table: "view_chains", columns: chainColumns }, chains.map(toChainColumns));
      await clearStale(parts, view.view, stale);
    },
  };
}

interface ViewRow {
  view: string;
  generation: number;
  derived_generation: number | null;
  derivation: string | null;
  read_at: string;
}

async function viewOf({ db, seen }: StoreParts, context: CallContext): Promise<ViewRow | undefined> {
  const { rows } = await sql<ViewRow>`select v.* from ${seen.view(context)} v`.execute(db);
  return rows[0];
}

async function lastReading(parts: StoreParts, context: CallContext, derivation: string): Promise<LastReading | undefined> {
  const { db, seen } = parts;
  const { rows } = await sql<ViewRow & { subscriptions: unknown[]; is_stale: boolean }>`select v.*,
    (select coalesce(jsonb_agg(t.body order by t.position), '[]') from ${seen.told("estate_subscriptions", context)} t) as subscriptions,
    exists (select 1 from ${seen.rows("view_snapshots", context)} s where s.stale > 0) as is_stale
    from ${seen.view(context)} v`.execute(db);
  const [row] = rows;
  return (
    row && {
      readAt: row.read_at,
      subscriptions: row.subscriptions.map((body) => subscriptionBody.parse(body)),
      isDerived: row.derived_generation === row.generation && row.derivation === derivation,
      isStale: row.is_stale,
    }
  );
}

async function recordReading(parts: StoreParts, context: CallContext, reading: Inventory) {
  const { db, scope } = parts;
  const [before, areasBefore, groupsBefore] = await Promise.all([
    viewOf(parts, context),
    readAreas(parts.db, parts.seen, context),
    groupsOf(parts, context),
  ]);
  const facts = {
    areas: reading.areas,
    wholeAreas: wholeOnes(reading.areas),
    readAt: reading.readAt,
    previousReadAt: before?.read_at,
  };
  const parseDisk = (body: unknown): Disk => diskBody.parse(body);
  const parseSnapshot = (body: unknown): Snapshot => snapshotBody.parse(body);
  const disks = await recordFacts(
    { db, scope, kind: "disks", fieldsOf: diskFields, parse: parseDisk },
    { ...facts, bodies: reading.disks },
  );
  const snapshots = await recordFacts(
    { db, scope, kind: "snapshots", fieldsOf: snapshotFields, parse: parseSnapshot },
    { ...facts, bodies: reading.snapshots },
  );
  const areas = areasAfter(areasBefore, reading).filter(({ list }) => list !== "resourceGroups");
  const view = hashOf(areas.map((area) => `${areaKey(area)}${area.isPartial ? "|partial" : ""}`));
  await putView(parts, view, areas);
  await putReading(parts, context, { view, reading, groups: groupsAfter(groupsBefore, reading) });
  if (before && before.view !== view) await dropUnseenViews(parts);
  return { isChanged: disks.isChanged || snapshots.isChanged, goneUniqueIds: snapshots.goneUniqueIds };
}

async function groupsOf({ db, seen }: StoreParts, context: CallContext): Promise<ResourceGroupInfo[]> {
  const { rows } = await sql<{ body: unknown }>`select t.body from ${seen.told("estate_groups", context)} t order by t.position`.execute(
    db,
  );
  return rows.map((row) => groupBody.parse(row.body));
}

/** A list of groups that failed in passing is what it was. */
function groupsAfter(before: ResourceGroupInfo[], { resourceGroups, unread }: Inventory): ResourceGroupInfo[] {
  const failed = new Set(unread.filter(({ list }) => list === "resourceGroups").map(({ subscriptionId }) => subscriptionId));
  return [...resourceGroups, ...before.filter((group) => failed.has(group.subscriptionId.toLowerCase()))];
}

async function putView({ db, scope }: StoreParts, view: string, areas: Area[]): Promise<void> {
  const rows = areas.map(({ list, subscriptionId, group, isPartial = false, item }) => ({
    list,
    subscription_id: subscriptionId,
    group_key: group ?? "",
    is_partial: isPartial,
    item_key: item ?? "",
  }));
  const columns = { list: "text", subscription_id: "text", group_key: "text", is_partial: "boolean", item_key: "text" } as const;
  await sql`with view as (insert into estate_views (scope, view) values (${scope}, ${view}) on conflict do nothing)
    insert into estate_areas (scope, view, ${names(columns)})
    select ${scope}, ${view}, ${names(columns)} from ${relation(rows, columns, "n")}
    on conflict do nothing`.execute(db);
}

interface NewReading {
  view: string;
  reading: Inventory;
  groups: ResourceGroupInfo[];
}

/** What the identity was told is written only where it differs from the last time. */
async function putReading(parts: StoreParts, { principal }: CallContext, { view, reading, groups }: NewReading): Promise<void> {
  const { db, scope } = parts;
  const { identity } = principal;
  const told = hashOf([reading.subscriptions, groups]);
  const { rows } = await sql<{ told_hash: string }>`
    select told_hash from estate_readings where scope = ${scope} and identity = ${identity}`.execute(db);
  if (rows[0]?.told_hash !== told) {
    const subscriptions = reading.subscriptions.map((body, position) => ({
      subscription_id: body.subscriptionId.toLowerCase(),
      position,
      body,
    }));
    await replaceTold(parts, identity, "estate_subscriptions", { subscription_id: "text" }, subscriptions);
    const rowsOfGroups = groups.map((body, position) => ({
      subscription_id: body.subscriptionId.toLowerCase(),
      group_key: body.name.toLowerCase(),
      position,
      body,
    }));
    await replaceTold(parts, identity, "estate_groups", { subscription_id: "text", group_key: "text" }, rowsOfGroups);
    // Names of subscriptions stand in the rows.
    await sql`update estate_views set generation = generation + 1 where scope = ${scope} and view = ${view}`.execute(db);
  }
  await sql`insert into estate_readings as r (scope, identity, view, read_at, told_hash)
    values (${scope}, ${identity}, ${view}, ${reading.readAt}, ${told})
    on conflict (scope, identity) do update set view = excluded.view, read_at = excluded.read_at, told_hash = excluded.told_hash
    where r.read_at <= excluded.read_at`.execute(db);
}

async function replaceTold({ db, scope }: StoreParts, identity: string, table: string, keys: Columns, rows: Row[]): Promise<void> {
  const columns: Columns = { ...keys, position: "integer", body: "jsonb" };
  const keyNames = names(keys);
  const unique = [
    ...new Map(
      rows.map((row) => [
        Object.keys(keys)
          .map((key) => row[key])
          .join("|"),
        row,
      ]),
    ).values(),
  ];
  await sql`with told as (select * from ${relation(unique, columns, "n")}),
    gone as (delete from ${sql.table(table)} where scope = ${scope} and identity = ${identity}
      and (${keyNames}) not in (select ${keyNames} from told))
    insert into ${sql.table(table)} (scope, identity, ${names(columns)}) select ${scope}, ${identity}, ${names(columns)} from told
    on conflict (scope, identity, ${keyNames}) do update set position = excluded.position, body = excluded.body`.execute(db);
}

async function dropUnseenViews({ db, scope }: StoreParts): Promise<void> {
  for (const table of ["view_snapshots", "view_chains", "view_disks", "estate_areas", "estate_views"]) {
    await sql`delete from ${sql.table(table)} where scope = ${scope}
      and view not in (select r.view from estate_readings r where r.scope = ${scope})`.execute(db);
  }
}

async function factsSeen(parts: StoreParts, context: CallContext) {
  const { db, seen } = parts;
  // The generation first: facts that come after it are derived again, never missed.
  const view = await viewOf(parts, context);
  if (!view) return undefined;
  const [snapshots, disks, areas, subscriptions] = await Promise.all([
    sql<{ body: unknown }>`select f.body from ${seen.facts("estate_snapshots", context)} f where f.gone_at is null`.execute(db),
    sql<{ body: unknown }>`select f.body from ${seen.facts("estate_disks", context)} f where f.gone_at is null`.execute(db),
    readAreas(parts.db, parts.seen, context),
    sql<{ body: unknown }>`select t.body from ${seen.told("estate_subscriptions", context)} t`.execute(db),
  ]);
  return {
    view: view.view,
    generation: view.generation,
    snapshots: snapshots.rows.map((row) => snapshotBody.parse(row.body)),
    disks: disks.rows.map((row) => diskBody.parse(row.body)),
    areas,
    subscriptions: subscriptions.rows.map((row) => subscriptionBody.parse(row.body)),
  };
}

async function allFacts({ db, scope }: StoreParts) {
  const present = (table: string) =>
    sql<{ body: unknown }>`select body from ${sql.table(table)} where scope = ${scope} and gone_at is null`.execute(db);
  const [snapshots, disks, gone] = await Promise.all([
    present("estate_snapshots"),
    present("estate_disks"),
    sql<{ unique_id: string }>`select unique_id from estate_snapshots where scope = ${scope} and gone_at is not null`.execute(db),
  ]);
  return {
    snapshots: snapshots.rows.map((row) => snapshotBody.parse(row.body)),
    disks: disks.rows.map((row) => diskBody.parse(row.body)),
    goneUniqueIds: gone.rows.map((row) => row.unique_id),
  };
}

async function staleChains({ db, seen }: StoreParts, context: CallContext): Promise<StaleChain[]> {
  const { rows } = await sql<{ chain_key: string; resource_key: string; stale: number }>`
    select s.chain_key, s.resource_key, s.stale from ${seen.rows("view_snapshots", context)} s where s.stale > 0`.execute(db);
  return [...Map.groupBy(rows, (row) => row.chain_key)].map(([key, marks]) => ({
    key,
    marks: marks.map((row) => ({ resourceKey: row.resource_key, count: row.stale })),
  }));
}

/** One that was measured once more meanwhile keeps its mark. */
async function clearStale({ db, scope }: StoreParts, view: string, { marks }: StaleChain): Promise<void> {
  await sql`update view_snapshots s set stale = 0 from ${relation(marks, { resourceKey: "text", count: "integer" }, "m")}
    where s.scope = ${scope} and s.view = ${view} and s.resource_key = m."resourceKey" and s.stale = m."count"`.execute(db);
}
