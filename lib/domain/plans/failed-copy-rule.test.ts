import { expect, test } from "vitest";
import { sampleSnapshot, snapshotId } from "#lib/domain/testing/inventory-sample.ts";
import { failedCopyProblem } from "./failed-copy-rule.ts";

const source = { id: snapshotId("db01-1"), uniqueId: "unique-db01-1" };
const failed = sampleSnapshot({
  name: "db01-1-ne",
  location: "northeurope",
  createOption: "CopyStart",
  sourceResourceId: source.id,
  sourceUniqueId: source.uniqueId,
  completionPercent: 50,
  copyError: { code: "CopySourceNotFound", message: "The source is gone." },
});
const { copyError: _none, ...whole } = failed;
const confirmed = { uniqueId: failed.uniqueId, source };

test("a failed copy of that source, the one that was confirmed, may go", () => {
  expect(failedCopyProblem(failed, confirmed)).toBeUndefined();
  expect(failedCopyProblem({ ...whole, provisioningState: "Failed" }, confirmed)).toBeUndefined();
});

test.each([
  ["is complete", { ...whole, completionPercent: 100 }, "complete"],
  ["is still being copied", whole, "not-failed"],
  ["is another one of its name", { ...failed, uniqueId: "other" }, "recreated"],
  ["has no unique id", { ...failed, uniqueId: failed.id.toLowerCase() }, "identity-unknown"],
  ["was made of something else", { ...failed, sourceResourceId: snapshotId("db02-1") }, "not-its-copy"],
  ["was made of a source that had the name before", { ...failed, sourceUniqueId: "unique-before" }, "not-its-copy"],
  ["was not made by CopyStart", { ...failed, createOption: "Copy" }, "not-its-copy"],
  ["has a state that is not known here", { ...whole, provisioningState: "Pondering" }, "not-failed"],
])("one that %s stays", (_why, found, rule) => {
  expect(failedCopyProblem(found, confirmed)).toMatchObject({ rule });
});
