// Collects for as long as the app runs: what is gone as soon as a reading tells, what nothing names now and then.
// Nobody waits for it, one pass follows the other, and what fails is left for the next one.
import { type CollectGoneDeps, type CollectUnnamedDeps, collectGone, collectUnnamed } from "./collect-artifacts.ts";

const PASS_EVERY_MS = 6 * 3_600_000;

export interface ArtifactCollector {
  /** Begins with what is gone and does not wait for it; what nothing names has time until somebody notices a wrong database. */
  start(): void;
  /** Snapshots are gone. */
  onGone(): void;
  /** Resolves when the pass under way is over. */
  stop(): Promise<void>;
}

export interface ArtifactCollectorDeps {
  artifacts: CollectGoneDeps["artifacts"] & CollectUnnamedDeps["artifacts"];
  measurements: CollectGoneDeps["measurements"] & CollectUnnamedDeps["measurements"];
  clock: CollectUnnamedDeps["clock"];
  onCollected(count: number): void;
  onFailed(error: unknown): void;
}

export function createArtifactCollector(deps: ArtifactCollectorDeps): ArtifactCollector {
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();

  function collect(...ways: ((deps: ArtifactCollectorDeps) => Promise<number>)[]): void {
    for (const way of ways) {
      last = last.then(async () => {
        try {
          const count = await way(deps);
          if (count > 0) deps.onCollected(count);
        } catch (error) {
          deps.onFailed(error);
        }
      });
    }
  }

  return {
    start() {
      collect(collectGone);
      timer = setInterval(() => collect(collectGone, collectUnnamed), PASS_EVERY_MS);
      timer.unref();
    },
    onGone: () => collect(collectGone),
    async stop() {
      clearInterval(timer);
      await last;
    },
  };
}
