// The estate as it was last read. Pages open at once with what is known and its age; a reading older than a
// minute is renewed behind the answer. However many ask, Azure is read once at a time. While Azure does not
// answer, what was known stays, with its time and the reason.
import { AppError } from "#lib/domain/app-error.ts";
import { orAborted } from "#lib/domain/concurrency/shared-work.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { AzureInventory, Inventory, InventoryList, InventoryStore } from "#lib/services/ports/inventory.ts";
import type { MeasurementRecord, MeasurementStore } from "#lib/services/ports/measurements.ts";
import { Estate, Structure } from "./estate.ts";

const MAX_AGE_MS = 60_000;

export interface InventoryView {
  current(context: CallContext): Promise<Estate>;
  /** Reads Azure and gives the new estate: by a reading that began after this was asked, so that it shows what was done before. */
  refresh(context: CallContext): Promise<Estate>;
}

export interface InventoryViewDeps {
  azure: AzureInventory;
  store: InventoryStore;
  measurements: MeasurementStore;
  clock: Clock;
  /** A reading behind an answer failed; the answer stood. */
  onRefreshFailed?: (error: unknown) => void;
}

export function createInventoryView(deps: InventoryViewDeps): InventoryView {
  return new StoredInventoryView(deps);
}

class StoredInventoryView implements InventoryView {
  private readonly deps: InventoryViewDeps;
  private structure: Structure | undefined;
  private estate: { made: Estate; records: MeasurementRecord[] } | undefined;
  private reading: Promise<Structure> | undefined;
  /** A reading asked for while one is under way. */
  private next: Promise<Structure> | undefined;
  private loading: Promise<Structure | undefined> | undefined;
  private triedAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: InventoryViewDeps) {
    this.deps = deps;
  }

  async current(context: CallContext): Promise<Estate> {
    const known = this.structure ?? (await this.load());
    if (!known) return this.estateOf(await orAborted(this.read(context), context.signal));
    const nowMs = this.deps.clock.nowMs();
    const isStale = nowMs - epochMs(known.inventory.readAt) > MAX_AGE_MS;
    if (isStale && nowMs - this.triedAtMs > MAX_AGE_MS / 4)
      this.read(context).catch((error: unknown) => this.deps.onRefreshFailed?.(error));
    return this.estateOf(known);
  }

  async refresh(context: CallContext): Promise<Estate> {
    const reading = this.reading ? this.readNext(context, this.reading) : this.read(context);
    return this.estateOf(await orAborted(reading, context.signal));
  }

  private async estateOf(structure: Structure): Promise<Estate> {
    const records = await this.deps.measurements.all();
    if (this.estate?.made.structure === structure && this.estate.records === records) return this.estate.made;
    const made = new Estate(structure, records);
    this.estate = { made, records };
    return made;
  }

  private load(): Promise<Structure | undefined> {
    this.loading ??= this.deps.store
      .load()
      .then((inventory) => {
        this.structure ??= inventory && new Structure(inventory);
        return this.structure;
      })
      .finally(() => {
        this.loading = undefined;
      });
    return this.loading;
  }

  /** Single flight. It serves everybody who joins, so it does not stop when the first one goes away. */
  private read(context: CallContext): Promise<Structure> {
    this.triedAtMs = this.deps.clock.nowMs();
    this.reading ??= this.readAzure({ requestId: context.requestId }).finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  /** One for all who ask while the same reading is under way. */
  private readNext(context: CallContext, underWay: Promise<Structure>): Promise<Structure> {
    this.next ??= underWay
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.read(context);
      });
    return this.next;
  }

  private async readAzure(context: CallContext): Promise<Structure> {
    const inventory = keepUnreadable(await this.deps.azure.read(context), (this.structure ?? (await this.load()))?.inventory);
    if (inventory.subscriptions.length === 0) {
      throw new AppError("forbidden", "The app's identity sees no subscription. Give it a reader role on one.");
    }
    this.structure = new Structure(inventory);
    await this.deps.store.save(inventory);
    return this.structure;
  }
}

/** A list that failed just now keeps what was known of it: it must not look as if all had been deleted. The others are new. */
function keepUnreadable(read: Inventory, known: Inventory | undefined): Inventory {
  if (!known || read.subscriptions.every((subscription) => !subscription.unread)) return read;
  const merge = <T extends { subscriptionId: string }>(list: InventoryList, now: T[], before: T[]) => {
    const unread = read.subscriptions.filter((subscription) => subscription.unread?.includes(list));
    const ids = new Set(unread.map((subscription) => subscription.subscriptionId.toLowerCase()));
    const isUnread = (item: T) => ids.has(item.subscriptionId.toLowerCase());
    return [...now.filter((item) => !isUnread(item)), ...before.filter(isUnread)];
  };
  return {
    ...read,
    resourceGroups: merge("resourceGroups", read.resourceGroups, known.resourceGroups),
    disks: merge("disks", read.disks, known.disks),
    snapshots: merge("snapshots", read.snapshots, known.snapshots),
  };
}
