// Measures what every snapshot of a chain stores itself, oldest first. Each step needs a SAS for the snapshot and
// one for its predecessor; a snapshot's SAS is kept for the next step, so each is granted once. Steps that are
// done are skipped: after a crash or a cancel it goes on where it stopped. What cannot be measured is left out
// with its reason.
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import { measurementBase, measureObstacle } from "#lib/domain/chains/measurability.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { Turns } from "#lib/domain/concurrency/turns.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { DiffStore } from "#lib/services/diff/diff-store.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { SnapshotAccess } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";

/** A SAS older than this is given back instead of being kept: one about to end is not shared (snapshot-access.ts). */
const KEEP_AT_MOST_MS = 10 * 60_000;

export interface MeasureChainDeps extends EstateDeps {
  diffs: DiffStore;
  access: SnapshotAccess;
  clock: Clock;
}

export interface MeasureProgress {
  done: number;
  total: number;
  /** Name of the snapshot being measured; absent at the end. */
  current?: string;
}

export interface MeasureResult {
  measured: number;
  alreadyMeasured: number;
  /** isFault: no rule forbids it; Azure was asked and failed. */
  skipped: { snapshotId: string; name: string; reason: string; rule?: string; isFault: boolean }[];
  /** Stored by what is measured now. */
  bytes: number;
}

export type MeasureContext = CallContext & {
  operationId?: string;
  /** ISO 8601: what was measured since then, by an earlier attempt, counts as measured and not as already measured. */
  since?: string;
  onProgress?: (progress: MeasureProgress) => void | Promise<void>;
};

export type MeasureChain = (chainId: string, context: MeasureContext) => Promise<MeasureResult>;

export function createMeasureChain(deps: MeasureChainDeps): MeasureChain {
  // One walk a chain: two that each keep a SAS while waiting for another one could wait for ever.
  const turns = new Turns();
  return (chainId, context) => turns.take(chainId, () => walk(deps, chainId, context), context.signal);
}

async function walk(deps: MeasureChainDeps, chainId: string, context: MeasureContext): Promise<MeasureResult> {
  await deps.view.current(context);
  const chain = await deps.estate.chains.find(context, chainId);
  if (!chain)
    throw new AppError("not-found", "There is no such chain; its snapshots may have been deleted.", {
      details: { field: "chainIds", given: chainId },
    });
  return new ChainWalk(deps, chain, context).run();
}

interface KeptAccess {
  snapshotKey: string;
  sinceMs: number;
  release: () => Promise<void>;
}

class ChainWalk {
  private readonly deps: MeasureChainDeps;
  private readonly chain: Chain;
  private readonly context: MeasureContext & { holder: symbol };
  private kept: KeptAccess | undefined;
  /** Snapshots Azure gave no access to: what builds on one is not asked for either. */
  private readonly closed = new Map<string, AppError>();

  constructor(deps: MeasureChainDeps, chain: Chain, context: MeasureContext) {
    this.deps = deps;
    this.chain = chain;
    this.context = { ...context, holder: Symbol(chain.key) };
  }

  async run(): Promise<MeasureResult> {
    const result: MeasureResult = { measured: 0, alreadyMeasured: 0, skipped: [], bytes: 0 };
    const total = this.chain.snapshots.length;
    try {
      for (const [i, snapshot] of this.chain.snapshots.entries()) {
        this.context.signal?.throwIfAborted();
        await this.context.onProgress?.({ done: i, total, current: snapshot.name });
        await this.step(snapshot, i, result);
      }
      await this.context.onProgress?.({ done: total, total });
      return result;
    } finally {
      await this.letGo();
    }
  }

  private async step(snapshot: Snapshot, index: number, result: MeasureResult): Promise<void> {
    const base = measurementBase(this.chain, index);
    const known = await this.deps.diffs.find(base, snapshot);
    if (known) {
      const { since } = this.context;
      if (since !== undefined && known.record.measuredAt >= since) result.measured += 1;
      else result.alreadyMeasured += 1;
      result.bytes += known.record.bytes;
      return;
    }
    // Whose SAS is open, the lists know as of their reading: that is looked at when it is asked for.
    const blocked = measureObstacle(this.chain, index);
    if (blocked) {
      result.skipped.push({ snapshotId: snapshot.id, name: snapshot.name, reason: blocked.reason, rule: blocked.rule, isFault: false });
      return;
    }
    try {
      const closed = base && this.closed.get(resourceKey(base.id));
      if (closed) throw closed;
      const { record } = await this.measure(base, snapshot, index);
      result.measured += 1;
      result.bytes += record.bytes;
    } catch (error) {
      if (!isAboutThisSnapshot(error)) throw error;
      const rule = typeof error.details?.rule === "string" ? { rule: error.details.rule } : {};
      const isFault = error.code === "azure-failed";
      result.skipped.push({ snapshotId: snapshot.id, name: snapshot.name, reason: error.message, ...rule, isFault });
    }
  }

  private async measure(base: Snapshot | undefined, snapshot: Snapshot, index: number) {
    const isTooOld = this.kept !== undefined && this.deps.clock.nowMs() - this.kept.sinceMs > KEEP_AT_MOST_MS;
    if (isTooOld || (this.kept && this.kept.snapshotKey !== resourceKey(base?.id ?? ""))) await this.letGo();
    const before = this.kept;
    const isNextBase = measurementBase(this.chain, index + 1) === snapshot;
    if (isNextBase) this.kept = await this.keepOpen(snapshot);
    try {
      return await this.deps.diffs.read(base, snapshot, this.context);
    } finally {
      if (before !== this.kept) await before?.release();
    }
  }

  private async keepOpen(snapshot: Snapshot): Promise<KeptAccess> {
    try {
      return await this.keep(snapshot);
    } catch (error) {
      if (isAppError(error) && error.details?.rule === "access-in-use") this.closed.set(resourceKey(snapshot.id), error);
      throw error;
    }
  }

  /** Holds a SAS of the snapshot until released. */
  private keep(snapshot: Snapshot): Promise<KeptAccess> {
    return new Promise((resolve, reject) => {
      const held = this.deps.access.withReadAccess(
        [snapshot],
        this.context,
        () =>
          new Promise<void>((free) => {
            const release = () => {
              free();
              return held;
            };
            resolve({ snapshotKey: resourceKey(snapshot.id), sinceMs: this.deps.clock.nowMs(), release });
          }),
      );
      held.catch(reject);
    });
  }

  private async letGo(): Promise<void> {
    const { kept } = this;
    this.kept = undefined;
    await kept?.release();
  }
}

/** The next snapshot may still succeed; a missing role or a dead connection would fail them all. */
function isAboutThisSnapshot(error: unknown): error is AppError {
  return isAppError(error) && !error.retryable && ["not-possible", "not-found", "azure-failed"].includes(error.code);
}
