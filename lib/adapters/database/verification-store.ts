import { type Kysely, type Selectable, sql } from "kysely";
import { verification } from "#lib/contract/verifications.ts";
import { looksAtAllOf, type Verification } from "#lib/domain/verification/verification.ts";
import type { VerificationStore } from "#lib/services/ports/verifications.ts";
import type { Schema, VerificationTable } from "./schema.ts";
import { isWhole, type OnDamagedRow, sealOf } from "./seal.ts";

type Place = Pick<Selectable<VerificationTable>, "copy_unique_id" | "level" | "at">;
type FoundRow = Pick<Selectable<VerificationTable>, "operation_id" | "body"> & { is_whole: boolean };

export function createVerificationStore(db: Kysely<Schema>, onDamaged: OnDamagedRow = () => undefined): VerificationStore {
  const read = (rows: readonly FoundRow[]): Verification[] =>
    rows.flatMap(({ operation_id, body, is_whole }) => {
      const found = is_whole ? verification.safeParse(body).data : undefined;
      if (!found) onDamaged("verifications", operation_id);
      return found ?? [];
    });
  return {
    async put(given) {
      await sql`with given as (
          select ${given.operationId}::text as operation_id, ${given.copy.uniqueId}::text as copy_unique_id,
            ${given.source.uniqueId}::text as source_unique_id, ${given.level}::text as level, ${given.verdict}::text as verdict,
            ${given.at}::text as at, ${JSON.stringify(given)}::jsonb as body)
        insert into verifications (operation_id, copy_unique_id, source_unique_id, level, verdict, at, body, seal)
        select operation_id, copy_unique_id, source_unique_id, level, verdict, at, body, ${sealOf("verifications", "given")} from given
        on conflict (operation_id) do update set copy_unique_id = excluded.copy_unique_id, source_unique_id = excluded.source_unique_id,
          level = excluded.level, verdict = excluded.verdict, at = excluded.at, body = excluded.body, seal = excluded.seal`.execute(db);
    },
    async newest(copyUniqueIds) {
      if (copyUniqueIds.length === 0) return [];
      const { rows } = await sql<FoundRow & Place>`
        select distinct on (v.copy_unique_id, v.level, v.verdict) v.operation_id, v.body, v.copy_unique_id, v.level, v.at,
          ${isWhole("verifications", "v")} as is_whole
        from verifications v where v.copy_unique_id in (select jsonb_array_elements_text(${JSON.stringify(copyUniqueIds)}::jsonb))
        order by v.copy_unique_id, v.level, v.verdict, v.at desc, v.operation_id`.execute(db);
      const whole = read(rows);
      const wholeIds = new Set(whole.map(({ operationId }) => operationId));
      const damaged = rows.filter(({ operation_id }) => !wholeIds.has(operation_id));
      return whole.filter((one) => !damaged.some((bad) => mayOutweigh(bad, one)));
    },
    async find(operationId) {
      const { rows } = await sql<FoundRow>`select v.operation_id, v.body, ${isWhole("verifications", "v")} as is_whole
        from verifications v where v.operation_id = ${operationId}`.execute(db);
      return read(rows)[0];
    },
  };
}

/** What is damaged may have found a difference: no "equal" of its level stands beside it that would not have refuted one. */
function mayOutweigh(damaged: Place, { copy, level, verdict, at }: Verification): boolean {
  if (verdict === "different" || damaged.copy_unique_id !== copy.uniqueId || damaged.level !== level) return false;
  return !(looksAtAllOf(level, level) && at > damaged.at);
}
