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
// A queued one is cancelled at once. Cancelling survives a lost lease, an attempt that would be repeated and a wait.
// Final states change only by retry. The store's SQL is made of MOVES (movesOn), so there is no second truth.

export const OPERATION_STATES = ["queued", "running", "waiting-for-azure", "cancelling", "cancelled", "failed", "succeeded"] as const;
export type OperationState = (typeof OPERATION_STATES)[number];

export const OPERATION_EVENTS = [
  "claimed",
  "wait-started",
  "wait-ended",
  /** The worker let go before the end; another one will take it from its last checkpoint. */
  "lease-lost",
  /** An attempt failed in a way that may pass. */
  "retry-scheduled",
  "succeeded",
  "failed",
  "cancel-requested",
  /** The worker has stopped and tidied up. */
  "cancelled",
  /** A person asks for it again. */
  "retry-requested",
] as const;
export type OperationEvent = (typeof OPERATION_EVENTS)[number];

export const FIRST_STATE: OperationState = "queued";

const MOVES: { readonly [State in OperationState]: { readonly [Event in OperationEvent]?: OperationState } } = {
  queued: { claimed: "running", "cancel-requested": "cancelled" },
  running: {
    // Its worker vanished: whoever claims it next goes on. So does a wait, and a cancel.
    claimed: "running",
    "wait-started": "waiting-for-azure",
    "lease-lost": "queued",
    "retry-scheduled": "queued",
    succeeded: "succeeded",
    failed: "failed",
    "cancel-requested": "cancelling",
  },
  "waiting-for-azure": {
    claimed: "waiting-for-azure",
    "wait-started": "waiting-for-azure",
    "wait-ended": "running",
    "lease-lost": "queued",
    "retry-scheduled": "queued",
    succeeded: "succeeded",
    failed: "failed",
    "cancel-requested": "cancelling",
  },
  cancelling: {
    claimed: "cancelling",
    "wait-started": "cancelling",
    "wait-ended": "cancelling",
    "lease-lost": "cancelling",
    // A cancel that came while it failed with hope of a retry is still a cancel.
    "retry-scheduled": "cancelled",
    cancelled: "cancelled",
    succeeded: "succeeded",
    failed: "failed",
  },
  cancelled: { "retry-requested": "queued" },
  failed: { "retry-requested": "queued" },
  succeeded: {},
};

/** Undefined: it does not take the event, because somebody else was faster. */
export function nextState(state: OperationState, event: OperationEvent): OperationState | undefined {
  return MOVES[state][event];
}

/** Every move the event makes: the states that take it, each with the one that follows. */
export function movesOn(event: OperationEvent): [from: OperationState, to: OperationState][] {
  return OPERATION_STATES.flatMap((from) => {
    const to = nextState(from, event);
    return to ? [[from, to]] : [];
  });
}

/** Nothing more will happen by itself. */
export function isFinal(state: OperationState): boolean {
  return Object.keys(MOVES[state]).every((event) => event === "retry-requested");
}

export const FINAL_STATES = OPERATION_STATES.filter(isFinal);
export const ACTIVE_STATES = OPERATION_STATES.filter((state) => !isFinal(state));

export function isCancellable(state: OperationState): boolean {
  return nextState(state, "cancel-requested") !== undefined;
}

export function isRetryable(state: OperationState): boolean {
  return nextState(state, "retry-requested") !== undefined;
}

export function stateLabel(state: OperationState): string {
  return state.replaceAll("-", " ").replace("azure", "Azure");
}
