// Who may hold a SAS. Azure allows five snapshots of one family to have one at a time; we take at most four
// (two diffs), so that somebody else can always take one. A caller gets all it needs at once or waits, first
// come first served: holding one half of a diff while waiting for the other would stop everybody.
//
//   absent ──enter──▶ held (by n callers) ──last one leaves──▶ closing ──closed()──▶ absent
//
// A held snapshot is shared without taking another slot. One that is closing has to be waited for: a revoke
// ends it for everyone.

export const MAX_OPEN_PER_FAMILY = 4;

export interface GateMember {
  key: string;
  familyKey: string;
}

interface Held {
  familyKey: string;
  holders: number;
  closing: boolean;
}

interface Waiter {
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
  async enter(members: GateMember[], signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.mayAdmit(members) && !this.waiting.some((w) => sharesFamily(w.members, members))) {
      this.hold(members);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        this.waiting = this.waiting.filter((w) => w !== waiter);
        reject(signal?.reason);
        this.admitWaiting();
      };
      const waiter: Waiter = {
        members,
        admit: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      this.waiting.push(waiter);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** true: this was the last holder, who must now close it and say so. */
  leave(key: string): boolean {
    const held = this.held.get(key);
    if (!held) return false;
    held.holders -= 1;
    held.closing = held.holders === 0;
    return held.closing;
  }

  closed(key: string): void {
    this.held.delete(key);
    this.admitWaiting();
  }

  isHeld(key: string): boolean {
    return this.held.has(key);
  }

  private admitWaiting(): void {
    const passed: Waiter[] = [];
    for (const waiter of this.waiting) {
      const isBehind = this.waiting.some(
        (w) => w !== waiter && !passed.includes(w) && isBefore(this.waiting, w, waiter) && sharesFamily(w.members, waiter.members),
      );
      if (isBehind || !this.mayAdmit(waiter.members)) continue;
      this.hold(waiter.members);
      passed.push(waiter);
    }
    this.waiting = this.waiting.filter((w) => !passed.includes(w));
    for (const waiter of passed) waiter.admit();
  }

  private mayAdmit(members: GateMember[]): boolean {
    const fresh = new Map<string, number>();
    for (const member of members) {
      const held = this.held.get(member.key);
      if (held ? held.closing || !this.mayShare(member.key) : false) return false;
      if (!held) fresh.set(member.familyKey, (fresh.get(member.familyKey) ?? 0) + 1);
    }
    return [...fresh].every(([familyKey, count]) => this.openIn(familyKey) + count <= MAX_OPEN_PER_FAMILY);
  }

  private hold(members: GateMember[]): void {
    for (const { key, familyKey } of members) {
      const held = this.held.get(key);
      if (held) held.holders += 1;
      else this.held.set(key, { familyKey, holders: 1, closing: false });
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

function isBefore<T>(list: T[], a: T, b: T): boolean {
  return list.indexOf(a) < list.indexOf(b);
}
