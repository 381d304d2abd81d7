// What must exist once per process. Next bundles instrumentation and route handlers apart from each other and from
// main.ts, so a module variable would exist three times: the one place all of them share is globalThis.
import type { WebHandler } from "#lib/server/http/direct-stream.ts";

export interface Stoppable {
  stop(): Promise<void>;
}

interface ProcessState {
  /** Resolved when a bundle begins the first start: Next runs instrumentation.ts when it likes. */
  begun: PromiseWithResolvers<void>;
  app?: Promise<Stoppable>;
  create?: () => Promise<Stoppable>;
  /** Why the last start failed. */
  failure?: unknown;
  /** What the process does when it can work no more. */
  end?: (reason: Error) => void;
  eventHandlers?: Readonly<Record<string, WebHandler>>;
}

const slot = Symbol.for("snapscope.process");
const holder = globalThis as { [slot]?: ProcessState };
const state = () => {
  holder[slot] ??= { begun: Promise.withResolvers() };
  return holder[slot];
};

/** The handlers whose answers are event streams, by their key in the table of the API: the listener asks them, not Next. */
export function offerEventHandlers(handlers: Readonly<Record<string, WebHandler>>): void {
  state().eventHandlers = handlers;
}

export function eventHandler(key: string): WebHandler | undefined {
  return state().eventHandlers?.[key];
}

export function onceInProcess<T extends Stoppable>(create: () => Promise<T>): Promise<T> {
  const held = state();
  held.create = create;
  held.begun.resolve();
  held.app ??= create().catch((error: unknown) => {
    // A database that is down for a moment must not stay down for ever.
    delete held.app;
    held.failure = error;
    throw error;
  });
  return held.app as Promise<T>;
}

/** Waits for the start under way. Why nothing runs after it; undefined: it runs. */
export async function startFailure(): Promise<unknown> {
  await state().begun.promise;
  await state().app?.catch(() => undefined);
  const { app, failure } = state();
  return app ? undefined : failure;
}

/** The same start once more, by main.ts, which is of no bundle. */
export async function startAgain(): Promise<void> {
  const { create } = state();
  if (create) await onceInProcess(create).catch(() => undefined);
}

export async function stopContainer(): Promise<void> {
  await (await state().app?.catch(() => undefined))?.stop();
}

export function onEndOfProcess(end: (reason: Error) => void): void {
  state().end = end;
}

export function endProcess(reason: Error): void {
  state().end?.(reason);
}
