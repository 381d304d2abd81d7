// One attempt at one operation, from a fresh lease to its release.
//
// Everything written names the lease; when the lease is lost, the store refuses, the signal is aborted, and whoever
// holds the lease now goes on from the last finished step.
import { AppError, askedWaitMs, toAppError } from "#lib/domain/app-error.ts";
import { Interruption } from "./interruption.ts";
import { isNotYet } from "./not-yet.ts";
import type { AnyOperationHandler, OperationContext, StepContext } from "./operation-handler.ts";
import type { Lease, OperationRecord, OperationStore, Outcome, StepRecord } from "./operation-store.ts";
import { ProgressWriter } from "./progress-writer.ts";

export interface RunDeps {
  store: OperationStore;
  progressIntervalMs: number;
  /** So many failures in a row, and it has failed. */
  maxAttempts: number;
  /** After so long one that gave its turn back is looked at again. */
  lookAgainMs: number;
  /** How long the next attempt waits after so many failures. */
  backOffMs(failures: number): number;
  /** Tests kill the process here; in the product it does nothing. */
  crashPoint(name: string): void;
  log(event: string, fields: Record<string, unknown>): void;
  changed(operationId: string): void;
}

export async function runOperation(
  deps: RunDeps,
  handler: AnyOperationHandler,
  lease: Lease,
  record: OperationRecord,
  signal: AbortSignal,
): Promise<void> {
  const progress = new ProgressWriter(async (update) => {
    await deps.store.saveProgress(lease, update);
    deps.changed(lease.operationId);
  }, deps.progressIntervalMs);
  const attempt = { deps, lease, record, signal, progress };
  const failure = await tryRun(handler, attempt);
  await progress.flush();
  if (failure) return releaseAfter(attempt, signal.aborted ? signal.reason : failure.thrown);
  deps.crashPoint("before-succeeded");
  // A database that is away just now makes no failure of what is done: the lease runs out, and every step is known.
  await release(attempt, { event: "succeeded" });
}

async function tryRun(handler: AnyOperationHandler, attempt: Attempt): Promise<{ thrown: unknown } | undefined> {
  try {
    attempt.signal.throwIfAborted();
    await handler.run(createContext(attempt, parsePayload(handler, attempt.record.payload)));
    return undefined;
  } catch (thrown) {
    return { thrown };
  }
}

function parsePayload(handler: AnyOperationHandler, payload: unknown): unknown {
  try {
    return handler.parse(payload);
  } catch (cause) {
    const what = "What was stored of this operation is not what this version of Snapscope understands. Begin it anew.";
    throw new AppError("internal", what, { cause });
  }
}

interface Attempt {
  deps: RunDeps;
  lease: Lease;
  record: OperationRecord;
  signal: AbortSignal;
  progress: ProgressWriter;
}

function createContext(attempt: Attempt, payload: unknown): OperationContext<unknown> {
  const { deps, lease, record, signal, progress } = attempt;
  const move = (event: "wait-started" | "wait-ended") => write(deps, lease, () => deps.store.move(lease, event));
  return {
    operationId: record.id,
    createdAt: record.createdAt,
    requestId: record.requestId,
    principal: record.requestedBy,
    payload,
    signal,
    step: (name, work, read) => runStep(attempt, name, work, read),
    progress: (update) => progress.report(update),
    sleep: (ms) => sleep(ms, signal),
    async waitingForAzure(work) {
      await move("wait-started");
      const result = await work();
      await move("wait-ended");
      return result;
    },
  };
}

async function runStep<T>(
  attempt: Attempt,
  name: string,
  work: (step: StepContext) => Promise<T>,
  read: (stored: unknown) => T = (stored) => stored as T,
): Promise<T> {
  const { deps, lease, record, signal, progress } = attempt;
  const known = record.steps.find((step) => step.name === name);
  if (!known) throw new Error(`Operation kind ${record.kind} has no step ${name}.`);
  const done = doneBefore(known, read);
  if (done) return done.result;
  signal.throwIfAborted();
  // What an earlier attempt said of itself is not this one's.
  const { detail: _said, finishedAt: _ended, ...rest } = known;
  const step: StepRecord = {
    ...rest,
    state: "running",
    attempts: known.attempts + 1,
    startedAt: known.startedAt ?? new Date().toISOString(),
  };
  await save(deps, lease, step);
  deps.crashPoint(`${name}:begun`);
  try {
    const result = await work({
      checkpoint: known.checkpoint?.kept,
      async keep(checkpoint) {
        step.checkpoint = { kept: checkpoint };
        await save(deps, lease, step);
        deps.crashPoint(`${name}:kept`);
      },
      detail(text) {
        step.detail = text;
      },
    });
    deps.crashPoint(`${name}:worked`);
    await progress.flush();
    await save(deps, lease, { ...step, state: "succeeded", finishedAt: new Date().toISOString(), checkpoint: { result: result ?? null } });
    deps.crashPoint(`${name}:saved`);
    return result;
  } catch (thrown) {
    const ended = { ...step, finishedAt: new Date().toISOString() };
    if (!signal.aborted) await save(deps, lease, { ...ended, state: "failed", detail: toAppError(thrown).message });
    else if (isCancelled(signal)) await save(deps, lease, { ...ended, state: "skipped", detail: "The operation was cancelled." });
    throw thrown;
  }
}

function isCancelled(signal: AbortSignal): boolean {
  return signal.reason instanceof Interruption && signal.reason.why === "cancelled";
}

/** undefined: not finished, or finished by a version whose result this one cannot read. Then it looks again first, as ever. */
function doneBefore<T>({ state, checkpoint }: StepRecord, read: (stored: unknown) => T): { result: T } | undefined {
  if (state !== "succeeded" || !checkpoint || !("result" in checkpoint)) return undefined;
  try {
    return { result: read(checkpoint.result) };
  } catch {
    return undefined;
  }
}

function save(deps: RunDeps, lease: Lease, step: StepRecord): Promise<void> {
  return write(deps, lease, () => deps.store.saveStep(lease, step));
}

/** What it rejects with is the store's own word: a database that is away passes, a fault of ours does not. */
async function write(deps: RunDeps, lease: Lease, work: () => Promise<boolean>): Promise<void> {
  if (!(await work())) throw new Interruption("lease-lost");
  deps.changed(lease.operationId);
}

async function releaseAfter(attempt: Attempt, reason: unknown): Promise<void> {
  const { deps, record } = attempt;
  if (reason instanceof Interruption) {
    if (reason.why === "cancelled") {
      await deps.store.saveProgress(attempt.lease, { text: "Cancelled" });
      await release(attempt, { event: "cancelled" });
    }
    // Shutdown: the next worker may take it at once, it need not wait for the lease to run out.
    if (reason.why === "shutdown") await release(attempt, { event: "lease-lost", isInterrupted: true });
    return;
  }
  // Nothing failed: it goes back to the queue.
  if (isNotYet(reason)) {
    const outcome = { event: "retry-scheduled", isInterrupted: true, runAfterMs: deps.lookAgainMs } as const;
    return release(attempt, { ...outcome, givesTurnBack: reason.message });
  }
  const error = toAppError(reason);
  const failures = (await deps.store.get(record.id).catch(() => undefined))?.failures ?? record.failures;
  const again = error.retryable && failures < deps.maxAttempts;
  deps.log("operation-attempt-failed", { operationId: record.id, kind: record.kind, code: error.code, again, err: reason });
  const shown = { code: error.code, message: error.message, retryable: error.retryable };
  // Azure's own word on when to come again counts where it is longer than ours.
  const runAfterMs = Math.max(deps.backOffMs(failures), askedWaitMs(error) ?? 0);
  if (again) await release(attempt, { event: "retry-scheduled", error: shown, runAfterMs });
  else await release(attempt, { event: "failed", error: shown });
}

async function release({ deps, lease, record }: Attempt, outcome: Outcome): Promise<void> {
  const state = await deps.store.release(lease, outcome);
  const fields = { operationId: lease.operationId, kind: record.kind };
  if (state) deps.log("operation-released", { ...fields, state });
  else deps.log("operation-lease-lost", fields);
  deps.changed(lease.operationId);
}

/** 1, 2, 4 … 60 seconds. */
export function backOffMs(failures: number): number {
  return Math.min(60_000, 1000 * 2 ** Math.max(0, failures - 1));
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
