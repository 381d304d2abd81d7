import { expect, it } from "vitest";
import { beginLike, namesError, requestOf, toCopy, toRegion } from "./copy-chain-fields.ts";

const fields = beginLike({ targetName: "s9-northeurope", targetRegion: "northeurope", targetResourceGroup: "dr", sku: "Standard_ZRS" });
const suggestedGroups = { northeurope: { name: "dr", reason: "" }, westus3: { name: "dr-us", reason: "" } };
const named = (name: string) => ({ id: `/${name}`, name });

it("names each copy after its source, in the order given", () => {
  expect(requestOf(fields, [named("s1"), named("s2")])).toMatchObject({
    snapshots: [
      { snapshotId: "/s1", targetName: "s1-northeurope" },
      { snapshotId: "/s2", targetName: "s2-northeurope" },
    ],
    targetResourceGroup: "dr",
  });
});

it("takes group and ending along to another region where nobody chose them", () => {
  expect(toRegion(fields, { suggestedGroups }, "westus3")).toEqual({
    targetRegion: "westus3",
    targetResourceGroup: "dr-us",
    ending: "westus3",
  });
  const chosen = { ...fields, ending: "vault", targetResourceGroup: "mine" };
  expect(toRegion(chosen, { suggestedGroups }, "westus3")).toEqual({ targetRegion: "westus3" });
});

it("copies what was chosen, else all that are missing up to the wanted one", () => {
  const options = { earlier: [named("a"), named("b")], earlierDone: { northeurope: 1 } };
  expect(toCopy(options, "northeurope", named("c")).map(({ name }) => name)).toEqual(["b", "c"]);
  expect(toCopy(options, "westus3", named("c")).map(({ name }) => name)).toEqual(["a", "b", "c"]);
  expect(toCopy(options, "westus3", named("c"), [named("a"), named("c")]).map(({ name }) => name)).toEqual(["a", "c"]);
});

it("tells at the ending what is wrong with any of the names", () => {
  expect(namesError({ "snapshots.3.targetName": "Taken.", sku: "No zones." })).toBe("Taken.");
  expect(namesError({ sku: "No zones.", snapshots: "Gone." })).toBeUndefined();
});
