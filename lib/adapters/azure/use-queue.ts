// Waits until this process may use what it wants, among all processes on one ledger. Nobody tells that something is given
// back elsewhere, so it is looked for. Within the process those of a family wait one behind the other: a later one that
// held what it has while an earlier one waits for it could stop everybody. Who holds something already does not queue,
// since those in the queue may be waiting for that.
import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "#lib/domain/app-error.ts";
import { Turns } from "#lib/domain/concurrency/turns.ts";
import type { AccessUse, AccessUses } from "#lib/services/ports/access.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import { admit, type WantedUse } from "./access-uses.ts";

const PATIENCE_MS = 120_000;
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 500;

interface UseQueueDeps {
  uses: AccessUses;
  clock: Clock;
  patienceMs?: number;
}

export class UseQueue {
  private readonly deps: UseQueueDeps;
  private readonly turns = new Turns();

  constructor(deps: UseQueueDeps) {
    this.deps = deps;
  }

  /** The uses in the order wanted. Rejects with too-many when the others do not end, and when aborted. */
  enter(wanted: readonly WantedUse[], isHolder: boolean, signal: AbortSignal): Promise<AccessUse[]> {
    const admitted = () => this.untilAdmitted(wanted, signal);
    if (isHolder) return admitted();
    // Always in the same order, so that nobody waits in a circle.
    const families = [...new Set(wanted.map(({ familyKey }) => familyKey))].toSorted();
    return families.reduceRight((work, family) => () => this.turns.take(family, work, signal), admitted)();
  }

  private async untilAdmitted(wanted: readonly WantedUse[], signal: AbortSignal): Promise<AccessUse[]> {
    const { uses, clock, patienceMs = PATIENCE_MS } = this.deps;
    const endMs = performance.now() + patienceMs;
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      signal.throwIfAborted();
      const admitted = await uses.change((all, self) => admit(all, self, wanted, clock.nowMs()));
      if (admitted) return admitted;
      if (performance.now() > endMs) throw busyElsewhere(patienceMs);
      await wait(waitMs, undefined, { signal });
    }
  }
}

function busyElsewhere(patienceMs: number): AppError {
  const seconds = Math.round(patienceMs / 1000);
  return new AppError(
    "too-many",
    `Another dashboard on this database has been reading this chain for ${seconds} s, and Azure allows few accesses at once; try again later.`,
  );
}
