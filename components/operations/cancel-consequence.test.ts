import { expect, test } from "vitest";
import type { OperationRow } from "#lib/contract/operations.ts";
import { cancelConsequence } from "./cancel-consequence.ts";

const stepOf = (name: string, state: OperationRow["steps"][number]["state"]) => ({ name, title: name, state, attempts: 1 });

test("a copy that Azure has begun goes on and is named", () => {
  const after = (start: OperationRow["steps"][number]["state"]) =>
    cancelConsequence({
      kind: "copy",
      request: { targetName: "db01-north" },
      steps: [stepOf("check", "succeeded"), stepOf("start", start)],
    });
  expect(after("succeeded")).toContain("goes on making the copy db01-north");
  for (const unsure of ["running", "failed", "skipped"] as const) {
    expect(after(unsure)).toContain("may have begun to make the copy db01-north");
  }
  expect(after("pending")).toBeUndefined();
});

test("so does a disk", () => {
  expect(cancelConsequence({ kind: "restore", request: { diskName: "db01-back" }, steps: [stepOf("create", "succeeded")] })).toContain(
    "disk db01-back",
  );
});

test("a measurement leaves nothing in Azure", () => {
  expect(cancelConsequence({ kind: "measure", request: {}, steps: [stepOf("measure", "running")] })).toBe(
    "What is measured so far is kept.",
  );
});
