// Whether the Snapscope server answers. Whatever is asked of it tells; while it does not answer it is knocked at, so that
// what waits goes on by itself.
import { useSyncExternalStore } from "react";

const KNOCK_PATH = "/favicon.ico";
const FIRST_KNOCK_MS = 500;
/** A network that swallows what is sent says nothing at all. */
const KNOCK_TIMEOUT_MS = 5000;
const LONGEST_KNOCK_MS = 4000;

let isAway = false;
let knocking: Promise<void> | undefined;
const listeners = new Set<() => void>();

export function useServerIsAway(): boolean {
  return useSyncExternalStore(
    onContactChange,
    () => isAway,
    () => false,
  );
}

/** Until the returned function is called. */
export function onContactChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function serverIsAway(): boolean {
  return isAway;
}

/** It answered, whatever it said. */
export function serverAnswered(): void {
  set(false);
}

export function serverWasSilent(): void {
  set(true);
  void untilServerAnswers();
}

/** Asks it now. */
export async function checkServer(): Promise<boolean> {
  const answers = await knock();
  if (answers) serverAnswered();
  else serverWasSilent();
  return answers;
}

/** Resolves when it answers: at once where it does now. */
export function untilServerAnswers(): Promise<void> {
  knocking ??= knockOn().finally(() => {
    knocking = undefined;
  });
  return knocking;
}

async function knockOn(): Promise<void> {
  for (let waitMs = FIRST_KNOCK_MS; !(await knock()); waitMs = Math.min(LONGEST_KNOCK_MS, waitMs * 2)) {
    set(true);
    await pause(waitMs);
  }
  serverAnswered();
}

async function knock(): Promise<boolean> {
  try {
    await fetch(KNOCK_PATH, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(KNOCK_TIMEOUT_MS) });
    return true;
  } catch {
    return false;
  }
}

/** Ends early where the browser hears of a network again, or the page is looked at again. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("visibilitychange", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
    document.addEventListener("visibilitychange", done);
  });
}

function set(next: boolean): void {
  if (isAway === next) return;
  isAway = next;
  for (const listener of listeners) listener();
}
