import { expect, test } from "vitest";
import { snapshotId } from "#lib/domain/testing/inventory-sample.ts";
import { copyAgainRequest, copyAgainRequestOf } from "./request.ts";

const failed = {
  state: "copy-failed" as const,
  name: "db01-1-ne",
  uniqueId: "u-1",
  sourceSnapshotId: snapshotId("db01-1"),
  subscriptionId: "11111111-2222-3333-4444-555555555555",
  region: "northeurope",
  resourceGroup: "dr",
  sku: "Standard_ZRS",
};

test("a failed copy is made again as it was: same name, place and storage", () => {
  const request = copyAgainRequestOf(failed, { followers: [{ snapshotId: snapshotId("db01-2"), targetName: "db01-2-ne" }] });
  expect(copyAgainRequest.strict().parse(request)).toEqual({
    kind: "copy-again",
    failedUniqueId: "u-1",
    snapshots: [
      { snapshotId: snapshotId("db01-1"), targetName: "db01-1-ne" },
      { snapshotId: snapshotId("db01-2"), targetName: "db01-2-ne" },
    ],
    targetRegion: "northeurope",
    targetResourceGroup: "dr",
    sku: "Standard_ZRS",
  });
});

test("its subscription is named where that is not the source's", () => {
  expect(copyAgainRequestOf({ ...failed, subscriptionId: "other" })).toMatchObject({ targetSubscriptionId: "other" });
});

test.each(["ready", "copying", "deleting"] as const)("one that is %s is not offered to be made again", (state) => {
  expect(copyAgainRequestOf({ ...failed, state })).toBeUndefined();
});
