import { expect, test } from "vitest";
import { snapshotIdentity } from "./snapshot-identity.ts";

const id = "/subscriptions/s/resourceGroups/G/providers/Microsoft.Compute/snapshots/One";

test.each([
  ["A-1", "a-1", "same"],
  ["a-1", "b-2", "another"],
  [id.toLowerCase(), "a-1", "unknown"],
  ["a-1", id.toLowerCase(), "unknown"],
  [id.toLowerCase(), id.toLowerCase(), "unknown"],
] as const)("with the unique id %s now, the one named with %s is %s", (now, named, identity) => {
  expect(snapshotIdentity({ id, uniqueId: now }, named)).toBe(identity);
});
