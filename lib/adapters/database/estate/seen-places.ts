import { type Kysely, sql } from "kysely";
import type { Schema } from "#lib/adapters/database/schema.ts";
import type { EstatePlaces } from "#lib/services/ports/estate.ts";
import { groupBody, subscriptionBody } from "./fact-bodies.ts";
import { readAreas } from "./read-areas.ts";
import type { Seen } from "./seen.ts";

export function createSeenPlaces(db: Kysely<Schema>, seen: Seen): EstatePlaces {
  return {
    async subscriptions(context) {
      const { rows } = await sql<{ body: unknown; disks: number; snapshots: number }>`select t.body,
        (select count(*)::integer from ${seen.rows("view_disks", context)} d where d.subscription_id = t.subscription_id) as disks,
        (select count(*)::integer from ${seen.rows("view_snapshots", context)} s where s.subscription_id = t.subscription_id) as snapshots
        from ${seen.told("estate_subscriptions", context)} t order by t.position`.execute(db);
      return rows.map(({ body, disks, snapshots }) => ({ ...subscriptionBody.parse(body), disks, snapshots }));
    },
    async groups(context) {
      const { rows } = await sql<{ body: unknown }>`
        select t.body from ${seen.told("estate_groups", context)} t order by t.position`.execute(db);
      return rows.map(({ body }) => groupBody.parse(body));
    },
    async regionsInUse(context) {
      const { rows } = await sql<{ region: string }>`select distinct r.region from (
        select t.body ->> 'region' as region from ${seen.told("estate_groups", context)} t
        union all select d.region from ${seen.rows("view_disks", context)} d
        union all select s.region from ${seen.rows("view_snapshots", context)} s) r order by r.region`.execute(db);
      return rows.map(({ region }) => region);
    },
    async regionsOfSnapshots(context) {
      const { rows } = await sql<{ region: string }>`
        select distinct s.region from ${seen.rows("view_snapshots", context)} s order by s.region`.execute(db);
      return rows.map(({ region }) => region);
    },
    areas: (context) => readAreas(db, seen, context),
  };
}
