import { type RawBuilder, sql } from "kysely";

/**
 * The chain of each snapshot of "going" (resource_key, unique_id) and what it stored last: its chain's page goes on showing
 * both. As the view told that sees the most of the chain: siblings and sources tell of which chain something is, and against
 * what it counts. What is gone already counts for nothing there, and of views that see as much the one derived last tells.
 */
export function lastChains(scope: string): RawBuilder<unknown> {
  return sql`(with told as (
      select v.view, v.chain_key, v.resource_key, v.unique_id, v.stored_bytes from going g
      join view_snapshots v on v.resource_key = g.resource_key and v.unique_id = g.unique_id where v.scope = ${scope}),
    sizes as (
      select m.view, m.chain_key, count(*) as members from (select distinct view, chain_key from told) t
      join view_snapshots m on m.view = t.view and m.chain_key = t.chain_key and m.scope = ${scope}
      join estate_snapshots p on p.scope = m.scope and p.resource_key = m.resource_key and p.unique_id = m.unique_id
      where p.gone_at is null group by m.view, m.chain_key)
    select distinct on (t.resource_key, t.unique_id) t.resource_key, t.unique_id, t.chain_key, t.stored_bytes
    from told t join sizes s on s.view = t.view and s.chain_key = t.chain_key
    join estate_views w on w.scope = ${scope} and w.view = t.view
    order by t.resource_key, t.unique_id, s.members desc, w.generation - w.derived_generation nulls last, t.view)`;
}
