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
  const facts: Seen["facts"] = (table, context) => sql`(select f.* from ${sql.table(table)} f where f.scope = ${scope} and exists (
      select 1 from estate_areas a where a.scope = ${scope} and a.view = ${viewOf(context)} and a.list = ${table.slice("estate_".length)}
        and a.subscription_id = f.subscription_id and (a.group_key = '' or a.group_key = f.group_key)))`;
  return {
    rows: (table, context) => sql`(select * from ${sql.table(table)} t where t.scope = ${scope} and t.view = ${viewOf(context)})`,
    facts,
    gone: (context) => sql`(select g.* from ${facts("estate_snapshots", context)} g where g.gone_at is not null and not exists (
      select 1 from estate_snapshots p where p.scope = ${scope} and p.unique_id = g.unique_id and p.gone_at is null))`,
    spans: (context) => sql`(select s.* from stored_spans s where s.scope = ${scope} and exists (
      select 1 from estate_areas a where a.scope = ${scope} and a.view = ${viewOf(context)} and a.list = 'snapshots'
        and a.subscription_id = lower(s.subscription_id) and (a.group_key = '' or a.group_key = lower(s.resource_group))))`,
    told: (table, context) =>
      sql`(select * from ${sql.table(table)} t where t.scope = ${scope} and t.identity = ${context.principal.identity})`,
    areas: (context) => sql`(select * from estate_areas a where a.scope = ${scope} and a.view = ${viewOf(context)})`,
    view: (context) => sql`(select v.*, r.read_at from estate_readings r join estate_views v on v.scope = r.scope and v.view = r.view
      where r.scope = ${scope} and r.identity = ${context.principal.identity})`,
  };
}
