// When a process that died by itself is started again: five times, each after a longer wait, then no more. One that ran
// well for a while begins anew.
export const RESTART_WAITS_MS: readonly number[] = [1000, 2000, 4000, 8000, 16_000];
const ranWellMs = 60_000;

export interface Restarts {
  /** The wait before the next start, and which of them it is; undefined: no more. */
  next(ranMs: number): { waitMs: number; attempt: number } | undefined;
}

export function createRestarts(waitsMs = RESTART_WAITS_MS): Restarts {
  let used = 0;
  return {
    next: (ranMs) => {
      if (ranMs >= ranWellMs) used = 0;
      const waitMs = waitsMs[used];
      if (waitMs === undefined) return undefined;
      used += 1;
      return { waitMs, attempt: used };
    },
  };
}
