import { describe, expect, test } from "vitest";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { holdState, holdWords, isHeldBy, isOwnHold } from "./hold.ts";

const nowMs = Date.parse("2026-11-28T12:00:00Z");

test("a hold is in force until its end, or until it is lifted", () => {
  expect(holdState({}, nowMs)).toBe("in-force");
  expect(holdState({ until: "2026-11-28T12:00:00.001Z" }, nowMs)).toBe("in-force");
  expect(holdState({ until: "2026-11-28T12:00:00.000Z" }, nowMs)).toBe("ended");
  expect(holdState({ until: "2027-01-01T00:00:00Z", liftedAt: "2026-11-01T00:00:00Z" }, nowMs)).toBe("lifted");
});

describe("a hold is on", () => {
  const hold = { snapshotId: "/Subscriptions/s/snapshots/a", uniqueId: "U-1" };

  test("the snapshot of its unique id, wherever that was moved", () => {
    expect(isHeldBy(hold, { id: "/subscriptions/s/snapshots/A", uniqueId: "u-1" })).toBe(true);
    expect(isHeldBy(hold, { id: "/subscriptions/s/other/a", uniqueId: "u-1" })).toBe(true);
  });

  test("no other one that has its name since", () => {
    expect(isHeldBy(hold, { id: "/subscriptions/s/snapshots/a", uniqueId: "u-2" })).toBe(false);
    expect(isHeldBy(hold, { id: "/subscriptions/s/snapshots/b", uniqueId: "u-2" })).toBe(false);
  });

  test("what may be the same one, where Azure gave no unique id now or then", () => {
    const untold = { id: "/subscriptions/s/snapshots/a", uniqueId: "/subscriptions/s/snapshots/a" };
    expect(isHeldBy(hold, untold)).toBe(true);
    expect(isHeldBy({ ...hold, uniqueId: "/subscriptions/s/snapshots/a" }, { ...untold, uniqueId: "u-9" })).toBe(true);
    expect(isHeldBy(hold, { id: "/subscriptions/s/snapshots/b", uniqueId: "/subscriptions/s/snapshots/b" })).toBe(false);
  });
});

test("a hold is one's own only where one set it, for oneself", () => {
  const own = { owner: testPrincipal.name, setBy: testPrincipal };
  expect(isOwnHold(own, testPrincipal)).toBe(true);
  expect(isOwnHold({ ...own, owner: "Ada" }, testPrincipal)).toBe(false);
  expect(isOwnHold({ ...own, setBy: { ...testPrincipal, identity: "other" } }, testPrincipal)).toBe(false);
  expect(isOwnHold({ ...own, setBy: { ...testPrincipal, name: "Ada" } }, testPrincipal)).toBe(false);
});

test("it is told with who wants it, until when, and why", () => {
  expect(holdWords({ owner: "Ada", reason: "audit" })).toBe("held for Ada until it is lifted: audit");
  expect(holdWords({ owner: "Ada", reason: "audit", until: "2027-01-01T00:00:00Z" })).toBe(
    "held for Ada until 2027-01-01 00:00:00 UTC: audit",
  );
});
