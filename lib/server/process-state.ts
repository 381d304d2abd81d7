// What must exist once per process. Next bundles instrumentation and route handlers apart from each other and from
// main.ts, so a module variable would exist three times: the one place all of them share is globalThis.
import type { WebHandler } from "#lib/server/http/direct-stream.ts";

export interface Stoppable {
  stop(): Promise<void>;
}

const slot = Symbol.for("snapscope.container");
const streamSlot = Symbol.for("snapscope.event-handlers");
const holder = globalThis as { [slot]?: Promise<Stoppable>; [streamSlot]?: Readonly<Record<string, WebHandler>> };

/** The handlers whose answers are event streams, by their key in the table of the API: the listener asks them, not Next. */
export function offerEventHandlers(handlers: Readonly<Record<string, WebHandler>>): void {
  holder[streamSlot] = handlers;
}

export function eventHandler(key: string): WebHandler | undefined {
  return holder[streamSlot]?.[key];
}

export function onceInProcess<T extends Stoppable>(create: () => Promise<T>): Promise<T> {
  holder[slot] ??= create().catch((error: unknown) => {
    // A database that is down for a moment must not stay down for ever.
    delete holder[slot];
    throw error;
  });
  return holder[slot] as Promise<T>;
}

export async function stopContainer(): Promise<void> {
  await (await holder[slot]?.catch(() => undefined))?.stop();
}
