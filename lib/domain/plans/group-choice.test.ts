import { describe, expect, it } from "vitest";
import { type GroupQuestion, suggestGroup } from "./group-choice.ts";

const group = (name: string, region = "northeurope", tags?: Record<string, string>) => ({ name, region, ...(tags ? { tags } : {}) });
const own = group("rg-web-weu", "westeurope", { owner: "web", env: "prod" });

function suggest(groups: GroupQuestion["groups"], given: Partial<GroupQuestion> = {}) {
  return suggestGroup({
    source: { resourceGroup: "rg-web-weu", region: "westeurope", tags: {} },
    targetRegion: "northeurope",
    groups: [own, ...groups],
    holders: [],
    ...given,
  });
}

describe("the group suggested for a copy", () => {
  it("is where the disk's other copies are, then where its neighbours' are", () => {
    const groups = [group("a-other"), group("rg-web-neu"), group("vault"), group("peers")];
    const peers = { name: "Peers", of: "group", copies: 9 } as const;
    expect(suggest(groups, { holders: [peers, { name: "vault", of: "disk", copies: 1 }] })).toEqual({
      name: "vault",
      reason: "Holds this disk's other copies in North Europe.",
    });
    expect(suggest(groups, { holders: [peers] })).toMatchObject({ name: "Peers", reason: expect.stringContaining("from rg-web-weu") });
    // A group that is gone, or that Azure Backup keeps, is none.
    expect(suggest(groups, { holders: [{ name: "gone", of: "disk", copies: 1 }] })?.name).toBe("rg-web-neu");
  });

  it.each(["rg-web-neu", "rg-web-ne", "RG_Web_NorthEurope", "rg-web-dr", "rg-web-dr-north", "rg-web"])(
    "is otherwise one of the same name but for its region: %s",
    (name) => {
      expect(suggest([group("a-other"), group("rg-data-neu"), group(name)])).toEqual({
        name,
        reason: "Named like rg-web-weu, in North Europe.",
      });
      expect(suggest([group(name, "swedencentral")])?.name).toBe("rg-web-weu");
    },
  );

  it("knows regions by the short names people give them", () => {
    const named = (from: string, fromRegion: string, to: string, targetRegion: string) =>
      suggestGroup({
        source: { resourceGroup: from, region: fromRegion, tags: {} },
        targetRegion,
        groups: [group(from, fromRegion), group("another", targetRegion), group(to, targetRegion)],
        holders: [],
      })?.name;
    expect(named("app-eus2", "eastus2", "app-cus", "centralus")).toBe("app-cus");
    expect(named("app-eastus", "eastus", "app-wus", "westus")).toBe("app-wus");
    expect(named("app-uks", "uksouth", "app-ukwest", "ukwest")).toBe("app-ukwest");
    // A group is not named by its region alone.
    expect(named("rg-weu", "westeurope", "rg-neu", "northeurope")).toBe("rg-weu");
  });

  it("is no guess where copies, its name or the source itself speak for it", () => {
    const holder = { name: "vault", of: "group", copies: 1 } as const;
    expect(suggest([group("vault")], { holders: [holder] })?.isGuess).toBeUndefined();
    expect(suggest([group("rg-web-neu")])?.isGuess).toBeUndefined();
    expect(suggest([])?.isGuess).toBeUndefined();
  });

  it("is otherwise one with the same tags, of which one alone says too little", () => {
    const tagged = group("x-team", "northeurope", { owner: "web", env: "prod" });
    expect(suggest([group("a-other", "northeurope", { env: "dev" }), tagged])).toEqual({
      name: "x-team",
      reason: "Has the tags of rg-web-weu: owner=web, env=prod; in North Europe. Other teams may have them too.",
      isGuess: true,
    });
    const wide = { ...own, tags: { owner: "web", env: "prod", cost: "1100" } };
    expect(suggestGroup({ ...question([wide, group("x", "northeurope", { env: "prod" })]) })?.name).toBe("rg-web-weu");
  });

  it("is otherwise one for recovery there, and else the snapshot's own: never the first of the region", () => {
    expect(suggest([group("a-other"), group("rg-dr-north")])).toEqual({
      name: "rg-dr-north",
      reason: "Named for recovery, in North Europe. Whose recovery is not known.",
      isGuess: true,
    });
    expect(suggest([group("a-other"), group("AzureBackupRG_northeurope_1")])).toMatchObject({
      name: "rg-web-weu",
      reason: expect.stringContaining("The snapshot's own"),
    });
    expect(suggest([], { targetRegion: "westeurope" })).toEqual({ name: "rg-web-weu", reason: "The snapshot's own." });
    expect(suggestGroup(question([group("only")]))).toMatchObject({ name: "only", isGuess: true });
    expect(suggestGroup(question([]))).toBeUndefined();
  });
});

function question(groups: GroupQuestion["groups"]): GroupQuestion {
  return { source: { resourceGroup: "rg-web-weu", region: "westeurope", tags: {} }, targetRegion: "northeurope", groups, holders: [] };
}
