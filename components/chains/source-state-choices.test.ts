import { expect, test } from "vitest";
import { SOURCE_STATES } from "#lib/domain/chains/snapshot-chain.ts";
import { SOURCE_STATE_CHOICES } from "./source-state-choices.ts";

test("the list can be narrowed to every state a disk may be in", () => {
  expect(SOURCE_STATE_CHOICES.map(({ value }) => value)).toEqual([...SOURCE_STATES]);
  expect(SOURCE_STATE_CHOICES.at(-1)?.label).toBe("Not visible");
});
