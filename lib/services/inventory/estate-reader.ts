// Keeps the estate near to Azure. Pages open at once with what is known and its age; a reading older than a minute is
// renewed behind the answer. However many ask, each identity reads Azure once at a time, with its own rights. While
// Azure does not answer, what was known stays, with its time and the reason.
import type { SourceState } from "#lib/contract/common.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { orAborted } from "#lib/domain/concurrency/shared-work.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { Estate } from "#lib/services/ports/estate.ts";
import type { EstateStore, LastReading } from "#lib/services/ports/estate-store.ts";
import type { AzureInventory, ReadingOptions, SubscriptionInfo } from "#lib/services/ports/inventory.ts";
import type { MeasurementStore } from "#lib/services/ports/measurements.ts";
import type { OverlapStore } from "#lib/services/ports/overlaps.ts";
import type { StoredHistory } from "#lib/services/ports/stored-history.ts";
import { DERIVATION, deriveChain, deriveEstate, indexRecords, storedRelations, subscriptionNames } from "./derive-estate.ts";
import { MovingLook, type MovingLookDeps } from "./moving-look.ts";

const MAX_AGE_MS = 60_000;
/** A reading belongs to all who ask, and goes on for the next one when the first has left; so long after the last one it ends. */
const UNASKED_MS = 5 * 60_000;
/** Facts that change faster than they can be derived must not hold up an answer. */
const MAX_ROUNDS = 4;

/** The reading behind an answer. */
export interface SeenReading {
  asOf: string;
  /** How each subscription answered. */
  sources: SourceState[];
}

export interface EstateReader {
  /** To be called before anything is asked of the estate: makes sure that it is there. */
  current(context: CallContext): Promise<SeenReading>;
  /** What current would give, if anything was read before: it waits for no reading, and begins none. */
  known(context: CallContext): Promise<SeenReading | undefined>;
  /**
   * Reads Azure: by a reading that began after this was asked, so that the estate shows what was done before it. A
   * subscription that Azure throttles is left alone until its time, unless a person insists.
   */
  refresh(context: CallContext, options?: Pick<ReadingOptions, "isInsisted">): Promise<SeenReading>;
}

/** What every service needs that shows something of the estate. */
export interface EstateDeps {
  view: EstateReader;
  estate: Estate;
}

export interface EstateReaderDeps {
  azure: AzureInventory;
  store: EstateStore;
  estate: Pick<Estate, "chains"> & MovingLookDeps["estate"];
  measurements: Pick<MeasurementStore, "all" | "of">;
  overlaps: Pick<OverlapStore, "all" | "of">;
  history: Pick<StoredHistory, "relate">;
  clock: Clock;
  /** How long a reading goes on that nobody asks for any more. */
  unaskedMs?: number;
  /** Snapshots are gone, and that is remembered. */
  onGone?: () => void;
  /** A reading behind an answer failed; the answer stood. */
  onRefreshFailed?: (error: unknown) => void;
}

export function toSource({
  subscriptionId,
  displayName,
  state,
  message,
  azureState,
  throttledUntil,
  notices,
}: SubscriptionInfo): SourceState {
  return {
    subscriptionId,
    displayName,
    state,
    ...(message ? { message } : {}),
    ...(azureState ? { azureState } : {}),
    ...(throttledUntil ? { throttledUntil } : {}),
    ...(notices ? { notices } : {}),
  };
}

export function createEstateReader(deps: EstateReaderDeps): EstateReader {
  const identities = new Map<string, IdentityReader>();
  // What was written between a reading and its history is made good by the first one after a start.
  const isRelated = { isAll: false };
  const readerOf = ({ principal }: CallContext) => {
    const reader = identities.get(principal.identity) ?? new IdentityReader(deps, isRelated);
    identities.set(principal.identity, reader);
    return reader;
  };
  return {
    current: (context) => readerOf(context).current(context),
    known: (context) => readerOf(context).known(context),
    refresh: (context, options) => readerOf(context).refresh(context, options),
  };
}

/** Of one identity: what it sees, and the readings under way for it. */
class IdentityReader {
  private readonly deps: EstateReaderDeps;
  private readonly related: { isAll: boolean };
  private reading: Promise<SeenReading> | undefined;
  /** A reading asked for while one is under way. */
  private next: Promise<SeenReading> | undefined;
  /** Of those who wait for it, one does not mind what Azure asked to wait for. */
  private isNextInsisted = false;
  private deriving: Promise<void> | undefined;
  private triedAtMs = Number.NEGATIVE_INFINITY;
  /** Of the reading under way. */
  private stop = new AbortController();
  private waiting = 0;
  private ending: NodeJS.Timeout | undefined;
  private readonly moving: MovingLook;

  constructor(deps: EstateReaderDeps, related: { isAll: boolean }) {
    this.deps = deps;
    this.moving = new MovingLook(deps);
    this.related = related;
  }

  async current(context: CallContext): Promise<SeenReading> {
    const known = await this.deps.store.lastReading(context, DERIVATION);
    // Who saw nothing may have been given a right since: that is worth a look each time.
    if (!known || known.subscriptions.length === 0) return this.waitFor(this.read(context), context);
    await this.derive(context, known);
    const nowMs = this.deps.clock.nowMs();
    const isOld = nowMs - epochMs(known.readAt) > MAX_AGE_MS;
    if (this.reading) this.endUnasked();
    if (isOld && nowMs - this.triedAtMs > MAX_AGE_MS / 4) this.readBehind(context);
    else if (!this.reading) this.lookBehind(context, known);
    return toSeen(known);
  }

  private readBehind(context: CallContext): void {
    this.read(context).catch((error: unknown) => this.deps.onRefreshFailed?.(error));
  }

  private lookBehind(context: CallContext, known: LastReading): void {
    this.moving
      .look(context, this.throttledNow(known))
      .then((isEnded) => isEnded && this.readBehind(context))
      .catch((error: unknown) => this.deps.onRefreshFailed?.(error));
  }

  async known(context: CallContext): Promise<SeenReading | undefined> {
    const known = await this.deps.store.lastReading(context, DERIVATION);
    await this.derive(context, known);
    return known && toSeen(known);
  }

  refresh(context: CallContext, options: ReadingOptions = {}): Promise<SeenReading> {
    return this.waitFor(this.reading ? this.readNext(context, this.reading, options) : this.read(context, options), context);
  }

  /** Single flight. It serves everybody who joins, so it does not stop when the first one goes away. */
  private read(context: CallContext, options: ReadingOptions = {}): Promise<SeenReading> {
    this.triedAtMs = this.deps.clock.nowMs();
    this.reading ??= this.begin(context, options);
    return this.reading;
  }

  private begin({ requestId, principal }: CallContext, options: ReadingOptions): Promise<SeenReading> {
    this.stop = new AbortController();
    const reading = this.readAzure({ requestId, principal, signal: this.stop.signal }, options).finally(() => {
      this.reading = undefined;
      clearTimeout(this.ending);
    });
    this.endUnasked();
    return reading;
  }

  private async waitFor(reading: Promise<SeenReading>, { signal }: CallContext): Promise<SeenReading> {
    this.waiting += 1;
    clearTimeout(this.ending);
    try {
      return await orAborted(reading, signal);
    } finally {
      this.waiting -= 1;
      if (this.reading) this.endUnasked();
    }
  }

  private endUnasked(): void {
    clearTimeout(this.ending);
    if (this.waiting > 0) return;
    const { stop } = this;
    const end = () => stop.abort(new AppError("azure-unavailable", "The reading of Azure was ended: nobody asked for it any more."));
    this.ending = setTimeout(end, this.deps.unaskedMs ?? UNASKED_MS);
    this.ending.unref();
  }

  /** One for all who ask while the same reading is under way. */
  private readNext(context: CallContext, underWay: Promise<SeenReading>, options: ReadingOptions): Promise<SeenReading> {
    this.isNextInsisted ||= options.isInsisted === true;
    this.next ??= underWay
      .catch(() => undefined)
      .then(() => {
        const isInsisted = this.isNextInsisted;
        this.next = undefined;
        this.isNextInsisted = false;
        return this.read(context, { isInsisted });
      });
    return this.next;
  }

  private async readAzure(context: CallContext, { isInsisted = false }: ReadingOptions): Promise<SeenReading> {
    const { azure, store } = this.deps;
    const told = isInsisted ? undefined : await store.lastReading(context, DERIVATION);
    const inventory = await azure.read(context, { isInsisted, resting: this.throttledNow(told) });
    // What goes is remembered with the chain it was in.
    const before = await store.lastReading(context, DERIVATION);
    if (before) await this.derive(context, before);
    const { isChanged, goneUniqueIds } = await store.record(context, inventory);
    if (isChanged || !this.related.isAll) await this.relate(inventory.readAt, goneUniqueIds);
    const now = await store.lastReading(context, DERIVATION);
    if (!now || now.subscriptions.length === 0)
      throw new AppError("forbidden", "The app's identity sees no subscription. Give it a reader role on one.");
    await this.derive(context, now);
    return toSeen(now);
  }

  private throttledNow(told: LastReading | undefined): SubscriptionInfo[] {
    const now = new Date(this.deps.clock.nowMs()).toISOString();
    return told?.subscriptions.filter(({ throttledUntil }) => throttledUntil !== undefined && throttledUntil > now) ?? [];
  }

  private async relate(at: string, goneUniqueIds: string[]): Promise<void> {
    const facts = await this.deps.store.allFacts();
    // Moved to another group it is gone there and present here.
    const present = new Set(facts.snapshots.map(({ uniqueId }) => uniqueId));
    const gone = (this.related.isAll ? goneUniqueIds : facts.goneUniqueIds).filter((id) => !present.has(id));
    // A history that could not be written is made good by the next reading, whether or not that one changes anything.
    this.related.isAll = false;
    await this.deps.history.relate(at, storedRelations(facts.snapshots, facts.disks), gone);
    this.related.isAll = true;
    if (gone.length > 0) this.deps.onGone?.();
  }

  /** Brings what follows from facts and measurements up to them; once at a time. */
  private async derive(context: CallContext, known: LastReading | undefined): Promise<void> {
    for (let round = 0; known && round < MAX_ROUNDS && (!known.isDerived || known.isStale); round += 1) {
      this.deriving ??= this.deriveNow(context, known).finally(() => {
        this.deriving = undefined;
      });
      await this.deriving;
      known = await this.deps.store.lastReading(context, DERIVATION);
    }
  }

  private async deriveNow(context: CallContext, known: LastReading): Promise<void> {
    if (known.isDerived) return this.deriveStale(context, known);
    const { store, measurements, overlaps: kept } = this.deps;
    const [facts, records, overlaps] = await Promise.all([store.factsSeen(context), measurements.all(), kept.all()]);
    if (!facts) return;
    const { view, generation } = facts;
    const at = new Date(this.deps.clock.nowMs()).toISOString();
    await store.putDerived({ view, generation, derivation: DERIVATION, at }, deriveEstate({ ...facts, records, overlaps }));
  }

  /** A measurement touches its own chain and nothing else. */
  private async deriveStale(context: CallContext, { subscriptions }: LastReading): Promise<void> {
    const nameOf = subscriptionNames(subscriptions);
    for (const stale of await this.deps.store.staleChains(context)) {
      const chain = await this.deps.estate.chains.find(context, stale.key);
      if (!chain) continue;
      const uniqueIds = chain.snapshots.map((snapshot) => snapshot.uniqueId);
      const [records, overlaps] = await Promise.all([this.deps.measurements.of(uniqueIds), this.deps.overlaps.of(uniqueIds)]);
      const { snapshots, row } = deriveChain(chain, indexRecords(records, overlaps), nameOf);
      await this.deps.store.putChain(context, stale, { snapshots, chains: [{ row, chain }] });
    }
  }
}

function toSeen({ readAt, subscriptions }: LastReading): SeenReading {
  return { asOf: readAt, sources: subscriptions.map(toSource) };
}
