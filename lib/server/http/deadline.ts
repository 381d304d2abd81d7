import { AppError } from "#lib/domain/app-error.ts";

export interface Deadline {
  /** Aborted, with an AppError, when the time is over. */
  signal: AbortSignal;
  /** From now on, so long. */
  set(ms: number, what: string): void;
  clear(): void;
}

/** what: said of what did not happen in time. */
export function createDeadline(): Deadline {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const clear = () => clearTimeout(timer);
  return {
    signal: controller.signal,
    set(ms, what) {
      clear();
      const allowed = `${ms / 1000} seconds`;
      timer = setTimeout(() => controller.abort(new AppError("too-slow", `${what} within ${allowed}.`, { details: { allowed } })), ms);
      timer.unref();
    },
    clear,
  };
}
