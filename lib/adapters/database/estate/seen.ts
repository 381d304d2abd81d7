// What a principal may see is this one filter. Every query over the estate starts from one of these, and only this file
// names the tables for reading: an identity that never read sees nothing.
import { type RawBuilder, sql } from "kysely";
import type { CallContext } from "#lib/services/ports/call-context.ts";

export type ViewTable = "view_snapshots" | "view_chains" | "view_disks";
export type FactTable = "estate_snapshots" | "estate_disks";
export type ToldTable = "estate_subscriptions" | "estate_groups";

export interface Seen {
  /** Derived rows of the principal's view. */
  rows(table: ViewTable, context: CallContext): RawBuilder<unknown>;
  /** Facts inside its areas, gone ones too. */
  facts(table: FactTable, context: CallContext): RawBuilder<unknown>;
  /** Snapshots inside its areas that are gone: those that are present elsewhere have moved. */
  gone(context: CallContext): RawBuilder<unknown>;
  /** What its snapshots stored, and when: those that are gone too. */
  spans(context: CallContext): RawBuilder<unknown>;
  /** What Azure told it. */
  told(table: ToldTable, context: CallContext): RawBuilder<unknown>;
  areas(context: CallContext): RawBuilder<unknown>;
  /** Its view with where the derivation stands. */
  view(context: CallContext): RawBuilder<unknown>;
}

export function createSeen(scope: string): Seen {
  const viewOf = ({ principal }: CallContext) =>
    sql`(select r.view from estate_readings r where r.scope = ${scope} and r.identity = ${principal.identity})`;
  const covers = (list: string, context: CallContext, key: { subscription: RawBuilder<unknown>; group: RawBuilder<unknown> }) =>
    sql`exists (select 1 from estate_areas a where a.scope = ${scope} and a.view = ${viewOf(context)} and a.list = ${list}
      and a.item_key = '' and a.subscription_id = ${key.subscription} and (a.group_key = '' or a.group_key = ${key.group}))`;
  // Apart from the places, so that the database can look them up: they may be many.
  const items = (list: string, context: CallContext) => sql`(select a.item_key from estate_areas a
      where a.scope = ${scope} and a.view = ${viewOf(context)} and a.list = ${list} and a.item_key <> '')`;
  const facts: Seen["facts"] = (table, context) => {
    const list = table.slice("estate_".length);
    const isCovered = covers(list, context, { subscription: sql`f.subscription_id`, group: sql`f.group_key` });
    return sql`(select f.* from ${sql.table(table)} f where f.scope = ${scope}
      and (${isCovered} or f.resource_key in ${items(list, context)}))`;
  };
  return {
    rows: (table, context) => sql`(select * from ${sql.table(table)} t where t.scope = ${scope} and t.view = ${viewOf(context)})`,
    facts,
    gone: (context) => sql`(select g.* from ${facts("estate_snapshots", context)} g where g.gone_at is not null and not exists (
      select 1 from estate_snapshots p where p.scope = ${scope} and p.unique_id = g.unique_id and p.gone_at is null))`,
    spans: (context) => {
      const isCovered = covers("snapshots", context, { subscription: sql`lower(s.subscription_id)`, group: sql`lower(s.resource_group)` });
      return sql`(select s.* from stored_spans s where s.scope = ${scope} and (${isCovered} or s.snapshot_unique_id in (
        select i.unique_id from estate_snapshots i where i.scope = ${scope} and i.resource_key in ${items("snapshots", context)})))`;
    },
    told: (table, context) =>
      sql`(select * from ${sql.table(table)} t where t.scope = ${scope} and t.identity = ${context.principal.identity})`,
    areas: (context) => sql`(select * from estate_areas a where a.scope = ${scope} and a.view = ${viewOf(context)})`,
    view: (context) => sql`(select v.*, r.read_at from estate_readings r join estate_views v on v.scope = r.scope and v.view = r.view
      where r.scope = ${scope} and r.identity = ${context.principal.identity})`,
  };
}
