// Gives back what is owed for as long as the app runs: what a crash left, and what Azure did not answer to. Nobody waits for
// it. A pass asks Azure only where something is owed, and a pass that fails is followed by the next one: after Azure answers
// again it is done within a minute.
import type { SnapshotAccess } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

const PASS_EVERY_MS = 15_000;

export interface Janitor {
  /** Begins with a pass and does not wait for it. */
  start(): void;
  /** Resolves when a pass is over: the one under way, or one begun for this. */
  sweep(): Promise<void>;
  /** Breaks off the pass under way. */
  stop(): Promise<void>;
}

export interface JanitorDeps {
  access: Pick<SnapshotAccess, "revokeLeftovers">;
  newContext(): CallContext;
  onRevoked(count: number): void;
  onFailed(error: unknown): void;
}

export function createJanitor(deps: JanitorDeps): Janitor {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let pass: Promise<void> | undefined;

  async function run(): Promise<void> {
    try {
      const count = await deps.access.revokeLeftovers({ ...deps.newContext(), signal: stopping.signal });
      if (count > 0) deps.onRevoked(count);
    } catch (error) {
      deps.onFailed(error);
    }
  }

  function sweep(): Promise<void> {
    pass ??= run().finally(() => {
      pass = undefined;
    });
    return pass;
  }

  return {
    sweep,
    start() {
      void sweep();
      timer = setInterval(sweep, PASS_EVERY_MS);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await pass;
    },
  };
}
