// The records behind durable operations, and the moves on them. Every move is one conditional write: it names the
// event, and with it the states that take it, and the lease it expects, and says whether it took place, so that two
// workers cannot both win. What the event makes of a state, the domain's state machine says.
import type { Sight } from "#lib/domain/inventory/sight.ts";
import type { OperationItem } from "#lib/domain/operations/operation-item.ts";
import type { OperationState } from "#lib/domain/operations/operation-state.ts";
import type { StepState } from "#lib/domain/operations/operation-steps.ts";
import type { Principal } from "#lib/domain/principal.ts";
import type { OperationTurn, TurnWait } from "./operation-turn.ts";

export interface StepRecord {
  name: string;
  title: string;
  state: StepState;
  attempts: number;
  startedAt?: string;
  finishedAt?: string;
  detail?: string;
  /** What a rerun needs to go on from here: small, JSON. A step under way has kept something, a finished one has a result. */
  checkpoint?: { kept?: unknown; result?: unknown };
}

export interface OperationError {
  code: string;
  message: string;
  retryable: boolean;
}

export interface OperationRecord {
  id: string;
  kind: string;
  state: OperationState;
  title: string;
  payload: Record<string, unknown>;
  subjectId?: string;
  /** What it makes or takes away, as resourceKey. */
  targetKeys: string[];
  resultId?: string;
  error?: OperationError;
  /** It waits by what was asked for: until then nothing is done, and cancelling it undoes it. */
  notBefore?: string;
  /** It has a turn, which has not come; reason and text once it was looked at. */
  waits?: Partial<TurnWait>;
  /** Of one that is about several things. */
  rows?: OperationItem[];
  /** An attempt failed in a way that may pass, and the next one begins then. */
  nextAttemptAt?: string;
  percent: number | null;
  progressText: string;
  doneBytes: number | null;
  totalBytes: number | null;
  attempts: number;
  /** Attempts in a row that brought it no further, with the one under way; a shutdown in order is none. */
  failures: number;
  requestId: string;
  requestedBy: Principal;
  cli?: string;
  createdAt: string;
  startedAt?: string;
  updatedAt: string;
  finishedAt?: string;
  steps: StepRecord[];
}

export interface NewOperation {
  id: string;
  kind: string;
  title: string;
  payload: Record<string, unknown>;
  subjectId?: string;
  /** ARM ids of what it makes or takes away. */
  targetIds?: readonly string[];
  totalBytes: number | null;
  /** It is not begun before so long from now, nor, tried again before it ever began, from then. */
  delayMs?: number;
  /** It begins when its turn comes (turn-store.ts); absent: as soon as it is due. */
  turn?: OperationTurn;
  requestId: string;
  requestedBy: Principal;
  cli?: string;
  idempotencyKey?: string;
  requestHash: string;
  steps: { name: string; title: string }[];
}

/** Right to work on an operation until it runs out; a higher token of the same operation makes it void. */
export interface Lease {
  operationId: string;
  token: number;
}

export interface Progress {
  percent?: number | null;
  doneBytes?: number | null;
  totalBytes?: number | null;
  text?: string;
  resultId?: string;
  /** All of them. */
  rows?: readonly OperationItem[];
}

/** How a worker lets go of an operation. */
export type ReleaseEvent = "succeeded" | "failed" | "cancelled" | "lease-lost" | "retry-scheduled";

export interface Outcome {
  event: ReleaseEvent;
  error?: OperationError;
  runAfterMs?: number;
  /** The attempt was interrupted, it did not fail. */
  isInterrupted?: boolean;
  /** It gives its turn back, and waits for it again. */
  givesTurnBack?: string;
}

export interface OperationFilter {
  /** Absent: any. */
  states?: readonly OperationState[];
  kind?: string;
  /** ISO 8601: only those that ended then or later. */
  finishedSince?: string;
  /** Absent: whoever asks; only the app itself does that. */
  sight?: Sight;
  /** Id of the last one of the page before. */
  after?: string;
  limit: number;
}

/** Who wishes it, for the audit log; absent: who ordered the operation. */
export interface Asker {
  principal: Principal;
  requestId: string;
}

export interface OperationStore {
  /**
   * With a key already used: the operation of that time, created false; requestHash tells whether it is the same request.
   * Undefined: another operation that is under way has one of its targets (findHolder), and nothing was stored.
   */
  create(operation: NewOperation): Promise<{ record: OperationRecord; created: boolean; requestHash: string } | undefined>;
  get(id: string): Promise<OperationRecord | undefined>;
  /** Id of the operation that was created with this key. */
  findByKey(idempotencyKey: string): Promise<string | undefined>;
  /** The operation under way that has this target. */
  findHolder(targetId: string): Promise<OperationRecord | undefined>;
  /** Newest first. total: all that match, on all pages. */
  list(filter: OperationFilter): Promise<{ items: OperationRecord[]; total: number }>;
  /** Ids that could be claimed now: queued and due, or left behind by a worker whose lease ran out. */
  claimable(limit: number): Promise<string[]>;
  /** Takes the lease if nobody holds it; undefined when somebody was faster or it is final. */
  claim(
    id: string,
    owner: string,
    leaseMs: number,
  ): Promise<{ lease: Lease; record: OperationRecord; cancelRequested: boolean } | undefined>;
  /** Prolongs; alive false: the lease was lost. */
  heartbeat(lease: Lease, leaseMs: number): Promise<{ alive: boolean; cancelRequested: boolean }>;
  /** False: the lease was lost, nothing was written. */
  saveProgress(lease: Lease, progress: Progress): Promise<boolean>;
  move(lease: Lease, event: "wait-started" | "wait-ended"): Promise<boolean>;
  saveStep(lease: Lease, step: StepRecord): Promise<boolean>;
  /** Ends the lease. The state that follows; undefined: the lease was lost, nothing was written. */
  release(lease: Lease, outcome: Outcome): Promise<OperationState | undefined>;
  /** False: its state allows none. */
  requestCancel(id: string, by?: Asker): Promise<boolean>;
  /** False: its state allows none, or one of its targets is another operation's now. */
  requestRetry(id: string, by?: Asker): Promise<boolean>;
}
