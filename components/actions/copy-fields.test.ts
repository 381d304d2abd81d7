import { describe, expect, it } from "vitest";
import { type CopyFields, earlierMissing, groupUnasked, inRegion } from "./copy-fields.ts";

const fields: CopyFields = {
  targetRegion: "northeurope",
  targetResourceGroup: "dr-ne",
  targetName: "db01-1-northeurope",
  sku: "Standard_ZRS",
};
const suggestedGroups = {
  northeurope: { name: "dr-ne", reason: "" },
  westus3: { name: "dr-us", reason: "" },
  uksouth: { name: "rg-uk", reason: "Has the tags.", isGuess: true as const },
};

describe("another region in the form of a copy", () => {
  it("takes the suggested group and the region's ending of the name along", () => {
    expect(inRegion(fields, { suggestedGroups }, "westus3")).toEqual({
      targetRegion: "westus3",
      targetResourceGroup: "dr-us",
      targetName: "db01-1-westus3",
    });
  });

  it("leaves what somebody chose", () => {
    const chosen = { ...fields, targetResourceGroup: "mine", targetName: "my-copy" };
    expect(inRegion(chosen, { suggestedGroups }, "westus3")).toEqual({ targetRegion: "westus3" });
    expect(inRegion(chosen, { suggestedGroups }, "uksouth")).toEqual({ targetRegion: "uksouth" });
  });

  it("takes no guess along: there somebody has to choose, and a region with a better answer has it again", () => {
    expect(groupUnasked({ suggestedGroups }, "uksouth")).toBe("");
    const inUk = { ...fields, ...inRegion(fields, { suggestedGroups }, "uksouth") };
    expect(inUk.targetResourceGroup).toBe("");
    expect(inRegion(inUk, { suggestedGroups }, "westus3").targetResourceGroup).toBe("dr-us");
    expect(inRegion(fields, { suggestedGroups }, "atlantis")).toMatchObject({ targetRegion: "atlantis", targetResourceGroup: "" });
  });
});

it("earlier ones are offered that can still follow: none older than the newest copy there", () => {
  const earlier = ["a", "b", "c"].map((name) => ({ id: `/${name}`, name }));
  expect(earlierMissing({ earlier, earlierDone: { northeurope: 2 } }, "northeurope").map(({ name }) => name)).toEqual(["c"]);
  expect(earlierMissing({ earlier, earlierDone: { northeurope: 2 } }, "westus3").map(({ name }) => name)).toEqual(["a", "b", "c"]);
});
