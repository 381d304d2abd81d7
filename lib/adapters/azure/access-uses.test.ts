import { describe, expect, it } from "vitest";
import type { AccessUse } from "#lib/services/ports/access.ts";
import { admit, leave, MIN_REMAINING_MS, settle, type WantedUse } from "./access-uses.ts";

const HOUR_MS = 3_600_000;
const want = (snapshotKey: string, familyKey = "f"): WantedUse => ({
  id: `of ${snapshotKey}`,
  snapshotKey,
  familyKey,
  expiresAtMs: HOUR_MS,
});
const held = (snapshotKey: string, changes: Partial<AccessUse> = {}): AccessUse => ({
  ...want(snapshotKey),
  id: `theirs of ${snapshotKey}`,
  owner: "other",
  state: "held",
  ...changes,
});
const states = (uses: readonly AccessUse[] | undefined) => uses?.map(({ snapshotKey, state }) => `${snapshotKey} ${state}`);

describe("what a dashboard wants", () => {
  it("it takes alone until it has it, and then others may join", () => {
    const { uses = [], result } = admit([], "me", [want("a"), want("b")], 0);
    expect(states(result)).toEqual(["a taking", "b taking"]);
    expect(admit(uses, "other", [want("a")], 0)).toEqual({ result: undefined });
    expect(states(admit(settle(uses, "of a").uses ?? [], "other", [want("a")], 0).result)).toEqual(["a held"]);
  });

  it("it gets all at once or not at all: not while one of them is being ended", () => {
    expect(admit([held("b", { state: "ending" })], "me", [want("a"), want("b")], 0)).toEqual({ result: undefined });
  });

  it("it does not get where a family would have more than four; what is held already takes no place", () => {
    const four = ["a", "b", "c", "d"].map((key) => held(key));
    expect(admit(four, "me", [want("e")], 0)).toEqual({ result: undefined });
    expect(states(admit(four, "me", [want("a"), want("b")], 0).result)).toEqual(["a held", "b held"]);
    expect(states(admit(four, "me", [want("e", "another")], 0).result)).toEqual(["e taking"]);
    expect(admit(four.slice(1), "me", [want("a"), want("e")], 0)).toEqual({ result: undefined });
  });

  it("it counts on no longer than the first SAS lives, and does not join one about to end", () => {
    const ending = held("a", { expiresAtMs: MIN_REMAINING_MS + 1 });
    expect(admit([ending], "me", [want("a")], 0).result).toMatchObject([{ expiresAtMs: MIN_REMAINING_MS + 1 }]);
    expect(admit([ending], "me", [want("a")], 1)).toEqual({ result: undefined });
  });
});

it("only the last one that leaves has to revoke, and keeps the others out until then", () => {
  const [mine, theirs] = [held("a", { id: "mine", owner: "me" }), held("a")];
  expect(leave([mine, theirs], mine)).toEqual({ uses: [theirs], result: false });
  expect(leave([theirs], theirs)).toEqual({ uses: [{ ...theirs, state: "ending" }], result: true });
});
