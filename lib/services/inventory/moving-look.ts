// What Azure is still making or copying is looked at more often than all of it is read, one snapshot at a time, as long as
// somebody asks: a list that shows a copy under way follows it, whoever ordered it.
import pLimit from "p-limit";
import { type SnapshotRow, snapshotQuery } from "#lib/contract/inventory.ts";
import { AppError, askedWaitMs, isAppError } from "#lib/domain/app-error.ts";
import { orAborted } from "#lib/domain/concurrency/shared-work.ts";
import { isMoving, MOVING_STATES, snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { Estate } from "#lib/services/ports/estate.ts";
import type { EstateStore } from "#lib/services/ports/estate-store.ts";
import type { AzureInventory, SubscriptionInfo } from "#lib/services/ports/inventory.ts";

/** A little less than what pages ask at, so that each of their questions finds a new answer next time. */
const LOOK_EVERY_MS = 8000;
/** The newest: where more move at once, the rest waits for the next reading. */
const MAX_LOOKS = 20;
const LOOKS_AT_ONCE = 4;
/** Azure's lists may be behind its single answers: one that has ended brings a reading of all, and not another one at once. */
const TELL_AGAIN_MS = 60_000;
/** A way in which looks fail is told once, and again after so long: a right that is missing stays so for days. */
const FAILURE_AGAIN_MS = 60 * 60_000;
/** Azure has answered long before that, or does not. */
const LONGEST_LOOK_MS = 60_000;

export interface MovingLookDeps {
  azure: Pick<AzureInventory, "getSnapshot">;
  store: Pick<EstateStore, "recordLook">;
  estate: { snapshots: Pick<Estate["snapshots"], "page"> };
  clock: Clock;
  /** Told of each way in which looks failed; the others count all the same. */
  onRefreshFailed?: (error: unknown) => void;
  longestLookMs?: number;
}

type Moving = Pick<SnapshotRow, "id" | "uniqueId" | "subscriptionId">;

/** Looks for one identity, with its rights. */
export class MovingLook {
  private readonly deps: MovingLookDeps;
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  private looking: Promise<boolean> | undefined;
  /** By what had ended; a look that fails in between takes nothing of it back. */
  private readonly arrivals = new AtMostEvery(TELL_AGAIN_MS);
  private readonly failures = new AtMostEvery(FAILURE_AGAIN_MS);
  /** Until when Azure asked not to be asked again, by subscription. */
  private readonly restUntilMs = new Map<string, number>();

  constructor(deps: MovingLookDeps) {
    this.deps = deps;
  }

  /**
   * Single flight, and not more often than it is worth; nothing of a subscription that Azure throttles. True: something has
   * arrived or is gone, which a reading has to tell.
   */
  async look(context: CallContext, resting: readonly Pick<SubscriptionInfo, "subscriptionId">[]): Promise<boolean> {
    const nowMs = this.deps.clock.nowMs();
    if (this.looking || nowMs - this.lookedAtMs < LOOK_EVERY_MS) return false;
    this.lookedAtMs = nowMs;
    const isResting = (id: string) =>
      (this.restUntilMs.get(id) ?? nowMs) > nowMs || resting.some(({ subscriptionId }) => subscriptionId === id);
    const longestMs = this.deps.longestLookMs ?? LONGEST_LOOK_MS;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new AppError("azure-unavailable", noAnswer(longestMs))), longestMs);
    const { requestId, principal } = context;
    this.looking = orAborted(this.lookNow({ requestId, principal, signal: late.signal }, isResting), late.signal);
    try {
      return await this.looking;
    } finally {
      clearTimeout(timer);
      this.looking = undefined;
    }
  }

  private async lookNow(call: CallContext, isResting: (subscriptionId: string) => boolean): Promise<boolean> {
    const newest = snapshotQuery.parse({ limit: MAX_LOOKS });
    const { items } = await this.deps.estate.snapshots.page(call, { ...newest, state: [...MOVING_STATES] });
    const limit = pLimit(LOOKS_AT_ONCE);
    const asked = items.filter(({ subscriptionId }) => !isResting(subscriptionId));
    const looks = await Promise.allSettled(asked.map((row) => limit(() => this.hasEnded(row, call))));
    for (const [i, row] of asked.entries()) if (looks[i]?.status === "rejected") this.heed(row, looks[i].reason);
    const nowMs = this.deps.clock.nowMs();
    const ended = asked.filter((_, i) => looks[i]?.status === "fulfilled" && looks[i].value);
    return ended.filter(({ uniqueId }) => this.arrivals.isDue(uniqueId, nowMs)).length > 0;
  }

  private heed({ subscriptionId }: Moving, error: unknown): void {
    const nowMs = this.deps.clock.nowMs();
    const waitMs = askedWaitMs(error);
    if (waitMs !== undefined) this.restUntilMs.set(subscriptionId, Math.max(nowMs + waitMs, this.restUntilMs.get(subscriptionId) ?? 0));
    if (this.failures.isDue(`${subscriptionId} ${wayOf(error)}`, nowMs)) this.deps.onRefreshFailed?.(error);
  }

  private async hasEnded({ id, uniqueId }: Moving, call: CallContext): Promise<boolean> {
    const at = new Date(this.deps.clock.nowMs()).toISOString();
    const snapshot = await this.deps.azure.getSnapshot(id, call);
    if (snapshot?.uniqueId !== uniqueId || !isMoving(snapshotState(snapshot))) return true;
    await this.deps.store.recordLook(snapshot, at);
    return false;
  }
}

/** What it is, not what it is of: its text names the snapshot, and a request each time another one. */
function wayOf(error: unknown): string {
  return isAppError(error) ? `${error.code} ${String(error.details?.azureCode ?? "")}` : String(error);
}

function noAnswer(withinMs: number): string {
  return `Azure did not answer within ${withinMs / 1000} s how far what moves is.`;
}

class AtMostEvery {
  private readonly everyMs: number;
  private readonly atMs = new Map<string, number>();

  constructor(everyMs: number) {
    this.everyMs = everyMs;
  }

  /** True: not within the time before, and counted as of now. */
  isDue(key: string, nowMs: number): boolean {
    for (const [old, at] of this.atMs) if (nowMs - at >= this.everyMs) this.atMs.delete(old);
    if (this.atMs.has(key)) return false;
    this.atMs.set(key, nowMs);
    return true;
  }
}
