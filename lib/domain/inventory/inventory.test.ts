import { describe, expect, it } from "vitest";
import { commonPlace, parseResourceId, resourceName, sameResource } from "./inventory.ts";

const id = "/subscriptions/1111/resourceGroups/RG-db/providers/Microsoft.Compute/snapshots/Snap_1";

describe("resource ids", () => {
  it("are the same whatever the case of any part", () => {
    expect(sameResource(id, id.toUpperCase())).toBe(true);
    expect(sameResource(id, id.replace("Snap_1", "Snap_2"))).toBe(false);
  });

  it("split into parts that keep the case given", () => {
    expect(parseResourceId(id)).toEqual({
      subscriptionId: "1111",
      resourceGroup: "RG-db",
      type: "Microsoft.Compute/snapshots",
      name: "Snap_1",
    });
    expect(parseResourceId(id.toLowerCase())?.resourceGroup).toBe("rg-db");
  });

  it("are refused when they name no top-level resource", () => {
    expect(parseResourceId("/subscriptions/1111/resourceGroups/rg")).toBeUndefined();
    expect(parseResourceId(`${id}/extra`)).toBeUndefined();
    expect(parseResourceId("")).toBeUndefined();
  });

  it("have a place in common: one of a group that holds all, their subscription, or none", () => {
    const other = id.replace("Snap_1", "Snap_2").toLowerCase();
    expect(commonPlace([id])).toBe(id);
    expect(commonPlace([id, other])).toBe(id);
    expect(commonPlace([id, other.replace("rg-db", "rg-web")])).toBe("/subscriptions/1111/");
    expect(commonPlace([id, other.replace("1111", "2222")])).toBeUndefined();
    expect(commonPlace([])).toBeUndefined();
  });

  it("end in the resource's name", () => {
    expect(resourceName(id)).toBe("Snap_1");
    expect(resourceName("bare")).toBe("bare");
  });
});
