// Costs, plans and the overview over Local Azure.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  fill,
  type LocalEstate,
  makeDisk,
  passFirstDaysOfMonth,
  startLocalEstate,
  takeSnapshot,
} from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { type CostQuery, costQuery, costReport, priceList } from "#lib/contract/costs.ts";
import { overview } from "#lib/contract/overview.ts";
import { plan, planOptions } from "#lib/contract/plans.ts";
import { ExactDecimal, sumDecimals } from "#lib/domain/costs/exact-decimal.ts";
import { copySteps } from "#lib/domain/operations/operation-steps.ts";
import { getOverview, type OperationList } from "#lib/services/overview/get-overview.ts";
import { makePlan } from "#lib/services/plans/make-plan.ts";
import { getPlanOptions } from "#lib/services/plans/plan-options.ts";
import { costsCsv, getCosts } from "./get-costs.ts";
import { listPrices } from "./list-prices.ts";

const GIB = 2 ** 30;
const DAY_MS = 86_400_000;
let estate: LocalEstate;
let services: Services;
let lastMonth = "";

beforeAll(async () => {
  estate = await startLocalEstate();
  const { azure } = estate;
  passFirstDaysOfMonth(azure);
  const now = new Date(estate.clock.nowMs());
  const startMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1);
  lastMonth = new Date(startMs).toISOString().slice(0, 7);
  const disk = makeDisk(azure, "db01", 64);
  fill(azure, disk, 0, 10 * GIB);
  takeSnapshot(azure, disk, "db01-1", startMs - 5 * DAY_MS);
  fill(azure, disk, 8 * GIB, 4 * GIB);
  takeSnapshot(azure, disk, "db01-2", startMs - 4 * DAY_MS);
  fill(azure, disk, 20 * GIB, GIB);
  const gone = takeSnapshot(azure, disk, "gone", startMs - 3 * DAY_MS);
  azure.world.deleteSnapshot(gone, startMs + 10 * DAY_MS);
  azure.world.addGroup({ subscriptionId: azure.subscriptionId, name: "dr", location: "northeurope" });
  services = createServices(estate);
  await services.view.refresh(estate.context);
  for (const chain of (await services.look()).chains) await services.measureChain(chain.id, estate.context);
});
afterAll(() => estate.stop());

const ask = (query: Record<string, unknown>) => getCosts(services, costQuery.parse(query) as CostQuery, estate.context);
const snapshotId = async (name: string) => (await services.look()).rows.find((row) => row.name === name)?.id ?? "";

describe("the costs of a month", () => {
  it("are used GiB times the price for a whole month, and close to what was billed", async () => {
    const report = costReport.parse(await ask({ month: lastMonth }));
    expect(report.totals).toMatchObject({ usedGib: "14", quantity: "14", estimateUsd: "0.7", forecastUsd: "0.7" });
    expect(report.billing.state).toBe("ok");
    const first = report.rows.find((row) => row.label === "db01-1");
    expect(first).toMatchObject({
      usedGib: "10",
      usdPerGibMonth: "0.05",
      estimateUsd: "0.5",
      unmeasured: 0,
      region: "westeurope",
      snapshotCount: 1,
    });
    expect(first?.dailyQuantity).toBe(new ExactDecimal(10).div(report.daysInMonth).toDecimalPlaces(18).toString());
    expect(Number(first?.billedQuantity)).toBeCloseTo(10, 3);
    expect(first?.price).toMatchObject({ meterName: "ZRS Snapshots", source: "retail" });
  });

  it("add up exactly, by every grouping and by day", async () => {
    for (const groupBy of ["snapshot", "chain", "subscription", "region"]) {
      const report = costReport.parse(await ask({ month: lastMonth, groupBy }));
      expect(sumDecimals(report.rows.flatMap((row) => row.estimateUsd ?? []))).toBe(report.totals.estimateUsd);
      expect(sumDecimals(report.rows.flatMap((row) => row.billedUsd ?? []))).toBe(report.totals.billedUsd);
      expect(sumDecimals(report.days.map((day) => day.estimateUsd))).toBe(report.totals.estimateUsd);
      expect(sumDecimals(report.days.flatMap((day) => day.billedUsd ?? []))).toBe(report.totals.billedUsd);
    }
  });

  it("say what all would cost as full snapshots, counting no page twice", async () => {
    expect((await ask({ month: lastMonth })).totals.ifAllFullUsd).toBe("1.1");
  });

  it("show what was billed for a snapshot that is gone", async () => {
    const report = await ask({ month: lastMonth });
    const gone = report.rows.find((row) => row.label === "gone (deleted)");
    expect(gone).toMatchObject({ estimateUsd: null, usedGib: null });
    expect(Number(gone?.billedUsd)).toBeCloseTo((0.05 * 10) / report.daysInMonth, 3);
    const narrowed = await ask({ month: lastMonth, region: "westeurope" });
    expect(narrowed.rows.map((row) => row.label).toSorted()).toEqual(["db01-1", "db01-2"]);
  });

  it("narrow to a chain or a region", async () => {
    const chain = (await ask({ month: lastMonth, groupBy: "chain" })).rows.find((row) => row.chainId)?.chainId;
    expect((await ask({ month: lastMonth, chain })).totals.estimateUsd).toBe("0.7");
    expect((await ask({ month: lastMonth, region: "northeurope" })).rows).toEqual([]);
  });

  it("stand without the bill, and say why it is missing", async () => {
    estate.azure.faults.add({ kind: "status500", path: "CostManagement", times: 4 });
    const fresh = { ...createServices(estate), artifacts: services.artifacts, view: services.view, estate: services.estate };
    const report = await getCosts(fresh, costQuery.parse({ month: lastMonth }) as CostQuery, estate.context);
    expect(report.billing).toMatchObject({ state: "unavailable", message: expect.stringContaining("Azure did not answer") });
    expect(report.totals).toMatchObject({ estimateUsd: "0.7", billedUsd: null });
  });

  it("go out as CSV, a line a row", async () => {
    const { text: csv, name } = await costsCsv(services, costQuery.parse({ month: lastMonth }) as CostQuery, estate.context);
    expect(name).toMatch(/^costs-\d{4}-\d{2}-by-\w+$/);
    expect(csv.trimEnd().split("\r\n").length).toBe(1 + (await ask({ month: lastMonth })).rows.length);
  });

  it("come with the prices of the regions in use", async () => {
    const prices = priceList.parse(await listPrices(services, estate.context));
    expect(prices.items.map((p) => p.sku).toSorted()).toEqual(["Premium_LRS", "Standard_LRS", "Standard_ZRS"]);
  });
});

describe("plans", () => {
  it("offer regions, groups and a free name for a copy", async () => {
    const options = planOptions.parse(
      await getPlanOptions(services, { kind: "copy", snapshot: await snapshotId("db01-1") }, estate.context),
    );
    expect(options).toMatchObject({
      possible: true,
      suggestedRegion: "northeurope",
      suggestedResourceGroup: "dr",
      suggestedName: "db01-1-northeurope",
    });
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
    const made = plan.parse(await makePlan(services, request, estate.context));
    expect(made).toMatchObject({ possible: true, problems: [], transferBytes: 10 * GIB });
    expect(made.costs.find((c) => c.per === "month")?.usd).toBe("0.5");
    expect(made.cli).toContain("--copy-start");
    expect(made.steps.map((step) => step.title)).toEqual(Object.values(copySteps));
    const second = plan.parse(await makePlan(services, { ...request, snapshotId: await snapshotId("db01-2") }, estate.context));
    expect(second.transferBytes).toBe(12 * GIB);
    expect(second.warnings.join(" ")).toContain("earlier snapshot");
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
    const refused = await makePlan(services, base, estate.context);
    expect(refused.possible).toBe(false);
    expect(refused.problems.map((p) => p.field)).toEqual(expect.arrayContaining(["targetRegion", "targetResourceGroup"]));
    await expect(makePlan(services, { ...base, snapshotId: "/none" }, estate.context)).rejects.toMatchObject({
      code: "not-found",
      details: { field: "snapshotId" },
    });
  });

  it("refuse a second copy of a disk while one is ordered, before Azure shows it", async () => {
    const request = {
      kind: "copy" as const,
      snapshotId: await snapshotId("db01-2"),
      targetRegion: "northeurope",
      targetResourceGroup: "Test-Group",
      targetName: "db01-2-ne",
      sku: "Standard_ZRS" as const,
    };
    const payload = { ...request, snapshotId: await snapshotId("db01-1") };
    const operations = { list: async () => ({ items: [{ payload }] }) };
    const refused = await makePlan({ ...services, operations }, request, estate.context);
    expect(refused).toMatchObject({ possible: false, problems: [{ rule: "one-copy-per-disk" }] });
    expect(refused.problems[0]?.message).toContain("db01-1 is being copied to North Europe");
  });

  it("refuse and do not offer a region the subscription may not use", async () => {
    const options = await getPlanOptions(services, { kind: "copy", snapshot: await snapshotId("db01-1") }, estate.context);
    const [locations] = (await services.estate.places.subscriptions(estate.context)).map((one) => one.locations);
    expect(options.regions.map((region) => region.value).toSorted()).toEqual(locations?.toSorted());
    const refused = await makePlan(
      services,
      {
        kind: "copy",
        snapshotId: await snapshotId("db01-1"),
        targetRegion: "atlantis",
        targetResourceGroup: "Test-Group",
        targetName: "db01-1-x",
        sku: "Standard_LRS",
      },
      estate.context,
    );
    expect(refused.problems).toMatchObject([{ field: "targetRegion", rule: "region-not-offered" }]);
  });

  it("restore into the group of the disk that is still there", async () => {
    const options = planOptions.parse(
      await getPlanOptions(services, { kind: "restore", snapshot: await snapshotId("db01-2") }, estate.context),
    );
    expect(options).toMatchObject({ possible: true, minSizeGib: 64, suggestedResourceGroup: "Test-Group", suggestedRegion: "westeurope" });
    const request = {
      kind: "restore" as const,
      snapshotId: await snapshotId("db01-2"),
      targetResourceGroup: "test-group",
      diskName: "db01",
      sku: "Premium_LRS" as const,
      sizeGib: 32,
    };
    const refused = plan.parse(await makePlan(services, request, estate.context));
    expect(refused.problems.map((p) => p.field).toSorted()).toEqual(["diskName", "sizeGib"]);
    expect(plan.parse(await makePlan(services, { ...request, diskName: "db01-new", sizeGib: 64 }, estate.context)).possible).toBe(true);
  });

  it("say that nothing is left to measure", async () => {
    const made = plan.parse(await makePlan(services, { kind: "measure" }, estate.context));
    expect(made).toMatchObject({ possible: true, summary: "Everything that can be measured is measured.", transferBytes: 0 });
    const unknown = await makePlan(services, { kind: "measure", chainIds: ["nobody"] }, estate.context);
    expect(unknown).toMatchObject({ possible: false, problems: [{ field: "chainIds" }] });
  });
});

describe("the overview", () => {
  it("counts what is there and what it costs, and says what is wrong", async () => {
    await estate.azure
      .compute()
      .snapshots.grantAccess("Test-Group", "db01-1", { access: "Read", durationInSeconds: 600 }, { updateIntervalInMs: 1 });
    await services.view.refresh(estate.context);
    const failed = {
      id: "o1",
      state: "failed",
      title: "Copy db01-1",
      updatedAt: new Date(estate.clock.nowMs()).toISOString(),
      error: { message: "quota" },
    };
    const operations = { list: async ({ state }: { state: string }) => ({ items: state === "finished" ? [failed] : [], total: 0 }) };
    const page = overview.parse(await getOverview({ ...services, operations }, {}, estate.context));
    expect(page.figures).toMatchObject({
      disks: 1,
      snapshots: 2,
      chains: 1,
      subscriptions: 1,
      storedBytes: 14 * GIB,
      measuredCount: 2,
      operationsRunning: 0,
    });
    expect(Number(page.figures.forecastUsd)).toBeCloseTo(0.7, 9);
    expect(page.attention.map((item) => item.kind)).toEqual(expect.arrayContaining(["operation-failed", "forgotten-sas"]));
    expect(page.attention[0]?.severity).toBe("critical");
    expect(page.attention.find((item) => item.kind === "forgotten-sas")?.action.href).toMatch(/^\/snapshots\?id=/);
    expect(page.changePerDay).toHaveLength(30);
    expect(page.diskStrips).toMatchObject([
      { diskName: "db01", days: expect.arrayContaining([expect.objectContaining({ state: expect.any(String) })]) },
    ]);
    await estate.azure.compute().snapshots.revokeAccess("Test-Group", "db01-1", { updateIntervalInMs: 1 });
  });

  it("shows a scope and nothing of another region or subscription", async () => {
    const everywhere = await getOverview(services, {}, estate.context);
    const elsewhere = await getOverview(services, { region: ["antarctica"] }, estate.context);
    const here = await getOverview(
      services,
      { region: [...new Set((await services.look()).rows.map((row) => row.region))] },
      estate.context,
    );
    expect(elsewhere.figures).toMatchObject({ disks: 0, snapshots: 0, chains: 0, storedBytes: 0, monthToDateUsd: null });
    expect(elsewhere.attention).toEqual([]);
    expect(here.figures.snapshots).toBe(everywhere.figures.snapshots);
    expect(everywhere.figures.snapshots).toBeGreaterThan(0);
  });

  it("does not call its own access forgotten", async () => {
    const found = await services.estate.snapshots.find(estate.context, await snapshotId("db01-1"));
    if (!found) throw new Error("a snapshot");
    await services.access.withReadAccess([found.snapshot], estate.context, async () => {
      await services.view.refresh(estate.context);
      const page = await getOverview(services, {}, estate.context);
      expect(page.attention.filter((item) => item.kind === "forgotten-sas")).toEqual([]);
    });
  });

  it("has no cost of a month that has not begun", async () => {
    await expect(getCosts(services, costQuery.parse({ month: "2999-01" }), estate.context)).rejects.toMatchObject({
      code: "invalid-input",
      details: { field: "month", given: "2999-01" },
    });
  });

  it("shows no cost instead of zero while nothing is measured", async () => {
    const fresh = createServices(estate);
    const page = overview.parse(await getOverview(fresh, {}, estate.context));
    expect(page.figures).toMatchObject({ monthToDateUsd: null, forecastUsd: null, measuredCount: 0 });
    expect(page.attention.find((item) => item.kind === "unmeasured")?.title).toBe("2 snapshots are not measured");
  });

  it("leads to the measurement that is under way, and otherwise to where one is begun", async () => {
    const fresh = createServices(estate);
    const leadsTo = async (services: Omit<Services, "operations"> & { operations: OperationList }) =>
      (await getOverview(services, {}, estate.context)).attention.find((item) => item.kind === "unmeasured")?.action;
    expect(await leadsTo(fresh)).toEqual({ label: "Measure them", href: "/costs" });
    const measure = { id: "m1", state: "running", title: "Measure", updatedAt: "2026-11-22T00:00:00Z" };
    const list: OperationList["list"] = async ({ kind }) => ({ items: kind === "measure" ? [measure] : [], total: 0 });
    expect(await leadsTo({ ...fresh, operations: { list } })).toEqual({ label: "Watch", href: "/operations/detail?id=m1" });
  });
});
