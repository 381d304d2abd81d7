// A reading goes into the facts: what differs is written with its change beside it, what lies in the reading's areas and is
// not in it is gone, and everything else stays as it is. Each statement stands alone and raises the generation of the
// views it may concern, so that after a crash at any place what follows from the facts is derived anew.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "#lib/adapters/database/schema.ts";
import { type Area, isCovered } from "#lib/domain/inventory/area.ts";
import { type Disk, resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import { hashOf } from "./derived-rows.ts";
import { lastChains } from "./last-chains.ts";
import { type Columns, inChunks, relation } from "./write-rows.ts";

interface FactsTable {
  db: Kysely<Schema>;
  scope: string;
  kind: "snapshots" | "disks";
}

export interface FactsWrite<Body extends Disk | Snapshot> extends FactsTable {
  /** What is remembered of it when it changes, by field. */
  fieldsOf: (body: Body) => Record<string, unknown>;
  parse: (body: unknown) => Body;
}

export interface FactsReading<Body> {
  bodies: readonly Body[];
  areas: readonly Area[];
  /** Of these, where what is missing is gone. */
  wholeAreas: readonly Area[];
  readAt: string;
  /** Before this one, by the same identity: then what is gone now was there still. */
  previousReadAt: string | undefined;
}

const factColumns = {
  resource_key: "text",
  unique_id: "text",
  subscription_id: "text",
  group_key: "text",
  body: "jsonb",
  body_hash: "text",
  is_spelled: "boolean",
  change: "jsonb",
} as const satisfies Columns;

interface KnownFact {
  resource_key: string;
  unique_id: string;
  subscription_id: string;
  group_key: string;
  body_hash: string;
  is_spelled: boolean;
}

export function snapshotFields(snapshot: Snapshot): Record<string, unknown> {
  const { diskSizeBytes: size, tags, sku, networkAccessPolicy: policy } = snapshot;
  return { size, tags, sku, policy, state: snapshotState(snapshot) };
}

export function diskFields(disk: Disk): Record<string, unknown> {
  const { diskSizeBytes: size, tags, sku, networkAccessPolicy: policy, diskState: state } = disk;
  return { size, tags, sku, policy, state };
}

/** Gives whether anything was written, and what is gone. */
export async function recordFacts<Body extends Disk | Snapshot>(
  write: FactsWrite<Body>,
  reading: FactsReading<Body>,
): Promise<{ isChanged: boolean; goneUniqueIds: string[] }> {
  const known = await knownFacts(write, reading.areas);
  // Recreated while its list was read, it is the new one.
  const bodies = new Map(reading.bodies.map((body) => [resourceKey(body.id), body]));
  const incoming = new Map([...bodies].map(([key, body]) => [factKey(key, body.uniqueId), toFact(body)]));
  const differing = [...incoming].flatMap(([key, fact]) => (differs(fact, known.get(key)) ? [fact] : []));
  for (const chunk of inChunks(differing)) await writeChanged(write, chunk, known, reading.readAt);
  const missing = [...known].flatMap(([key, fact]) => (isMissing(key, fact) ? [fact] : []));
  const goneUniqueIds: string[] = [];
  for (const chunk of inChunks(missing)) goneUniqueIds.push(...(await writeGone(write, chunk, reading)));
  return { isChanged: differing.length > 0 || goneUniqueIds.length > 0, goneUniqueIds };

  function isMissing(key: string, { subscription_id, group_key }: KnownFact): boolean {
    return !incoming.has(key) && isCovered(reading.wholeAreas, write.kind, { subscriptionId: subscription_id, resourceGroup: group_key });
  }
}

function factKey(key: string, uniqueId: string): string {
  return `${key}|${uniqueId}`;
}

/** Present ones of the subscriptions that were read. */
async function knownFacts({ db, scope, kind }: FactsTable, areas: readonly Area[]): Promise<Map<string, KnownFact>> {
  const subscriptions = [...new Set(areas.filter(({ list }) => list === kind).map(({ subscriptionId }) => subscriptionId))];
  if (subscriptions.length === 0) return new Map();
  const { rows } = await sql<KnownFact>`
    select resource_key, unique_id, subscription_id, group_key, body_hash, is_spelled from ${sql.table(`estate_${kind}`)}
    where scope = ${scope} and gone_at is null and subscription_id in (${sql.join(subscriptions)})`.execute(db);
  return new Map(rows.map((row) => [factKey(row.resource_key, row.unique_id), row]));
}

function toFact<Body extends Disk | Snapshot>(body: Body) {
  return {
    body,
    resource_key: resourceKey(body.id),
    unique_id: body.uniqueId,
    subscription_id: body.subscriptionId.toLowerCase(),
    group_key: body.resourceGroup.toLowerCase(),
    body_hash: factHash(body),
    is_spelled: body.resourceGroup !== body.resourceGroup.toUpperCase(),
  };
}

export function factHash(body: Disk | Snapshot): string {
  return hashOf(withoutCase(body));
}

/** Azure spells ids differently from list to list: that alone is no change. */
function withoutCase<Body extends Disk | Snapshot>(body: Body): unknown {
  const { id, resourceGroup, sourceResourceId, managedBy, ...rest } = body;
  const entries = Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [id, resourceGroup, sourceResourceId, managedBy].map((text) => text?.toLowerCase() ?? null).concat(JSON.stringify(entries));
}

/** A group's name in capitals is a list's shouting: once it is known as people write it, it stays so. */
function differs(fact: ReturnType<typeof toFact>, known: KnownFact | undefined): boolean {
  return fact.body_hash !== known?.body_hash || (fact.is_spelled && !known.is_spelled);
}

async function writeChanged<Body extends Disk | Snapshot>(
  write: FactsWrite<Body>,
  facts: ReturnType<typeof toFact<Body>>[],
  known: ReadonlyMap<string, KnownFact>,
  readAt: string,
): Promise<void> {
  const { db, scope, kind } = write;
  const table = sql.table(`estate_${kind}`);
  const before = await bodiesOf(
    write,
    facts.filter((fact) => known.has(factKey(fact.resource_key, fact.unique_id))),
  );
  const rows = facts.map((fact) => {
    const old = before.get(factKey(fact.resource_key, fact.unique_id));
    return { ...fact, change: old ? changedFields(write.fieldsOf(old), write.fieldsOf(fact.body)) : { present: [false, true] } };
  });
  await sql`with incoming as (select * from ${relation(rows, factColumns, "n")}),
    written as (
      insert into ${table} as f (scope, resource_key, unique_id, subscription_id, group_key, body, body_hash, is_spelled,
          first_seen_at, changed_at, last_seen_at)
        select ${scope}, resource_key, unique_id, subscription_id, group_key, body, body_hash, is_spelled, ${readAt}, ${readAt}, ${readAt}
        from incoming
      on conflict (scope, resource_key, unique_id) do update set body = excluded.body, body_hash = excluded.body_hash,
        is_spelled = excluded.is_spelled, subscription_id = excluded.subscription_id, group_key = excluded.group_key,
        changed_at = excluded.changed_at, last_seen_at = excluded.last_seen_at, gone_at = null
        where f.changed_at <= excluded.changed_at and (f.gone_at is null or f.gone_at <= excluded.changed_at)
      returning resource_key, unique_id),
    ${raiseGenerations(scope)}
    insert into estate_changes (scope, at, kind, resource_key, unique_id, change)
      select ${scope}, ${readAt}, ${kind}, i.resource_key, i.unique_id, i.change
      from incoming i join written w on w.resource_key = i.resource_key and w.unique_id = i.unique_id where i.change is not null`.execute(
    db,
  );
}

async function bodiesOf<Body extends Disk | Snapshot>(
  { db, scope, kind, parse }: FactsWrite<Body>,
  facts: { resource_key: string; unique_id: string }[],
): Promise<Map<string, Body>> {
  if (facts.length === 0) return new Map();
  const keys = facts.map(({ resource_key, unique_id }) => ({ resource_key, unique_id }));
  const { rows } = await sql<{ resource_key: string; unique_id: string; body: unknown }>`
    select f.resource_key, f.unique_id, f.body from ${sql.table(`estate_${kind}`)} f
    join ${relation(keys, { resource_key: "text", unique_id: "text" }, "k")} on k.resource_key = f.resource_key and k.unique_id = f.unique_id
    where f.scope = ${scope}`.execute(db);
  return new Map(rows.map((row) => [factKey(row.resource_key, row.unique_id), parse(row.body)]));
}

/** null where nothing changed that is remembered. */
function changedFields(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, [unknown, unknown]> | null {
  const changed = Object.keys(after).flatMap((field): [string, [unknown, unknown]][] =>
    textOf(before[field]) === textOf(after[field]) ? [] : [[field, [before[field], after[field]]]],
  );
  return changed.length > 0 ? Object.fromEntries(changed) : null;
}

/** The same for tags in another order. */
function textOf(value: unknown): string {
  const isObject = typeof value === "object" && value !== null;
  return JSON.stringify(isObject ? Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)) : value);
}

async function writeGone(write: FactsTable, facts: KnownFact[], reading: FactsReading<unknown>): Promise<string[]> {
  const { db, scope, kind } = write;
  const keys = facts.map(({ resource_key, unique_id }) => ({ resource_key, unique_id }));
  const isOfChain = kind === "snapshots";
  const { rows } = await sql<{ unique_id: string }>`with going as (
      select * from ${relation(keys, { resource_key: "text", unique_id: "text" }, "k")}),
    gone as (
      update ${sql.table(`estate_${kind}`)} f set gone_at = ${reading.readAt},
        last_seen_at = greatest(f.last_seen_at, ${reading.previousReadAt ?? ""})
        ${isOfChain ? sql`, chain_key = c.chain_key, stored_bytes = c.stored_bytes` : sql``}
      from going k ${isOfChain ? sql`left join ${lastChains(scope)} c on c.resource_key = k.resource_key and c.unique_id = k.unique_id` : sql``}
      where f.scope = ${scope} and f.resource_key = k.resource_key and f.unique_id = k.unique_id
        and f.gone_at is null and f.changed_at <= ${reading.readAt}
      returning f.resource_key, f.unique_id),
    ${raiseGenerations(scope)},
    told as (
      insert into estate_changes (scope, at, kind, resource_key, unique_id, change)
      select ${scope}, ${reading.readAt}, ${kind}, resource_key, unique_id, '{"present": [true, false]}' from gone)
    select unique_id from gone`.execute(db);
  return rows.map((row) => row.unique_id);
}

function raiseGenerations(scope: string): RawBuilder<unknown> {
  return sql`raised as (update estate_views set generation = generation + 1 where scope = ${scope})`;
}
