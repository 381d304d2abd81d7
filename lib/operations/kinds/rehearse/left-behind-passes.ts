// Looks for temporary disks that were left for as long as the app runs, since not only a crash leaves one: attempts that run out,
// a cancel between two of them, an Azure that does not answer in time. Nobody waits for it, and what fails the next pass tries again.
import { deleteLeftBehind, type LeftBehindDeps } from "./left-behind.ts";

const PASS_EVERY_MS = 10 * 60_000;

export interface LeftBehindPasses {
  /** Begins with a pass and does not wait for it. */
  start(): void;
  /** Breaks off the pass under way. */
  stop(): Promise<void>;
}

type PassesDeps = Omit<LeftBehindDeps, "signal" | "gone"> & {
  /** Absent: ten minutes. */
  everyMs?: number;
};

export function createLeftBehindPasses({ everyMs = PASS_EVERY_MS, ...deps }: PassesDeps): LeftBehindPasses {
  const stopping = new AbortController();
  const { signal } = stopping;
  const gone = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let pass: Promise<void> | undefined;

  async function run(): Promise<void> {
    try {
      await deleteLeftBehind({ ...deps, signal, gone });
    } catch (error) {
      if (!signal.aborted) deps.onFailed(error, "");
    }
  }

  function begin(): void {
    pass ??= run().finally(() => {
      pass = undefined;
    });
  }

  return {
    start() {
      begin();
      timer = setInterval(begin, everyMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await pass;
    },
  };
}
