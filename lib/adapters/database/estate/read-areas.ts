import { type Kysely, sql } from "kysely";
import type { Schema } from "#lib/adapters/database/schema.ts";
import type { Area } from "#lib/domain/inventory/area.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Seen } from "./seen.ts";

/** Those of the asker's view. */
export async function readAreas(db: Kysely<Schema>, seen: Seen, context: CallContext): Promise<Area[]> {
  const { rows } = await sql<{ list: Area["list"]; subscription_id: string; group_key: string; is_partial: boolean; item_key: string }>`
    select a.list, a.subscription_id, a.group_key, a.is_partial, a.item_key from ${seen.areas(context)} a`.execute(db);
  return rows.map(({ list, subscription_id: subscriptionId, group_key: group, is_partial: isPartial, item_key: item }) => ({
    list,
    subscriptionId,
    ...(group ? { group } : {}),
    ...(isPartial ? { isPartial } : {}),
    ...(item ? { item } : {}),
  }));
}
