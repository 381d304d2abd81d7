// Rows that are kept for years and believed have a seal: a hash over key and content, made with the row and looked at
// whenever it is read. Both is done by the database, over the text it has for a row: so a row that came there in any
// other way than by us, or is not what it was, counts as not there. One without a seal was written by a version before.
import { type RawBuilder, sql } from "kysely";

/** The table's own column first, so that the hash of one row is none of another's. */
export const SEALED = {
  measurements: [
    "snapshot_unique_id",
    "base_unique_id",
    "snapshot_id",
    "bytes",
    "cleared_bytes",
    "written_ranges",
    "cleared_ranges",
    "artifact_key",
    "measured_at",
  ],
  /** What is known of the artifact is asked for one by one, and is large. */
  measured_artifacts: ["snapshot_unique_id", "base_unique_id", "artifact"],
  operations: ["id", "kind", "title", "payload", "subject_id", "request_id", "requested_by", "cli", "idempotency_key", "request_hash"],
  diff_overlaps: ["snapshot_unique_id", "base_unique_id", "next_unique_id", "bytes"],
  operation_steps: ["operation_id", "name", "state", "checkpoint"],
  rehearsals: ["operation_id", "snapshot_unique_id", "at", "body"],
  verifications: ["operation_id", "copy_unique_id", "source_unique_id", "level", "verdict", "at", "body"],
} as const satisfies Record<string, readonly string[]>;

export function sealOf(kind: keyof typeof SEALED, row: string): RawBuilder<string> {
  return hashOf(SEALED[kind].map((column) => sql.ref(`${row}.${column}`)));
}

/** Of a step that is only about to be so. */
export function sealOfStep(step: Record<(typeof SEALED.operation_steps)[number], RawBuilder<unknown>>): RawBuilder<string> {
  return hashOf(SEALED.operation_steps.map((column) => step[column]));
}

function hashOf(values: readonly RawBuilder<unknown>[]): RawBuilder<string> {
  return sql<string>`encode(sha256(convert_to(row(${sql.join(values)})::text, 'UTF8')), 'hex')`;
}

export function isWhole(kind: keyof typeof SEALED, row: string): RawBuilder<boolean> {
  const seal = sql.ref(`${row}.${kind === "measured_artifacts" ? "artifact_seal" : "seal"}`);
  return sql<boolean>`(${seal} is null or ${seal} = ${sealOf(kind, row)})`;
}

/** What was stored there is damaged: it counts as not there. */
export type OnDamagedRow = (kind: keyof typeof SEALED, key: string) => void;
