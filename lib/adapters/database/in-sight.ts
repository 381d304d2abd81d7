import { sql } from "kysely";
import type { Sight } from "#lib/domain/inventory/sight.ts";

/** isInSight of lib/domain/inventory/sight.ts, as a condition. */
export function inSight({ identity, beginnings }: Sight, subject: "subject_id" | "snapshot_id") {
  return sql<boolean>`(requested_by ->> 'identity' = ${identity} or exists (
    select 1 from jsonb_array_elements_text(${JSON.stringify(beginnings)}::jsonb) as begins where starts_with(lower(${sql.ref(subject)}), begins)))`;
}
