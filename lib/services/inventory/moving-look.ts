// What Azure is still making or copying is looked at more often than all of it is read, one snapshot at a time, as long as
// somebody asks: a list that shows a copy under way follows it, whoever ordered it.
import pLimit from "p-limit";
import { snapshotQuery } from "#lib/contract/inventory.ts";
import { askedWaitMs } from "#lib/domain/app-error.ts";
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

export interface MovingLookDeps {
  azure: Pick<AzureInventory, "getSnapshot">;
  store: Pick<EstateStore, "recordLook">;
  estate: { snapshots: Pick<Estate["snapshots"], "page"> };
  clock: Clock;
  /** Told of each way in which looks failed; the others count all the same. */
  onRefreshFailed?: (error: unknown) => void;
}

/** Looks for one identity, with its rights. */
export class MovingLook {
  private readonly deps: MovingLookDeps;
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  private looking: Promise<boolean> | undefined;
  /** By what had ended at the last look. */
  private toldAtMs: ReadonlyMap<string, number> = new Map();

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
    const isResting = (id: string) => resting.some(({ subscriptionId }) => subscriptionId === id);
    this.looking = this.lookNow(context, isResting);
    try {
      return await this.looking;
    } finally {
      this.looking = undefined;
    }
  }

  private async lookNow({ requestId, principal }: CallContext, isResting: (subscriptionId: string) => boolean): Promise<boolean> {
    const call = { requestId, principal };
    const newest = snapshotQuery.parse({ limit: MAX_LOOKS });
    const { items } = await this.deps.estate.snapshots.page(call, { ...newest, state: [...MOVING_STATES] });
    const limit = pLimit(LOOKS_AT_ONCE);
    const asked = items.filter(({ subscriptionId }) => !isResting(subscriptionId));
    const looks = await Promise.allSettled(asked.map((row) => limit(() => this.hasEnded(row, call))));
    this.tellFailures(looks.flatMap((look) => (look.status === "rejected" ? [look.reason as unknown] : [])));
    return this.isNews(asked.filter((_, i) => looks[i]?.status === "fulfilled" && looks[i].value));
  }

  private tellFailures(failures: unknown[]): void {
    this.lookedAtMs += Math.max(0, ...failures.map((error) => askedWaitMs(error) ?? 0));
    const byText = new Map(failures.map((error) => [String(error), error]));
    for (const error of byText.values()) this.deps.onRefreshFailed?.(error);
  }

  private isNews(ended: { uniqueId: string }[]): boolean {
    const nowMs = this.deps.clock.nowMs();
    const isDue = (uniqueId: string) => nowMs - (this.toldAtMs.get(uniqueId) ?? Number.NEGATIVE_INFINITY) >= TELL_AGAIN_MS;
    const isAnyDue = ended.some(({ uniqueId }) => isDue(uniqueId));
    this.toldAtMs = new Map(ended.map(({ uniqueId }) => [uniqueId, isDue(uniqueId) ? nowMs : (this.toldAtMs.get(uniqueId) ?? nowMs)]));
    return isAnyDue;
  }

  private async hasEnded({ id, uniqueId }: { id: string; uniqueId: string }, call: CallContext): Promise<boolean> {
    const at = new Date(this.deps.clock.nowMs()).toISOString();
    const snapshot = await this.deps.azure.getSnapshot(id, call);
    if (snapshot?.uniqueId !== uniqueId || !isMoving(snapshotState(snapshot))) return true;
    await this.deps.store.recordLook(snapshot, at);
    return false;
  }
}
