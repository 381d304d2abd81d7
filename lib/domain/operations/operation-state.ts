// The life of a durable operation (copy, restore, measure …). Nothing here knows Azure, queues or leases: the engine
// turns what happens into events, and this says what they mean.
//
//            claimed                 wait-started
//   queued ──────────▶ running ◀──────────────────▶ waiting-for-azure
//     ▲ ▲                │  │        wait-ended        │
//     │ └─ lease-lost, ──┘  │                          │
//     │   retry-scheduled   ├── succeeded ─────────────┤──▶ succeeded
//     │                     ├── failed ────────────────┤──▶ failed ────┐
//     │                     └── cancel-requested ──────┘──▶ cancelling │
//     │                                       cancelled ◀──────┘ (or it ends first: succeeded, failed)
//     └───────────── retry-requested ── cancelled, failed ◀────────────┘
//
// A queued one is cancelled at once. Cancelling survives a lost lease. Final states change only by retry.

import { AppError } from "#lib/domain/app-error.ts";

export const OPERATION_STATES = ["queued", "running", "waiting-for-azure", "cancelling", "cancelled", "failed", "succeeded"] as const;
export type OperationState = (typeof OPERATION_STATES)[number];

export type OperationEvent =
  | { type: "claimed" }
  | { type: "wait-started" }
  | { type: "wait-ended" }
  /** The worker vanished; another one will take it from its last checkpoint. */
  | { type: "lease-lost" }
  /** An attempt failed in a way that may pass. */
  | { type: "retry-scheduled" }
  | { type: "succeeded" }
  | { type: "failed" }
  | { type: "cancel-requested" }
  /** The worker has stopped and tidied up. */
  | { type: "cancelled" }
  /** A person asks for it again. */
  | { type: "retry-requested" };

const MOVES: { readonly [State in OperationState]: { readonly [Event in OperationEvent["type"]]?: OperationState } } = {
  queued: { claimed: "running", "cancel-requested": "cancelled", failed: "failed" },
  running: {
    "wait-started": "waiting-for-azure",
    "lease-lost": "queued",
    "retry-scheduled": "queued",
    succeeded: "succeeded",
    failed: "failed",
    "cancel-requested": "cancelling",
  },
  "waiting-for-azure": {
    "wait-ended": "running",
    // A wait outlives its worker: whoever claims it next goes on waiting.
    claimed: "waiting-for-azure",
    "lease-lost": "queued",
    "retry-scheduled": "queued",
    succeeded: "succeeded",
    failed: "failed",
    "cancel-requested": "cancelling",
  },
  cancelling: {
    claimed: "cancelling",
    "lease-lost": "cancelling",
    "cancel-requested": "cancelling",
    cancelled: "cancelled",
    succeeded: "succeeded",
    failed: "failed",
  },
  cancelled: { "retry-requested": "queued" },
  failed: { "retry-requested": "queued" },
  succeeded: {},
};

/** The next state; a move that does not exist is a conflict, because somebody else was faster. */
export function transition(state: OperationState, event: OperationEvent): OperationState {
  const next = nextState(state, event);
  if (next === undefined)
    throw new AppError("conflict", `An operation that is ${stateLabel(state)} cannot take "${event.type}".`, {
      details: { state, event: event.type },
    });
  return next;
}

/** Undefined where transition would refuse. */
export function nextState(state: OperationState, event: OperationEvent): OperationState | undefined {
  return MOVES[state][event.type];
}

/** Nothing more will happen by itself. */
export function isFinal(state: OperationState): boolean {
  return state === "succeeded" || state === "failed" || state === "cancelled";
}

export function isCancellable(state: OperationState): boolean {
  return state === "queued" || state === "running" || state === "waiting-for-azure";
}

export function isRetryable(state: OperationState): boolean {
  return state === "failed" || state === "cancelled";
}

export function stateLabel(state: OperationState): string {
  return state.replaceAll("-", " ").replace("azure", "Azure");
}
