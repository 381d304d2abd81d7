// Tables as Kysely sees them; those of the estate are asked in SQL of its own (estate/). Bytes are double precision (exact to 2^53) because int8 arrives as text from one driver
// and as a number from the other. Times that only we compare are ISO text; leases use the database's own clock.
import type { ColumnType, Generated } from "kysely";

type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** Whatever was written, perhaps by another version: parsed when it is read. */
type Json = ColumnType<unknown, string | null, string | null>;

export interface OperationTable {
  id: string;
  kind: string;
  state: string;
  title: string;
  payload: Json;
  subject_id: string | null;
  result_id: string | null;
  error: Json;
  percent: number | null;
  progress_text: string;
  done_bytes: number | null;
  total_bytes: number | null;
  attempts: number;
  failures: Generated<number>;
  request_id: string;
  requested_by: Json;
  cli: string | null;
  idempotency_key: string | null;
  request_hash: string;
  cancel_requested: boolean;
  /** Who cancelled it or tried it again. */
  asked_by: Json;
  asked_request_id: string | null;
  lease_owner: string | null;
  lease_token: number;
  lease_until: Timestamp | null;
  seal: string | null;
  run_after: Timestamp;
  /** So long it waits before it begins. */
  delay_ms: Generated<number>;
  rows: Json;
  created_at: Timestamp;
  started_at: Timestamp | null;
  updated_at: Timestamp;
  finished_at: Timestamp | null;
}

export interface OperationTargetTable {
  operation_id: string;
  /** What it makes or takes away, as resourceKey. */
  target_key: string;
  /** While the operation is under way (a trigger on its state); of those held no two are the same. */
  is_held: boolean;
}

export interface OperationStepTable {
  operation_id: string;
  position: number;
  name: string;
  title: string;
  state: string;
  attempts: number;
  started_at: Timestamp | null;
  finished_at: Timestamp | null;
  detail: string | null;
  checkpoint: Json;
  seal: string | null;
}

/** An operation that waits for its turn, or has it (operation-turns.ts). */
export interface OperationTurnTable {
  operation_id: string;
  line: string;
  slot: string;
  max_in_slot: number;
  /** ISO 8601, of one form. */
  order_at: string | null;
  is_begun: boolean;
  reason: string | null;
  wait_text: string | null;
}

export interface AccessLedgerTable {
  id: string;
  snapshot_id: string;
  owner: string | null;
  operation_id: string | null;
  request_id: string;
  requested_by: Json;
  granted_at: string;
  expires_at: string;
  revoked_at: string | null;
  result: string;
  detail: string | null;
}

/** Processes that hold accesses, and until when each is known to live. */
export interface AccessOwnerTable {
  id: string;
  place: string;
  alive_until: Timestamp;
}

/** One row: every change must see all uses. */
export interface AccessUsesTable {
  version: number;
  uses: ColumnType<unknown, never, string>;
}

export interface MeasurementTable {
  snapshot_unique_id: string;
  /** "" where everything allocated was read: part of the primary key, so never null. */
  base_unique_id: string;
  snapshot_id: string;
  bytes: number;
  cleared_bytes: number;
  written_ranges: number;
  cleared_ranges: number;
  artifact_key: string;
  measured_at: string;
  artifact: Json;
  /** Its artifact was deleted: what it was of is gone. */
  is_collected: Generated<boolean>;
  /** As the others: seal.ts. */
  seal: Generated<string | null>;
  artifact_seal: Generated<string | null>;
}

export interface OverlapTable {
  snapshot_unique_id: string;
  /** "" where all its data is its own. */
  base_unique_id: string;
  next_unique_id: string;
  bytes: number;
  seal: string;
}

/** Never deleted; all that changes is that one is lifted, once (a trigger). */
export interface HoldTable {
  id: string;
  snapshot_id: string;
  snapshot_key: string;
  unique_id: string;
  unique_key: string;
  reason: string;
  owner: string;
  until: Timestamp | null;
  /** Stamped by the database. */
  set_at: ColumnType<Date, Date | undefined, never>;
  set_by: Json;
  lifted_at: Timestamp | null;
  lifted_by: Json;
  replaces: string | null;
}

export interface VerificationTable {
  operation_id: string;
  copy_unique_id: string;
  source_unique_id: string;
  level: string;
  verdict: string;
  at: string;
  /** The whole of it. */
  body: Json;
  seal: string;
}

export interface RehearsalTable {
  operation_id: string;
  snapshot_unique_id: string;
  at: string;
  body: Json;
  seal: string;
}

export interface Schema {
  operations: OperationTable;
  operation_steps: OperationStepTable;
  operation_targets: OperationTargetTable;
  operation_turns: OperationTurnTable;
  access_ledger: AccessLedgerTable;
  access_owners: AccessOwnerTable;
  access_uses: AccessUsesTable;
  measurements: MeasurementTable;
  diff_overlaps: OverlapTable;
  holds: HoldTable;
  verifications: VerificationTable;
  rehearsals: RehearsalTable;
}
