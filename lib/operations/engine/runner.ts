// A worker: takes operations that are due, keeps their leases alive, runs them, lets go in order when told to stop.
//
//   wake-up (queue) ─┐
//   sweep (5 s) ─────┼─▶ fill: claimable → claim → runOperation (own AbortController, heartbeat)
//   a slot is free ──┘
//
// Several runners on one store are safe: claim is a conditional write, and a lease that ran out is anybody's.

import { AppError } from "#lib/domain/app-error.ts";
import { Interruption } from "./interruption.ts";
import type { AnyOperationHandler } from "./operation-handler.ts";
import type { OperationQueue } from "./operation-queue.ts";
import type { Lease, OperationRecord, OperationStore } from "./operation-store.ts";
import { backOffMs, type RunDeps, runOperation } from "./run-operation.ts";
import { LOOK_AGAIN_MS, type Turns } from "./turns.ts";

export interface RunnerDeps {
  store: OperationStore;
  queue: OperationQueue;
  handlers: AnyOperationHandler[];
  /** Names this process in leases. */
  owner: string;
  log(event: string, fields: Record<string, unknown>): void;
  /** Called after every write that a watcher could want to see. */
  changed(operationId: string): void;
  slots?: number;
  leaseMs?: number;
  heartbeatMs?: number;
  sweepMs?: number;
  progressIntervalMs?: number;
  maxAttempts?: number;
  lookAgainMs?: number;
  backOffMs?(failures: number): number;
  crashPoint?(name: string): void;
  /** Of operations that wait for their turn; absent: none does. */
  turns?: Turns;
}

export interface Runner {
  start(): Promise<void>;
  /** A new or retried operation: run here if there is room, and tell the others. */
  submitted(operationId: string): Promise<void>;
  /** Stops it at once if it runs here; elsewhere the heartbeat finds out. */
  cancelled(operationId: string): void;
  /** Lets go of every lease; resolves when nothing of ours runs any more. */
  stop(): Promise<void>;
}

const LOOKS_AT_ONCE = 8;

/** Operations mostly wait for Azure, some for days: few of them must not keep all others waiting. */
const USUAL_SLOTS = 32;

export function createRunner(deps: RunnerDeps): Runner {
  const { store, queue, slots = USUAL_SLOTS, leaseMs = 20_000, heartbeatMs = 1000, sweepMs = 5000 } = deps;
  const handlers = new Map(deps.handlers.map((handler) => [handler.kind, handler]));
  const running = new Map<string, { controller: AbortController; done: Promise<void> }>();
  const runDeps: RunDeps = {
    store,
    progressIntervalMs: deps.progressIntervalMs ?? 1000,
    maxAttempts: deps.maxAttempts ?? 8,
    lookAgainMs: deps.lookAgainMs ?? LOOK_AGAIN_MS,
    backOffMs: deps.backOffMs ?? backOffMs,
    crashPoint: deps.crashPoint ?? (() => undefined),
    log: deps.log,
    changed: deps.changed,
  };
  const giveUpMs = Math.max(leaseMs / 2, leaseMs - 2 * heartbeatMs);
  const looking = new Map<string, Promise<void>>();
  const stopped = new AbortController();
  let stopping = false;
  let filling = Promise.resolve();
  let isFilling = false;
  let again = false;
  let sweep: NodeJS.Timeout | undefined;

  /** Whether there is room for one more. */
  function wake(): boolean {
    if (stopping) return false;
    again = true;
    if (!isFilling) filling = fill();
    return running.size < slots;
  }

  async function fill(): Promise<void> {
    isFilling = true;
    while (again && !stopping && running.size < slots) {
      again = false;
      try {
        for (const id of await store.claimable(slots * 2)) {
          if (stopping || running.size >= slots) break;
          if (!running.has(id)) await take(id);
        }
        await lookAtTurns();
      } catch (err) {
        deps.log("operation-sweep-failed", { err });
      }
    }
    // With no await since the last look: a wake-up comes either before that, or begins anew.
    isFilling = false;
  }

  /** Azure may be slow to say: what needs no turn is not kept waiting meanwhile. */
  async function lookAtTurns(): Promise<void> {
    if (!deps.turns) return;
    for (const id of await deps.turns.due(LOOKS_AT_ONCE)) {
      if (looking.size >= LOOKS_AT_ONCE) break;
      if (!looking.has(id)) looking.set(id, lookAtTurn(deps.turns, id));
    }
  }

  async function lookAtTurn(turns: Turns, id: string): Promise<void> {
    try {
      await turns.look(id, stopped.signal);
    } catch (err) {
      if (!stopping) deps.log("operation-turn-failed", { operationId: id, err });
    } finally {
      looking.delete(id);
    }
    // It may be claimed now, and the next ones looked at.
    wake();
  }

  async function take(id: string): Promise<void> {
    const claimed = await store.claim(id, deps.owner, leaseMs);
    if (!claimed) return;
    const controller = new AbortController();
    const { attempts: attempt, failures, kind } = claimed.record;
    deps.log("operation-claimed", { operationId: id, kind, attempt });
    if (claimed.cancelRequested) controller.abort(new Interruption("cancelled"));
    else if (failures > runDeps.maxAttempts) controller.abort(givenUp(claimed.record, handlers.get(kind)));
    const done = work(claimed.lease, claimed.record, controller).finally(() => {
      running.delete(id);
      wake();
    });
    running.set(id, { controller, done });
  }

  async function work(lease: Lease, record: OperationRecord, controller: AbortController): Promise<void> {
    const stopBeating = beat(lease, controller);
    try {
      const handler = handlers.get(record.kind);
      if (!handler) throw new Error(`No handler for operation kind ${record.kind}.`);
      await runOperation(runDeps, handler, lease, record, controller.signal);
    } catch (err) {
      // The store itself failed: the lease runs out and the operation is taken again.
      deps.log("operation-run-failed", { operationId: record.id, kind: record.kind, err });
    } finally {
      stopBeating();
    }
  }

  /** One beat at a time. A lease that could not be prolonged is given up while nobody else can take it yet. */
  function beat(lease: Lease, controller: AbortController): () => void {
    let prolongedMs = performance.now();
    let isBeating = false;
    const timer = setInterval(async () => {
      const askedMs = performance.now();
      if (askedMs - prolongedMs > giveUpMs) controller.abort(new Interruption("lease-lost"));
      if (isBeating) return;
      isBeating = true;
      if (await heartbeat(lease, controller)) prolongedMs = askedMs;
      isBeating = false;
    }, heartbeatMs);
    return () => clearInterval(timer);
  }

  /** Whether it was prolonged. */
  async function heartbeat(lease: Lease, controller: AbortController): Promise<boolean> {
    try {
      const { alive, cancelRequested } = await store.heartbeat(lease, leaseMs);
      if (!alive) controller.abort(new Interruption("lease-lost"));
      else if (cancelRequested) controller.abort(new Interruption("cancelled"));
      return alive;
    } catch (err) {
      deps.log("operation-heartbeat-failed", { operationId: lease.operationId, err });
      return false;
    }
  }

  return {
    async start() {
      await queue.start(wake);
      sweep = setInterval(wake, sweepMs);
      wake();
    },
    async submitted(operationId) {
      wake();
      // It is stored already; a wake-up that is lost costs the others a sweep.
      await queue.send(operationId).catch((err: unknown) => deps.log("operation-wake-up-lost", { operationId, err }));
    },
    cancelled(operationId) {
      running.get(operationId)?.controller.abort(new Interruption("cancelled"));
    },
    async stop() {
      stopping = true;
      clearInterval(sweep);
      stopped.abort(new Interruption("shutdown"));
      try {
        await queue.stop();
      } finally {
        await filling;
        await Promise.all(looking.values());
        for (const { controller } of running.values()) controller.abort(new Interruption("shutdown"));
        await Promise.all([...running.values()].map((one) => one.done));
      }
    },
  };
}

/** The last attempt neither failed nor let go: it ended with its process, or lost its lease. */
function givenUp({ failures, error, payload, steps }: OperationRecord, handler: AnyOperationHandler | undefined): AppError {
  const before = error ? ` Before that: ${error.message}` : "";
  const left = leftBehind(handler, payload, steps);
  return new AppError(
    "internal",
    `${failures - 1} attempts in a row brought it no further, and Snapscope ended while it worked on the last.${before}${left} Try it again when the cause is found.`,
  );
}

/** Nothing is asked of anybody here: that may be what the process ends of. */
function leftBehind(handler: AnyOperationHandler | undefined, payload: unknown, steps: OperationRecord["steps"]): string {
  try {
    const left = handler?.leaves?.(handler.parse(payload), steps);
    return left ? ` ${left}` : "";
  } catch {
    return "";
  }
}
