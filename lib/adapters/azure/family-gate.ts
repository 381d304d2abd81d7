// Who may hold a SAS. Azure allows five snapshots of one family to have one at a time; we take at most four
// (two diffs), so that somebody else can always take one. A caller gets all it needs at once or waits, first
// come first served: holding one half of a diff while waiting for the other would stop everybody.
//
//   absent ──enter──▶ held (by n callers) ──last one leaves──▶ closing ──closed()──▶ absent
//
// A held snapshot is shared without taking another slot. One that is closing has to be waited for: a revoke
// ends it for everyone.
//
// A caller that holds something already (it comes by the same name) does not stand in the queue: those in it may be waiting for
// what it holds. What it holds it gets again at once. If what it asks for besides does not fit, it waits in front of
// the queue; a second one like that in the same family is refused, as each would wait for the other.
import { AppError } from "#lib/domain/app-error.ts";

export const MAX_OPEN_PER_FAMILY = 4;

export interface GateMember {
  key: string;
  familyKey: string;
}

interface Held {
  familyKey: string;
  /** Who holds it, once for each time it entered. */
  holders: symbol[];
  closing: boolean;
}

interface Waiter {
  by: symbol;
  members: GateMember[];
  admit: () => void;
}

export class FamilyGate {
  private readonly held = new Map<string, Held>();
  private waiting: Waiter[] = [];
  private readonly mayShare: (key: string) => boolean;

  /** mayShare: false makes newcomers wait until the present holders are gone (a SAS about to end). */
  constructor(mayShare: (key: string) => boolean) {
    this.mayShare = mayShare;
  }

  /** Resolves when all members are held by this caller too. Rejects when aborted before that. */
  async enter(members: GateMember[], by: symbol, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const isHolder = this.isHolder(by);
    if (this.mayAdmit(members, by) && (isHolder || !this.waiting.some((w) => sharesFamily(w.members, members)))) {
      this.hold(members, by);
      return;
    }
    if (isHolder) this.assertMayWait(members, by);
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        this.waiting = this.waiting.filter((w) => w !== waiter);
        reject(signal?.reason);
        this.admitWaiting();
      };
      const waiter: Waiter = {
        by,
        members,
        admit: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      if (isHolder) this.waiting.unshift(waiter);
      else this.waiting.push(waiter);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** true: this was the last holder, who must now close it and say so. */
  leave(key: string, by: symbol): boolean {
    const held = this.held.get(key);
    if (!held) return false;
    const at = held.holders.indexOf(by);
    if (at >= 0) held.holders.splice(at, 1);
    held.closing = held.holders.length === 0;
    return held.closing;
  }

  closed(key: string): void {
    this.held.delete(key);
    this.admitWaiting();
  }

  isHeld(key: string): boolean {
    return this.held.has(key);
  }

  /** Whether the caller holds anything. */
  isHolder(by: symbol): boolean {
    for (const { holders } of this.held.values()) if (holders.includes(by)) return true;
    return false;
  }

  private assertMayWait(members: GateMember[], by: symbol): void {
    const families = this.familiesOf(members, by);
    const other = this.waiting.find((w) => this.isHolder(w.by) && this.familiesOf(w.members, w.by).some((one) => families.includes(one)));
    if (!other && families.every((family) => this.ownSlots(members, by, family) <= MAX_OPEN_PER_FAMILY)) return;
    throw new AppError("too-many", "Too many snapshots of one chain are being read at once; this one would wait for ever.");
  }

  /** Where it holds or wants something. */
  private familiesOf(members: GateMember[], by: symbol): string[] {
    const holding = [...this.held.values()].filter(({ holders }) => holders.includes(by));
    return [...members, ...holding].map(({ familyKey }) => familyKey);
  }

  private ownSlots(members: GateMember[], by: symbol, family: string): number {
    const holding = [...this.held].filter(([, held]) => held.familyKey === family && held.holders.includes(by)).map(([key]) => key);
    return new Set([...holding, ...members.filter(({ familyKey }) => familyKey === family).map(({ key }) => key)]).size;
  }

  private admitWaiting(): void {
    const passed: Waiter[] = [];
    for (const [i, waiter] of this.waiting.entries()) {
      const isBehind = this.waiting.slice(0, i).some((w) => !passed.includes(w) && sharesFamily(w.members, waiter.members));
      if (isBehind || !this.mayAdmit(waiter.members, waiter.by)) continue;
      this.hold(waiter.members, waiter.by);
      passed.push(waiter);
    }
    this.waiting = this.waiting.filter((w) => !passed.includes(w));
    for (const waiter of passed) waiter.admit();
  }

  private mayAdmit(members: GateMember[], by: symbol): boolean {
    const fresh = new Map<string, number>();
    for (const { key, familyKey } of members) {
      const held = this.held.get(key);
      if (!held) fresh.set(familyKey, (fresh.get(familyKey) ?? 0) + 1);
      else if (held.closing || (!held.holders.includes(by) && !this.mayShare(key))) return false;
    }
    return [...fresh].every(([familyKey, count]) => this.openIn(familyKey) + count <= MAX_OPEN_PER_FAMILY);
  }

  private hold(members: GateMember[], by: symbol): void {
    for (const { key, familyKey } of members) {
      const held = this.held.get(key);
      if (held) held.holders.push(by);
      else this.held.set(key, { familyKey, holders: [by], closing: false });
    }
  }

  private openIn(familyKey: string): number {
    let open = 0;
    for (const held of this.held.values()) if (held.familyKey === familyKey) open += 1;
    return open;
  }
}

function sharesFamily(a: GateMember[], b: GateMember[]): boolean {
  return a.some((x) => b.some((y) => x.familyKey === y.familyKey));
}
