import { describe, expect, it } from "vitest";
import { type GroupNote, groupNote } from "./group-note.ts";

const groups = [
  { name: "rg-weu", region: "westeurope" },
  { name: "rg-neu", region: "northeurope" },
];
const note = (given: Partial<GroupNote>) =>
  groupNote({ groups, value: "rg-neu", suggested: undefined, region: "northeurope", noun: "disk", ...given });

describe("under the choice of a group", () => {
  it("stands why it is suggested, chosen or not", () => {
    const suggested = { name: "RG-NEU", reason: "The group of db01." };
    expect(note({ suggested })).toBe("The group of db01.");
    expect(note({ suggested, value: "rg-x" })).toBe("RG-NEU is suggested. The group of db01.");
    expect(note({})).toBeUndefined();
  });

  it("stands of a group of another region, suggested or chosen, where the thing itself is made", () => {
    const suggested = { name: "rg-weu", reason: "The group of db01." };
    const elsewhere = "The disk is made in North Europe; its group is of West Europe, and may hold resources of any region.";
    expect(note({ suggested, value: "rg-weu" })).toBe(`The group of db01. ${elsewhere}`);
    expect(note({ value: "rg-weu" })).toBe(elsewhere);
  });

  it("stands that a guess is one, until something else is chosen", () => {
    const suggested = { name: "rg-neu", reason: "Has the tags of rg-weu.", isGuess: true } as const;
    expect(note({ suggested, value: "" })).toBe("Choose one. rg-neu is only a guess: has the tags of rg-weu.");
    expect(note({ suggested })).toBe("Has the tags of rg-weu.");
    expect(note({ suggested, value: "rg-weu", region: "westeurope" })).toBeUndefined();
  });
});
