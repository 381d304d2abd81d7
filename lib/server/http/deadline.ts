import { AppError } from "#lib/domain/app-error.ts";

export interface Deadline {
  /** Aborted, with an AppError, when the time is over. */
  signal: AbortSignal;
  /** From now on, so long. */
  set(ms: number, what: string): void;
  /** What is waited for, said too when the time is over; undefined: nothing worth saying. */
  waitsFor(why: string | undefined): void;
  /** All is done in time: nothing sets it again. */
  end(): void;
}

/** what: said of what did not happen in time. */
export function createDeadline(): Deadline {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  let why: string | undefined;
  return {
    signal: controller.signal,
    set(ms, what) {
      if (isOver) return;
      clearTimeout(timer);
      const allowed = `${ms / 1000} seconds`;
      timer = setTimeout(() => {
        const message = `${what} within ${allowed}.${why ? ` ${why}` : ""}`;
        controller.abort(new AppError("too-slow", message, { details: { allowed } }));
      }, ms);
      timer.unref();
    },
    waitsFor(reason) {
      why = reason;
    },
    end() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
