// What the planners of the kinds say over Local Azure.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createMemoryArtifacts,
  fill,
  type LocalEstate,
  makeDisk,
  startLocalEstate,
  takeSnapshot,
} from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { plan } from "#lib/contract/plans.ts";
import { createPlanEstate, type PlanEstate } from "#lib/services/plans/plan-estate.ts";
import type { DiskPriceList } from "#lib/services/ports/prices.ts";
import type { ActiveCopies } from "./copies-under-way.ts";
import { createCopyPlanner } from "./copy/planner.ts";
import { type CopyRequest, copyOptions } from "./copy/request.ts";
import { copySteps } from "./copy/words.ts";
import { createCopyChainPlanner } from "./copy-chain/planner.ts";
import { planMeasure } from "./measure/plan.ts";
import { createRestorePlanner } from "./restore/planner.ts";
import { restoreOptions } from "./restore/request.ts";

const GIB = 2 ** 30;
const DAY_MS = 86_400_000;
let estate: LocalEstate;
let services: Services;
let planEstate: PlanEstate;

beforeAll(async () => {
  estate = await startLocalEstate();
  const { azure } = estate;
  const nowMs = estate.clock.nowMs();
  const disk = makeDisk(azure, "db01", 64);
  fill(azure, disk, 0, 10 * GIB);
  takeSnapshot(azure, disk, "db01-1", nowMs - 5 * DAY_MS);
  fill(azure, disk, 8 * GIB, 4 * GIB);
  takeSnapshot(azure, disk, "db01-2", nowMs - 4 * DAY_MS);
  azure.world.addGroup({ subscriptionId: azure.subscriptionId, name: "dr", location: "northeurope" });
  services = createServices(estate);
  planEstate = createPlanEstate(services);
  await services.view.refresh(estate.context);
  for (const chain of (await services.look()).chains) await services.measureChain(chain.id, estate.context);
});
afterAll(() => estate.stop());

const snapshotId = async (name: string) => (await services.look()).rows.find((row) => row.name === name)?.id ?? "";
const copyPlanner = (operations: ActiveCopies = services.operations) =>
  createCopyPlanner({ estate: planEstate, inventory: estate.inventory, prices: services.prices, operations });
const planCopy = (request: CopyRequest, operations?: ActiveCopies) => copyPlanner(operations).plan(request, estate.context);
const copyOptionsOf = async (name: string) => copyOptions.parse(await copyPlanner().options?.(await snapshotId(name), estate.context));
const restorePlanner = (diskPrices: DiskPriceList = estate.diskPrices) =>
  createRestorePlanner({ estate: planEstate, inventory: estate.inventory, diskPrices });

describe("plans", () => {
  it("offer regions, groups and a free name for a copy", async () => {
    const options = await copyOptionsOf("db01-1");
    expect(options).toMatchObject({
      possible: true,
      suggestedRegion: "northeurope",
      suggestedName: "db01-1-northeurope",
      suggestedGroups: {
        northeurope: { name: "dr", reason: "Named for recovery, in North Europe. Whose recovery is not known.", isGuess: true },
        swedencentral: { name: "Test-Group" },
      },
      earlier: [],
    });
    // A guess is for a person to confirm.
    expect(options.suggestedResourceGroup).toBeUndefined();
    expect((await copyOptionsOf("db01-2")).earlier).toEqual([{ id: await snapshotId("db01-1"), name: "db01-1" }]);
    expect(options.regions.find((r) => r.value === "westeurope")).toMatchObject({ possible: false });
    expect(options.regions.filter((r) => r.possible).length).toBeGreaterThan(15);
  });

  it("tell what a copy moves and costs, with the command that does the same", async () => {
    const request = {
      kind: "copy" as const,
      snapshotId: await snapshotId("db01-1"),
      targetRegion: "northeurope",
      targetResourceGroup: "dr",
      targetName: "db01-1-ne",
      sku: "Standard_ZRS" as const,
    };
    const made = plan.parse(await planCopy(request));
    expect(made).toMatchObject({ possible: true, problems: [], transferBytes: 10 * GIB });
    expect(made.costs.find((c) => c.per === "month")?.usd).toBe("0.5");
    expect(made.cli).toContain("--copy-start");
    expect(made.steps.map((step) => step.title)).toEqual(Object.values(copySteps));
    const second = plan.parse(await planCopy({ ...request, snapshotId: await snapshotId("db01-2") }));
    expect(second.transferBytes).toBe(12 * GIB);
    expect(second.warnings.join(" ")).toContain("earlier snapshot");
    const all = plan.parse(
      await createCopyChainPlanner({
        estate: planEstate,
        inventory: estate.inventory,
        prices: services.prices,
        operations: services.operations,
      }).plan(
        {
          kind: "copy-chain",
          // In whatever order they are named.
          snapshots: await Promise.all(
            ["db01-2", "db01-1"].map(async (name) => ({ snapshotId: await snapshotId(name), targetName: `${name}-ne` })),
          ),
          targetRegion: request.targetRegion,
          targetResourceGroup: request.targetResourceGroup,
          sku: request.sku,
        },
        estate.context,
      ),
    );
    expect(all).toMatchObject({ possible: true, problems: [], transferBytes: 14 * GIB });
    expect(all.costs.map(({ usd }) => usd)).toEqual(["0.28", "0.7"]);
    expect(all.summary).toContain("Copy 2 snapshots of db01");
    expect(all.cli.split("\n").map((line) => /db01-\d-ne/.exec(line)?.[0])).toEqual(["db01-1-ne", "db01-1-ne", "db01-2-ne", "db01-2-ne"]);
  });

  it("read the ranges of a chain once, however often a form asks, and none where totals say it all", async () => {
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    for (const chain of (await fresh.look()).chains) await fresh.measureChain(chain.id, estate.context);
    // As after a restart: the same files, nothing in mind.
    const artifacts = createMemoryArtifacts();
    for (const [key, bytes] of fresh.artifacts.stored) artifacts.stored.set(key, bytes);
    const { plan: restore } = createRestorePlanner({
      estate: createPlanEstate({ ...fresh, artifacts }),
      inventory: estate.inventory,
      diskPrices: estate.diskPrices,
    });
    const typed = async (name: string, diskName: string) => {
      const options = { targetResourceGroup: "dr", sku: "Premium_LRS" as const, sizeGib: 64 };
      return restore({ kind: "restore", snapshotId: await snapshotId(name), diskName, ...options }, estate.context);
    };
    expect(await typed("db01-1", "a")).toMatchObject({ transferBytes: 10 * GIB });
    expect(artifacts.reads).toEqual([]);
    for (const diskName of ["a", "ab", "abc"]) expect(await typed("db01-2", diskName)).toMatchObject({ transferBytes: 12 * GIB });
    expect(artifacts.reads).toHaveLength(2);
  });

  it("refuse what cannot be, by field", async () => {
    const base = {
      kind: "copy" as const,
      snapshotId: await snapshotId("db01-1"),
      targetRegion: "westeurope",
      targetResourceGroup: "nowhere",
      targetName: "db01-1",
      sku: "Standard_ZRS" as const,
    };
    const refused = await planCopy(base);
    expect(refused.possible).toBe(false);
    expect(refused.problems.map((p) => p.field)).toEqual(expect.arrayContaining(["targetRegion", "targetResourceGroup"]));
    await expect(planCopy({ ...base, snapshotId: "/none" })).rejects.toMatchObject({
      code: "not-found",
      details: { field: "snapshotId" },
    });
  });

  it("queue a second copy of a disk behind one that is ordered, before Azure shows it, and refuse the same one twice", async () => {
    const request = {
      kind: "copy" as const,
      snapshotId: await snapshotId("db01-2"),
      targetRegion: "northeurope",
      targetResourceGroup: "Test-Group",
      targetName: "db01-2-ne",
      sku: "Standard_ZRS" as const,
    };
    const payload = { ...request, snapshotId: await snapshotId("db01-1") };
    const operations = { list: async () => ({ items: [{ id: "o1", title: "Copy db01-1 to North Europe", payload }] }) };
    const queued = await planCopy(request, operations);
    expect(queued).toMatchObject({ possible: true, problems: [] });
    expect(queued.waits).toContain('Queued behind "Copy db01-1 to North Europe"');
    expect(await planCopy({ ...payload, targetName: "db01-1-twice" }, operations)).toMatchObject({
      possible: false,
      problems: [{ field: "targetRegion", rule: "already-copied" }],
    });
    // Not begun yet, the newer one waits for the older one.
    const newer = { list: async () => ({ items: [{ id: "o2", title: "Copy db01-2", payload: request }] }) };
    expect((await planCopy(payload, newer)).waits).toBeUndefined();
    const begun = {
      list: async () => ({ items: [{ id: "o2", title: "Copy db01-2", payload: request, startedAt: "2026-01-01T00:00:00Z" }] }),
    };
    expect(await planCopy(payload, begun)).toMatchObject({ possible: false, problems: [{ rule: "copy-order" }] });
  });

  it("refuse and do not offer a region the subscription may not use", async () => {
    const options = await copyOptionsOf("db01-1");
    const [locations] = (await services.estate.places.subscriptions(estate.context)).map((one) => one.locations);
    expect(options.regions.map((region) => region.value).toSorted()).toEqual(locations?.toSorted());
    const refused = await planCopy({
      kind: "copy",
      snapshotId: await snapshotId("db01-1"),
      targetRegion: "atlantis",
      targetResourceGroup: "Test-Group",
      targetName: "db01-1-x",
      sku: "Standard_LRS",
    });
    expect(refused.problems).toMatchObject([{ field: "targetRegion", rule: "region-not-offered" }]);
  });

  it("restore into the group of the disk that is still there", async () => {
    const options = restoreOptions.parse(await restorePlanner().options?.(await snapshotId("db01-2"), estate.context));
    expect(options).toMatchObject({ possible: true, minSizeGib: 64, suggestedRegion: "westeurope" });
    expect(options.suggestedGroup).toEqual({ name: "Test-Group", reason: "The group of db01, the disk it was taken from." });
    expect(options.skuReason).toContain("as db01, the disk it was taken from.");
    const request = {
      kind: "restore" as const,
      snapshotId: await snapshotId("db01-2"),
      targetResourceGroup: "test-group",
      diskName: "db01",
      sku: "Premium_LRS" as const,
      sizeGib: 32,
    };
    const refused = plan.parse(await restorePlanner().plan(request, estate.context));
    expect(refused.problems.map((p) => p.field).toSorted()).toEqual(["diskName", "sizeGib"]);
    const free = { ...request, diskName: "db01-new", sizeGib: 64 };
    const made = plan.parse(await restorePlanner().plan(free, estate.context));
    expect(made).toMatchObject({
      possible: true,
      costs: [{ usd: null, formula: expect.stringContaining("has none for P6 LRS Disk in West Europe") }],
    });
    const down: DiskPriceList = { read: () => Promise.reject(new Error("down")) };
    expect((await restorePlanner(down).plan(free, estate.context)).costs[0]?.formula).toContain("The price list could not be read");
    // With a list that has disks, as the public one does.
    const diskPrices: DiskPriceList = {
      read: async (meter) => ({
        meter,
        meterId: "m",
        usd: meter.per === "month" ? "10.21" : "0.00013",
        effectiveDate: "2020-06-01T00:00:00Z",
      }),
    };
    const priced = async (sku: "Premium_LRS" | "PremiumV2_LRS") =>
      plan.parse(await restorePlanner(diskPrices).plan({ ...free, sku }, estate.context)).costs[0];
    expect(await priced("Premium_LRS")).toMatchObject({
      usd: "10.21",
      formula: expect.stringContaining("P6 LRS Disk, public price list, valid from 2020-06-01"),
    });
    expect(await priced("PremiumV2_LRS")).toMatchObject({
      usd: "6.0736",
      formula: expect.stringContaining("64 GiB × 730 hours × $0.00013"),
    });
  });

  it("say that nothing is left to measure", async () => {
    const made = plan.parse(planMeasure(await planEstate.chains(estate.context), undefined));
    expect(made).toMatchObject({ possible: true, summary: "Measure nothing: all snapshots are measured.", transferBytes: 0 });
    const unknown = planMeasure(await planEstate.chains(estate.context, ["nobody"]), ["nobody"]);
    expect(unknown).toMatchObject({ possible: false, problems: [{ field: "chainIds" }] });
  });
});

describe("where copies are kept already", () => {
  it("is what is suggested for others of the same group, and each chain knows which earlier ones can still follow", async () => {
    const { azure } = estate;
    const nowMs = estate.clock.nowMs();
    const neighbour = makeDisk(azure, "web01");
    for (const n of [1, 2, 3]) takeSnapshot(azure, neighbour, `web01-${n}`, nowMs - (4 - n) * DAY_MS);
    azure.world.addGroup({ subscriptionId: azure.subscriptionId, name: "vault", location: "northeurope" });
    await services.view.refresh(estate.context);
    await estate.azure.compute().snapshots.createOrUpdate("vault", "web01-2-copy", {
      location: "northeurope",
      incremental: true,
      creationData: { createOption: "CopyStart", sourceResourceId: await snapshotId("web01-2") },
    });
    await services.view.refresh(estate.context);
    const third = await copyOptionsOf("web01-3");
    expect(third.suggestedGroups.northeurope).toEqual({ name: "vault", reason: "Holds this disk's other copies in North Europe." });
    expect(third.earlier.map(({ name }) => name)).toEqual(["web01-1", "web01-2"]);
    expect(third.earlierDone).toEqual({ northeurope: 2 });
    expect((await copyOptionsOf("db01-1")).suggestedGroups.northeurope).toEqual({
      name: "vault",
      reason: "Holds copies of others from Test-Group in North Europe.",
    });
  });
});
