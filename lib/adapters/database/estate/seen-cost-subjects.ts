// What a period's costs are made of: the snapshots that were there in it, gone ones too, each with what it stored when.
import { type Kysely, sql } from "kysely";
import type { Schema } from "#lib/adapters/database/schema.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { compareTimes, epochMs } from "#lib/domain/iso-time.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { CostFilter, CostSubject, HeldSpan, Period } from "#lib/services/ports/estate.ts";
import { inScope, isAmong, isEqual } from "./conditions.ts";
import { snapshotBody } from "./fact-bodies.ts";
import { allOf } from "./list-page.ts";
import type { Seen } from "./seen.ts";
import { relation } from "./write-rows.ts";

interface Parts {
  db: Kysely<Schema>;
  seen: Seen;
}

export async function readCostSubjects(parts: Parts, context: CallContext, filter: CostFilter, period: Period): Promise<CostSubject[]> {
  // In this order, and each once: a reading that comes in between is in the facts before it is in the view.
  const present = await readPresent(parts, context, filter);
  const isPresent = new Set(present.map(({ uniqueId }) => uniqueId));
  const gone = (await readGone(parts, context, filter, period)).filter(({ uniqueId }) => !isPresent.has(uniqueId));
  const only = filter.chain === undefined ? undefined : [...present, ...gone].map(({ uniqueId }) => uniqueId);
  const spans = await readSpans(parts, context, filter, period, only);
  const untold = await readUntold(
    parts,
    context,
    present.filter(({ uniqueId }) => !spans.has(uniqueId)),
    period,
  );
  return [...present, ...gone].flatMap((subject): CostSubject[] => {
    const held = spans.get(subject.uniqueId) ?? untold.get(subject.uniqueId);
    return held ? [{ ...subject, spans: held }] : [];
  });
}

type Told = Omit<CostSubject, "spans">;

async function readPresent({ db, seen }: Parts, context: CallContext, { chain, ...scope }: CostFilter): Promise<Told[]> {
  const where = [...inScope(scope), ...isEqual("chain_key", chain)];
  const { rows } = await sql<Told>`select t.row ->> 'id' as id, t.row ->> 'name' as name, t.unique_id as "uniqueId",
    t.row ->> 'subscriptionId' as "subscriptionId", t.row ->> 'region' as region, t.sku, t.row ->> 'createdAt' as "createdAt",
    t.stored_bytes as "storedBytes",
    t.chain_key as "chainKey", true as "isChainThere", c.kind as "chainKind", c.row ->> 'sourceDiskName' as "sourceDiskName", c.source_state as "sourceState"
    from ${seen.rows("view_snapshots", context)} t join ${seen.rows("view_chains", context)} c on c.resource_key = t.chain_key
    ${allOf(where)} order by t.resource_key`.execute(db);
  return rows;
}

interface GoneRow {
  body: unknown;
  gone_at: string;
  chain_key: string | null;
  stored_bytes: number | null;
  source_disk_name: string | null;
  source_state: CostSubject["sourceState"] | null;
}

/** Of a chain that is gone as a whole nothing is known of its disk but the name. */
async function readGone({ db, seen }: Parts, context: CallContext, filter: CostFilter, period: Period): Promise<Told[]> {
  const { chain, subscription, region } = filter;
  const where = [
    sql`t.gone_at > ${period.from}`,
    ...isAmong("subscription_id", subscription),
    ...isAmong("region", region),
    ...isEqual("chain_key", chain),
  ];
  const { rows } = await sql<GoneRow>`select t.body, t.gone_at, t.chain_key, t.stored_bytes,
    c.row ->> 'sourceDiskName' as source_disk_name, c.source_state
    from (select f.*, f.body ->> 'location' as region from ${seen.gone(context)} f) t
    left join ${seen.rows("view_chains", context)} c on c.resource_key = t.chain_key
    ${allOf(where)} order by t.resource_key, t.gone_at`.execute(db);
  return rows.map((row): Told => {
    const { id, name, uniqueId, subscriptionId, location, sku, timeCreated, incremental, sourceResourceId } = snapshotBody.parse(row.body);
    return {
      id,
      name,
      uniqueId,
      subscriptionId,
      region: location,
      sku,
      createdAt: timeCreated,
      goneAt: row.gone_at,
      storedBytes: row.stored_bytes,
      chainKey: row.chain_key ?? `gone:${uniqueId}`,
      isChainThere: row.source_state !== null,
      chainKind: incremental ? "incremental" : "full",
      sourceDiskName: row.source_disk_name ?? (sourceResourceId ? resourceName(sourceResourceId) : "Unknown disk"),
      sourceState: row.source_state ?? "unknown",
    };
  });
}

interface SpanRow {
  snapshot_unique_id: string;
  since: Date;
  until: Date | null;
  seen_since: Date;
  seen_until: Date | null;
  bytes: number | null;
}

async function readSpans(
  { db, seen }: Parts,
  context: CallContext,
  { subscription, region }: CostFilter,
  { from, to }: Period,
  uniqueIds: string[] | undefined,
): Promise<Map<string, HeldSpan[]>> {
  if (uniqueIds?.length === 0) return new Map();
  const where = [
    sql`t.since < ${to}::timestamptz`,
    sql`(t.until is null or t.until > greatest(t.since, ${from}::timestamptz))`,
    ...isAmong("subscription_key", subscription),
    ...isAmong("location", region),
    ...(uniqueIds ? [sql`t.snapshot_unique_id in (${sql.join(uniqueIds)})`] : []),
  ];
  const { rows } = await sql<SpanRow>`select t.snapshot_unique_id, t.since, t.until, t.seen_since, t.seen_until, t.bytes
    from (select s.*, lower(s.subscription_id) as subscription_key from ${seen.spans(context)} s) t ${allOf(where)}`.execute(db);
  const byId = Map.groupBy(rows, (row) => row.snapshot_unique_id);
  return new Map([...byId].map(([id, held]) => [id, held.map(toSpan).toSorted((a, b) => compareTimes(a.since, b.since))]));
}

function toSpan({ since, until, seen_since, seen_until, bytes }: SpanRow): HeldSpan {
  return {
    since: since.toISOString(),
    ...(until ? { until: until.toISOString() } : {}),
    seenSince: seen_since.toISOString(),
    ...(seen_until ? { seenUntil: seen_until.toISOString() } : {}),
    bytes,
  };
}

/** Read before spans were kept, and no reading has come since: they are taken to have stored always what they store now. */
async function readUntold(
  { db, seen }: Parts,
  context: CallContext,
  without: Told[],
  { from, to }: Period,
): Promise<Map<string, HeldSpan[]>> {
  const there = without.filter(({ createdAt }) => !createdAt || epochMs(createdAt) < epochMs(to));
  if (there.length === 0) return new Map();
  const ids = relation(
    there.map(({ uniqueId }) => ({ id: uniqueId })),
    { id: "text" },
    "u",
  );
  const { rows } = await sql<{ id: string }>`select u.id from ${ids}
    where exists (select 1 from ${seen.spans(context)} s where s.snapshot_unique_id = u.id)`.execute(db);
  const told = new Set(rows.map(({ id }) => id));
  const untold = there.filter(({ uniqueId }) => !told.has(uniqueId));
  return new Map(
    untold.map(({ uniqueId, createdAt, storedBytes }) => [
      uniqueId,
      // Since when it is there is not known: hours of it are, and how many is not.
      [{ since: createdAt ?? from, seenSince: to, bytes: createdAt ? storedBytes : null }],
    ]),
  );
}
