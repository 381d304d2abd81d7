import { expect, test } from "vitest";
import { restoreRequest } from "#lib/operations/kinds/restore/request.ts";
import { parseSizeGib } from "./parse-size-gib.ts";

test.each([
  ["64", 64],
  [" 4096 ", 4096],
  ["4,096", 4096],
  ["32 767", 32_767],
])("%j is a size", (text, gib) => expect(parseSizeGib(text)).toBe(gib));

test.each(["", "2048.5", "1e3", "-64", "64 GiB", "4,09"])("%j is none, and is never taken for another one", (text) => {
  expect(parseSizeGib(text)).toBeNaN();
  const issues = restoreRequest.safeParse({ sizeGib: parseSizeGib(text) }).error?.issues.filter((issue) => issue.path[0] === "sizeGib");
  expect(issues?.map((issue) => issue.message)).toEqual(["A whole number of GiB is needed."]);
});

test("a name says what is wrong with it", () => {
  const messageOf = (diskName: string) =>
    restoreRequest.safeParse({ diskName }).error?.issues.find((issue) => issue.path[0] === "diskName")?.message;
  expect(messageOf("")).toBe("A name is needed.");
  expect(messageOf("x".repeat(81))).toBe("A name has 80 characters at most; this one has 81.");
  expect(messageOf("snap.")).toContain("the last one a letter, a digit or '_'");
  expect(messageOf("snap_1")).toBeUndefined();
});
