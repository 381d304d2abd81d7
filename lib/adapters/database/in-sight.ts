import { sql } from "kysely";
import type { Sight } from "#lib/domain/inventory/sight.ts";

/** isInSight of lib/domain/inventory/sight.ts, as a condition. */
export function inSight({ identity, beginnings }: Sight, subject: "subject_id" | "snapshot_id") {
  const begins = sql`select 1 from jsonb_array_elements_text(${JSON.stringify(beginnings)}::jsonb) as begins`;
  // Of an operation that is about several things, all of them.
  const byTargets =
    subject === "subject_id"
      ? sql<boolean>`subject_id is null and exists (select 1 from operation_targets t where t.operation_id = operations.id)
          and not exists (select 1 from operation_targets t where t.operation_id = operations.id
            and not exists (${begins} where starts_with(t.target_key, begins)))`
      : sql<boolean>`false`;
  // A copy into another subscription names what lies there.
  const isSeenElsewhere =
    subject === "subject_id"
      ? sql<boolean>`not exists (select 1 from operation_targets t where t.operation_id = operations.id
          and not starts_with(t.target_key, '/subscriptions/' || split_part(lower(subject_id), '/', 3) || '/')
          and not exists (${begins} where starts_with(t.target_key, begins)))`
      : sql<boolean>`true`;
  return sql<boolean>`(requested_by ->> 'identity' = ${identity} or (exists (${begins} where starts_with(lower(${sql.ref(subject)}), begins)) and ${isSeenElsewhere})
    or (${byTargets}))`;
}
