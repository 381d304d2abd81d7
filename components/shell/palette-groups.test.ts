import { expect, test } from "vitest";
import { countWords, exactFirst } from "./palette-groups.ts";

const groups = [
  { title: "Snapshots", entries: [{ label: "snap-pg-01-a" }, { label: "snap-pg-01-b" }] },
  { title: "Disks", entries: [{ label: "pg-010" }, { label: "pg-01" }] },
  { title: "Operations", entries: [] },
];

test("what has exactly the name that was typed stands first, in its group and with it", () => {
  expect(exactFirst(groups, " PG-01 ")).toEqual([
    { title: "Disks", entries: [{ label: "pg-01" }, { label: "pg-010" }] },
    { title: "Snapshots", entries: [{ label: "snap-pg-01-a" }, { label: "snap-pg-01-b" }] },
  ]);
});

test("without one the order stays, and empty groups are left out", () => {
  expect(exactFirst(groups, "pg").map(({ title }) => title)).toEqual(["Snapshots", "Disks"]);
  expect(exactFirst(groups, "").map(({ title }) => title)).toEqual(["Snapshots", "Disks"]);
});

test("how many were found is said in words", () => {
  expect(countWords(groups)).toBe("4 found");
  expect(countWords([])).toBe("Nothing found");
});
