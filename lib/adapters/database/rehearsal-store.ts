import { type Kysely, sql } from "kysely";
import { rehearsal } from "#lib/contract/verifications.ts";
import type { RehearsalStore } from "#lib/services/ports/rehearsals.ts";
import type { Schema } from "./schema.ts";
import { isWhole, type OnDamagedRow, sealOf } from "./seal.ts";

export function createRehearsalStore(db: Kysely<Schema>, onDamaged: OnDamagedRow = () => undefined): RehearsalStore {
  return {
    async put(given) {
      await sql`with given as (
          select ${given.operationId}::text as operation_id, ${given.snapshot.uniqueId}::text as snapshot_unique_id, ${given.at}::text as at,
            ${JSON.stringify(given)}::jsonb as body)
        insert into rehearsals (operation_id, snapshot_unique_id, at, body, seal)
        select operation_id, snapshot_unique_id, at, body, ${sealOf("rehearsals", "given")} from given
        on conflict (operation_id) do update set snapshot_unique_id = excluded.snapshot_unique_id, at = excluded.at, body = excluded.body,
          seal = excluded.seal`.execute(db);
    },
    async newest(snapshotUniqueIds) {
      if (snapshotUniqueIds.length === 0) return [];
      const { rows } = await sql<{ operation_id: string; body: unknown; is_whole: boolean }>`
        select distinct on (r.snapshot_unique_id) r.operation_id, r.body, ${isWhole("rehearsals", "r")} as is_whole
        from rehearsals r where r.snapshot_unique_id in (select jsonb_array_elements_text(${JSON.stringify(snapshotUniqueIds)}::jsonb))
        order by r.snapshot_unique_id, r.at desc, r.operation_id`.execute(db);
      return rows.flatMap(({ operation_id, body, is_whole }) => {
        const found = is_whole ? rehearsal.safeParse(body).data : undefined;
        if (!found) onDamaged("rehearsals", operation_id);
        return found ?? [];
      });
    },
  };
}
