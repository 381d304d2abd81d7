import { expect, it } from "vitest";
import { meterWords, meterWordsAndName } from "./meter-words.ts";

it.each([
  ["S4 LRS Disk Operations", "reads and writes"],
  ["Disk Operations", "reads and writes"],
  ["Intra Continent Data Transfer Out", "data sent to another region of the continent"],
  ["Inter Continent Data Transfer Out - NAM or EU To Any", "data sent to another continent"],
  ["Standard Data Transfer Out", "data sent elsewhere"],
  ["Instant Access Snapshots LRS", "instant access"],
  ["Instant Access Snapshots LRS Disk Capacity Restored", "disks restored by instant access"],
])("the meter %s is for %s, and keeps its name beside it", (name, words) => {
  expect(meterWords(name)).toBe(words);
  expect(meterWordsAndName(name)).toBe(`${words} (${name})`);
});

it("a meter that is not known is told by its name, and one without a name as such", () => {
  expect([meterWords("New Thing"), meterWordsAndName("New Thing"), meterWordsAndName("")]).toEqual([
    "New Thing",
    "New Thing",
    "no meter named",
  ]);
});
