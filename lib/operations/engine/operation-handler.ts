// What a kind of operation is: its steps, and a run that can be broken off at any instant and begun again.
//
// The rule for `run`: look first, act then. A step that was finished is skipped with its result; the step under
// way when the worker died is done again and must find out by itself what already happened.
import type { Principal } from "#lib/domain/principal.ts";
import type { Progress, StepRecord } from "./operation-store.ts";

export interface OperationContext<Payload> {
  operationId: string;
  /** ISO 8601: when it was handed in. */
  createdAt: string;
  requestId: string;
  /** Who asked for it: whose rights it runs with. */
  principal: Principal;
  payload: Payload;
  /** Aborted on cancel, on a lost lease and on shutdown. */
  signal: AbortSignal;
  /**
   * Runs once: a finished step returns what it returned then (JSON). Where that is used, `read` parses it; it throws for
   * what another version stored and this one cannot use, and the step runs again.
   */
  step<T>(name: string, work: (step: StepContext) => Promise<T>, read?: (stored: unknown) => T): Promise<T>;
  /** Shown to people; written about once a second, and always at the end of a step. */
  progress(progress: Progress): void;
  /** Waits; ends early, with the signal's reason, when the signal is aborted. */
  sleep(ms: number): Promise<void>;
  /** Between these the operation is shown as waiting for Azure. */
  waitingForAzure<T>(work: () => Promise<T>): Promise<T>;
}

export interface StepContext {
  /** What an earlier attempt of this step kept. */
  checkpoint: unknown;
  /** Durable when it resolves. */
  keep(checkpoint: unknown): Promise<void>;
  detail(text: string): void;
}

export interface OperationHandler<Payload> {
  kind: string;
  steps: { name: string; title: string }[];
  /** Reads the payload back from the database: throws when it is not what this version understands. */
  parse(payload: unknown): Payload;
  run(context: OperationContext<Payload>): Promise<void>;
  /** What it may have left behind when it is not gone on with, as a sentence; undefined: nothing. */
  leaves?(payload: Payload, steps: readonly Pick<StepRecord, "name" | "state">[]): string | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: a registry holds handlers of different payloads; each parses its own.
export type AnyOperationHandler = OperationHandler<any>;
