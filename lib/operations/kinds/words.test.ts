// What the kinds say of themselves.
import { expect, test } from "vitest";
import type { OperationRow } from "#lib/contract/operations.ts";
import type { Plan } from "#lib/domain/plans/plan.ts";
import { copyWords } from "./copy/words.ts";
import { endWord } from "./kind-words.ts";
import { measureWords } from "./measure/words.ts";
import { operationKinds } from "./registry.ts";
import { restoreWords } from "./restore/words.ts";

const stepOf = (name: string, state: OperationRow["steps"][number]["state"]) => ({ name, title: name, state, attempts: 1 });
const plan = { summary: "Measure 3 of 4 snapshots." } as Plan;

test("each is named in one short line", () => {
  const snapshotId = "/s/Db01-0";
  const target = { targetRegion: "northeurope", targetResourceGroup: "dr", targetName: "x", sku: "Standard_LRS" } as const;
  expect(copyWords.title({ kind: "copy", snapshotId, ...target }, plan)).toBe("Copy Db01-0 to North Europe");
  const disk = { targetResourceGroup: "dr", diskName: "db01-back", sku: "Premium_LRS", sizeGib: 4 } as const;
  expect(restoreWords.title({ kind: "restore", snapshotId, ...disk }, plan)).toBe("Restore Db01-0 to disk db01-back");
  expect(measureWords.title({ kind: "measure" }, plan)).toBe("Measure 3 of 4 snapshots");
});

test("a copy that Azure has begun goes on and is named", () => {
  const after = (start: OperationRow["steps"][number]["state"]) =>
    copyWords.afterCancel?.({ request: { targetName: "db01-north" }, steps: [stepOf("check", "succeeded"), stepOf("start", start)] });
  expect(after("succeeded")).toMatchObject({ isLeftInAzure: true, text: expect.stringContaining("goes on making the copy db01-north") });
  for (const unsure of ["running", "failed", "skipped"] as const) {
    expect(after(unsure)?.text).toContain("may have begun to make the copy db01-north");
  }
  expect(after("pending")).toBeUndefined();
});

test("so does a disk", () => {
  expect(restoreWords.afterCancel?.({ request: { diskName: "db01-back" }, steps: [stepOf("create", "succeeded")] })?.text).toContain(
    "disk db01-back",
  );
});

test("a measurement leaves nothing in Azure", () => {
  expect(measureWords.afterCancel?.({ request: {}, steps: [stepOf("measure", "running")] })).toEqual({
    text: "What is measured so far is kept.",
    isLeftInAzure: false,
  });
});

test("one that ended without doing all of it has a word of its own; without one it is called by its state", () => {
  const ended = (outcome?: "nothing" | "part") => endWord(measureWords, { state: "succeeded", outcome });
  expect([ended("nothing"), ended("part"), ended()]).toEqual(["nothing measured", "partly measured", "succeeded"]);
  expect(endWord({}, { state: "succeeded", outcome: "nothing" })).toBe("succeeded");
  expect(endWord(measureWords, { state: "waiting-for-azure" })).toBe("waiting for Azure");
});

test("what was asked for is printed as people read it", () => {
  const printed = (words: typeof copyWords | typeof restoreWords | typeof measureWords, name: string, value: unknown) =>
    words.fields.find((field) => field.name === name)?.print?.(value);
  expect(printed(copyWords, "targetRegion", "northeurope")).toBe("North Europe");
  expect(printed(copyWords, "sku", "Standard_ZRS")).toBe("Zone-redundant (ZRS)");
  expect(printed(restoreWords, "sku", "PremiumV2_LRS")).toBe("Premium SSD v2 (LRS)");
  expect(printed(measureWords, "chainIds", ["a", "b"])).toBe("2 chosen");
});

test("every field they show is one of their request", () => {
  for (const { words } of operationKinds) {
    const known = Object.keys(words.request.shape);
    expect(words.fields.filter(({ name }: { name: string }) => !known.includes(name))).toEqual([]);
  }
});
