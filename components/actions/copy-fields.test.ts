import { describe, expect, it } from "vitest";
import { type CopyFields, earlierMissing, inRegion } from "./copy-fields.ts";

const fields: CopyFields = {
  targetRegion: "northeurope",
  targetResourceGroup: "dr-ne",
  targetName: "db01-1-northeurope",
  sku: "Standard_ZRS",
};
const suggestedGroups = { northeurope: { name: "dr-ne", reason: "" }, westus3: { name: "dr-us", reason: "" } };

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
    expect(inRegion(fields, { suggestedGroups }, "atlantis")).toEqual({ targetRegion: "atlantis", targetName: "db01-1-atlantis" });
  });
});

it("earlier ones are offered that can still follow: none older than the newest copy there", () => {
  const earlier = ["a", "b", "c"].map((name) => ({ id: `/${name}`, name }));
  expect(earlierMissing({ earlier, earlierDone: { northeurope: 2 } }, "northeurope").map(({ name }) => name)).toEqual(["c"]);
  expect(earlierMissing({ earlier, earlierDone: { northeurope: 2 } }, "westus3").map(({ name }) => name)).toEqual(["a", "b", "c"]);
});
