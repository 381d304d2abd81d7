// Several dashboards may share one ledger. As long as this one says that it lives, no other takes what it holds for
// left over. If it cannot say so for a while, others may end its SAS: its readings then fail as retryable.
import type { AccessLedger } from "#lib/services/ports/access.ts";

const BEAT_MS = 20_000;
/** Three beats may be lost. */
const ALIVE_MS = 90_000;

export interface Presence {
  /** Resolves when it is known to the others. */
  start(): Promise<void>;
  /** Rejects never: who cannot say goodbye is missed soon. */
  stop(): Promise<void>;
}

export function createPresence(deps: { ledger: Pick<AccessLedger, "beat" | "depart">; onBeatFailed: (error: unknown) => void }): Presence {
  let timer: NodeJS.Timeout | undefined;
  const beat = () => deps.ledger.beat(ALIVE_MS).catch(deps.onBeatFailed);
  return {
    async start() {
      await deps.ledger.beat(ALIVE_MS);
      timer = setInterval(beat, BEAT_MS);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await deps.ledger.depart().catch(deps.onBeatFailed);
    },
  };
}
