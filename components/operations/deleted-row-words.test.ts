import { expect, test } from "vitest";
import type { OperationRow } from "#lib/contract/operations.ts";
import type { ItemState } from "#lib/domain/operations/operation-item.ts";
import type { OperationState } from "#lib/domain/operations/operation-state.ts";
import { rowWords } from "./deleted-row-words.ts";

const error = { code: "azure-unavailable", message: "Azure did not answer.", retryable: true } as OperationRow["error"];
const asked = "Asked for, outcome unknown: a retry looks.";

test.each<[OperationState, ItemState, string | undefined, string, string]>([
  ["running", "running", undefined, "being deleted", ""],
  ["queued", "waiting", "Azure was away.", "not yet", "Azure was away."],
  ["cancelling", "running", undefined, "being deleted", ""],
  ["failed", "running", undefined, "outcome unknown", `${asked} Azure did not answer.`],
  ["failed", "running", "Its own reason.", "outcome unknown", `${asked} Its own reason.`],
  ["failed", "waiting", undefined, "not deleted", "Azure did not answer."],
  ["cancelled", "running", undefined, "outcome unknown", `${asked} The operation was cancelled.`],
  ["cancelled", "waiting", undefined, "not deleted", "The operation was cancelled."],
  ["failed", "done", undefined, "deleted", ""],
  ["failed", "refused", "A lock.", "left", "A lock."],
])("of an operation that is %s, a row that is %s (%s) is told as %s", (state, row, detail, word, why) => {
  const told = rowWords({ state, error }, { id: "/s", state: row, ...(detail === undefined ? {} : { detail }) });
  expect(told).toMatchObject({ word, why });
});
