import { expect, test } from "vitest";
import { isInSight, type Sight } from "./sight.ts";

const source = "/subscriptions/one/resourcegroups/rg/providers/microsoft.compute/snapshots/s1";
const elsewhere = "/subscriptions/two/resourcegroups/dr/providers/microsoft.compute/snapshots/s1-dr";
const sight = (...beginnings: string[]): Sight => ({ identity: "ann", beginnings });
const record = { requestedBy: { identity: "ben" }, subjectId: source, targetKeys: [elsewhere] };

test("a copy into another subscription is seen by who may read both", () => {
  expect(isInSight(sight("/subscriptions/one/", "/subscriptions/two/"), record)).toBe(true);
  expect(isInSight(sight("/subscriptions/one/"), record)).toBe(false);
  expect(isInSight(sight("/subscriptions/two/"), record)).toBe(false);
  expect(isInSight(sight(), { ...record, requestedBy: { identity: "ann" } })).toBe(true);
});

test("one within the subscription is seen by who may read its source", () => {
  const targetKeys = [elsewhere.replace("two", "one")];
  expect(isInSight(sight("/subscriptions/one/resourcegroups/rg/"), { ...record, targetKeys })).toBe(true);
});
