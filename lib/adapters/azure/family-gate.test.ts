import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FamilyGate, type GateMember, MAX_OPEN_PER_FAMILY } from "./family-gate.ts";

const settle = () => new Promise((resolve) => setImmediate(resolve));
/** "x/a" is snapshot a of family x, "a" one of family f. */
const member = (key: string): GateMember => ({ key, familyKey: key.includes("/") ? (key.split("/")[0] ?? "") : "f" });

function setUp(mayShare: (key: string) => boolean = () => true) {
  const gate = new FamilyGate(mayShare);
  return {
    gate,
    caller(name: string) {
      const by = Symbol(name);
      return {
        enter: (keys: string[], signal?: AbortSignal) => gate.enter(keys.map(member), by, signal),
        ask(keys: string[]) {
          const state = { entered: false };
          void gate.enter(keys.map(member), by).then(() => {
            state.entered = true;
          });
          return state;
        },
        leave: (key: string) => gate.leave(key, by),
        /** The last one out closes. */
        close(key: string) {
          expect(gate.leave(key, by)).toBe(true);
          gate.closed(key);
        },
      };
    },
  };
}

describe("FamilyGate", () => {
  it("lets two diffs of one family in and makes the third wait for a whole pair", async () => {
    const { caller } = setUp();
    const first = caller("first");
    await first.enter(["a", "b"]);
    await caller("second").enter(["c", "d"]);
    const third = caller("third").ask(["e", "g"]);
    const other = caller("other").ask(["x/a", "x/b"]);
    await settle();
    expect([third.entered, other.entered]).toEqual([false, true]);
    first.close("a");
    await settle();
    expect(third.entered).toBe(false);
    first.close("b");
    await settle();
    expect(third.entered).toBe(true);
  });

  it("shares a held snapshot without another slot and closes it with the last holder", async () => {
    const { caller } = setUp();
    const [first, second] = [caller("first"), caller("second")];
    await first.enter(["a", "b"]);
    await second.enter(["b", "c"]);
    await caller("third").enter(["c", "d"]);
    expect(first.leave("b")).toBe(false);
    expect(second.leave("b")).toBe(true);
  });

  it("makes a newcomer wait for a snapshot that is being closed", async () => {
    const { gate, caller } = setUp();
    const first = caller("first");
    await first.enter(["a"]);
    first.leave("a");
    const next = caller("next").ask(["a"]);
    await settle();
    expect(next.entered).toBe(false);
    gate.closed("a");
    await settle();
    expect(next.entered).toBe(true);
  });

  it("does not share what is about to end, except with who holds it", async () => {
    const { caller } = setUp(() => false);
    const holder = caller("holder");
    await holder.enter(["a"]);
    const next = caller("next").ask(["a"]);
    const again = holder.ask(["a"]);
    await settle();
    expect([next.entered, again.entered]).toEqual([false, true]);
  });

  it("serves a family first come first served", async () => {
    const { caller } = setUp();
    const first = caller("first");
    await first.enter(["a", "b", "c"]);
    const pair = caller("pair").ask(["d", "e"]);
    const single = caller("single").ask(["g"]);
    const sharing = caller("sharing").ask(["a"]);
    await settle();
    expect([pair.entered, single.entered, sharing.entered]).toEqual([false, false, false]);
    first.close("b");
    await settle();
    expect([pair.entered, single.entered, sharing.entered]).toEqual([true, false, false]);
  });

  it("lets a holder have again what it holds, and more where there is room, whoever waits for its slots", async () => {
    const { caller } = setUp();
    const holder = caller("holder");
    await holder.enter(["a"]);
    const four = caller("four").ask(["b", "c", "d", "e"]);
    const [again, more] = [holder.ask(["a"]), holder.ask(["a", "g"])];
    await settle();
    expect([four.entered, again.entered, more.entered]).toEqual([false, true, true]);
  });

  it("refuses the second of two holders that would wait for each other", async () => {
    const { caller } = setUp();
    const [one, other] = [caller("one"), caller("other")];
    await one.enter(["a", "b"]);
    await other.enter(["c", "d"]);
    const waiting = one.ask(["e"]);
    await expect(other.enter(["g"])).rejects.toMatchObject({ code: "too-many", retryable: true });
    other.close("c");
    await settle();
    expect(waiting.entered).toBe(true);
  });

  it("forgets a waiter that gives up, and lets in who stood behind it", async () => {
    const { caller } = setUp();
    await caller("first").enter(["a", "b", "c"]);
    const abort = new AbortController();
    const pair = caller("pair").enter(["d", "e"], abort.signal);
    const single = caller("single").ask(["g"]);
    abort.abort(new Error("gone"));
    await expect(pair).rejects.toThrow("gone");
    await settle();
    expect(single.entered).toBe(true);
  });

  it("does what a naive model of it does: never more than four, in order, and nobody waits for ever", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMove, { maxLength: 60 }), async (moves) => {
        const play = new Play();
        for (const move of moves) await play.move(move);
        await play.end();
      }),
      { numRuns: 200 },
    );
  });
});

const KEYS = ["a", "b", "c", "d", "e", "x/a", "x/b", "ending"];
const CALLERS = 5;

interface Move {
  caller: number;
  act: "enter" | "leave" | "close" | "give up";
  keys: string[];
  nth: number;
}

const anyMove: fc.Arbitrary<Move> = fc.record({
  caller: fc.nat(CALLERS - 1),
  act: fc.constantFrom("enter", "enter", "leave", "close", "give up"),
  keys: fc.subarray(KEYS, { minLength: 1, maxLength: 4 }),
  nth: fc.nat(),
});

const isShareable = (key: string) => key !== "ending";
const familyOf = (key: string) => member(key).familyKey;

/** Every rule of the gate told anew, on plain lists. */
class Model {
  held: { key: string; by: number }[] = [];
  closing: string[] = [];
  queue: { by: number; keys: string[] }[] = [];

  open = (family: string) => new Set([...this.held.map(({ key }) => key), ...this.closing].filter((key) => familyOf(key) === family));
  ownKeys = (by: number) => this.held.filter((one) => one.by === by).map(({ key }) => key);

  mayHave(by: number, keys: string[]): boolean {
    const isFree = (key: string) =>
      !this.closing.includes(key) && (isShareable(key) || this.ownKeys(by).includes(key) || this.held.every((one) => one.key !== key));
    const fits = (family: string) =>
      new Set([...this.open(family), ...keys.filter((key) => familyOf(key) === family)]).size <= MAX_OPEN_PER_FAMILY;
    return keys.every((key) => isFree(key) && (fits(familyOf(key)) || this.open(familyOf(key)).has(key)));
  }

  wouldWaitForEver(by: number, keys: string[]): boolean {
    const reach = (who: number, wanted: string[]) => [...this.ownKeys(who), ...wanted].map(familyOf);
    const mine = reach(by, keys);
    const isTooMuch = mine.some((family) => new Set([...this.ownKeys(by), ...keys].filter((key) => familyOf(key) === family)).size > 4);
    return (
      isTooMuch || this.queue.some((w) => this.ownKeys(w.by).length > 0 && reach(w.by, w.keys).some((family) => mine.includes(family)))
    );
  }

  /** "refused", or what it means for the queue. */
  enter(by: number, keys: string[]): boolean {
    const isHolder = this.ownKeys(by).length > 0;
    if (isHolder && !this.mayHave(by, keys) && this.wouldWaitForEver(by, keys)) return false;
    if (isHolder && this.mayHave(by, keys)) this.take(by, keys);
    else if (isHolder) this.queue.unshift({ by, keys });
    else this.queue.push({ by, keys });
    this.admit();
    return true;
  }

  take(by: number, keys: string[]) {
    for (const key of keys) this.held.push({ key, by });
  }

  admit() {
    const next = this.queue.findIndex(
      (w, i) =>
        this.mayHave(w.by, w.keys) &&
        this.queue.slice(0, i).every((before) => before.keys.every((key) => w.keys.every((own) => familyOf(own) !== familyOf(key)))),
    );
    const [admitted] = next < 0 ? [] : this.queue.splice(next, 1);
    if (!admitted) return;
    this.take(admitted.by, admitted.keys);
    this.admit();
  }
}

/** The gate and its model side by side. */
class Play {
  model = new Model();
  gate = new FamilyGate(isShareable);
  names = Array.from({ length: CALLERS }, (_, i) => Symbol(i));
  asking = new Map<number, { abort: AbortController; state: "waits" | "in" | "refused"; isRefused: boolean }>();

  async move({ caller, act, keys, nth }: Move) {
    const isWaiting = this.model.queue.some(({ by }) => by === caller);
    if (act === "enter" && !isWaiting) this.enter(caller, keys);
    if (act === "give up" && isWaiting) this.giveUp(caller);
    const own = this.model.ownKeys(caller);
    if (act === "leave" && !isWaiting && own.length > 0) this.leave(caller, own[nth % own.length] ?? "");
    const { closing } = this.model;
    if (act === "close" && closing.length > 0) this.close(closing[nth % closing.length] ?? "");
    await settle();
    this.compare();
  }

  enter(caller: number, keys: string[]) {
    const abort = new AbortController();
    const asked = { abort, state: "waits" as "waits" | "in" | "refused", isRefused: !this.model.enter(caller, keys) };
    this.asking.set(caller, asked);
    this.gate.enter(keys.map(member), this.names[caller] ?? Symbol(), abort.signal).then(
      () => {
        asked.state = "in";
      },
      () => {
        asked.state = "refused";
      },
    );
  }

  giveUp(caller: number) {
    this.asking.get(caller)?.abort.abort();
    this.asking.delete(caller);
    this.model.queue = this.model.queue.filter(({ by }) => by !== caller);
    this.model.admit();
  }

  leave(caller: number, key: string) {
    const { model } = this;
    model.held.splice(
      model.held.findIndex((one) => one.by === caller && one.key === key),
      1,
    );
    const isLast = model.held.every((one) => one.key !== key);
    if (isLast) model.closing.push(key);
    expect(this.gate.leave(key, this.names[caller] ?? Symbol())).toBe(isLast);
  }

  close(key: string) {
    this.model.closing = this.model.closing.filter((one) => one !== key);
    this.gate.closed(key);
    this.model.admit();
  }

  compare() {
    for (const family of ["f", "x"]) expect(this.model.open(family).size).toBeLessThanOrEqual(MAX_OPEN_PER_FAMILY);
    const open = [...this.model.open("f"), ...this.model.open("x")].toSorted();
    expect(KEYS.filter((key) => this.gate.isHeld(key)).toSorted()).toEqual(open);
    for (const [caller, { state, isRefused }] of this.asking) {
      const expected = isRefused ? "refused" : this.model.queue.some(({ by }) => by === caller) ? "waits" : "in";
      expect([caller, state]).toEqual([caller, expected]);
    }
  }

  /** Everybody who is in leaves: then all who wait come in, one after the other. */
  async end() {
    while (this.model.held.length + this.model.closing.length + this.model.queue.length > 0) {
      const before = JSON.stringify([this.model.held, this.model.closing, this.model.queue]);
      for (const { key, by } of [...this.model.held]) if (this.model.queue.every((w) => w.by !== by)) this.leave(by, key);
      for (const key of [...this.model.closing]) this.close(key);
      await settle();
      this.compare();
      expect(JSON.stringify([this.model.held, this.model.closing, this.model.queue])).not.toBe(before);
    }
  }
}
