import { describe, expect, it } from "vitest";
import { FamilyGate, type GateMember } from "./family-gate.ts";

const member = (key: string, familyKey = "f"): GateMember => ({ key, familyKey });

function tracked(promise: Promise<void>) {
  const state = { entered: false };
  void promise.then(() => {
    state.entered = true;
  });
  return state;
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("FamilyGate", () => {
  it("lets two diffs of one family in and makes the third wait for a whole pair", async () => {
    const gate = new FamilyGate(() => true);
    await gate.enter([member("a"), member("b")]);
    await gate.enter([member("c"), member("d")]);
    const third = tracked(gate.enter([member("e"), member("g")]));
    const other = tracked(gate.enter([member("x", "other"), member("y", "other")]));
    await settle();
    expect([third.entered, other.entered]).toEqual([false, true]);
    expect(gate.leave("a")).toBe(true);
    gate.closed("a");
    await settle();
    expect(third.entered).toBe(false);
    gate.leave("b");
    gate.closed("b");
    await settle();
    expect(third.entered).toBe(true);
  });

  it("shares a held snapshot without another slot and closes it with the last holder", async () => {
    const gate = new FamilyGate(() => true);
    await gate.enter([member("a"), member("b")]);
    await gate.enter([member("b"), member("c")]);
    await gate.enter([member("c"), member("d")]);
    expect(gate.leave("b")).toBe(false);
    expect(gate.leave("b")).toBe(true);
  });

  it("makes a newcomer wait for a snapshot that is being closed", async () => {
    const gate = new FamilyGate(() => true);
    await gate.enter([member("a")]);
    gate.leave("a");
    const next = tracked(gate.enter([member("a")]));
    await settle();
    expect(next.entered).toBe(false);
    gate.closed("a");
    await settle();
    expect(next.entered).toBe(true);
  });

  it("does not share what is about to end", async () => {
    const gate = new FamilyGate(() => false);
    await gate.enter([member("a")]);
    const next = tracked(gate.enter([member("a")]));
    await settle();
    expect(next.entered).toBe(false);
  });

  it("serves a family first come first served", async () => {
    const gate = new FamilyGate(() => true);
    await gate.enter([member("a"), member("b"), member("c")]);
    const pair = tracked(gate.enter([member("d"), member("e")]));
    const single = tracked(gate.enter([member("g")]));
    await settle();
    expect([pair.entered, single.entered]).toEqual([false, false]);
    gate.leave("a");
    gate.closed("a");
    await settle();
    expect([pair.entered, single.entered]).toEqual([true, false]);
  });

  it("forgets a waiter that gives up, and lets in who stood behind it", async () => {
    const gate = new FamilyGate(() => true);
    await gate.enter([member("a"), member("b"), member("c")]);
    const abort = new AbortController();
    const pair = gate.enter([member("d"), member("e")], abort.signal);
    const single = tracked(gate.enter([member("g")]));
    abort.abort(new Error("gone"));
    await expect(pair).rejects.toThrow("gone");
    await settle();
    expect(single.entered).toBe(true);
  });
});
