// Costs and the overview over Local Azure.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { type CostQuery, costQuery, costReport, priceList } from "#lib/contract/costs.ts";
import { overview } from "#lib/contract/overview.ts";
import { ExactDecimal, sumDecimals } from "#lib/domain/costs/exact-decimal.ts";
import { passToDayOfMonth } from "#lib/local-azure/testing/test-azure.ts";
import type { OperationList } from "#lib/services/overview/failed-operations.ts";
import { getOverview } from "#lib/services/overview/get-overview.ts";
import type { BilledUsage } from "#lib/services/ports/billing.ts";
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
  passToDayOfMonth(azure, 5);
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

  it("tell, of sums, lines and days, of how many snapshots something is in none of them", async () => {
    // One was gone before it was read; of the two others all is known.
    const known = await ask({ month: lastMonth, groupBy: "chain" });
    expect(known.totals.uncounted).toBe(1);
    expect(known.rows.map(({ uncounted }) => uncounted)).toEqual([0, 1]);
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    const none = await getCosts(fresh, costQuery.parse({ month: lastMonth, groupBy: "chain" }), estate.context);
    expect(none.totals.uncounted).toBe(3);
    expect(none.rows[0]).toMatchObject({ uncounted: 2, unmeasured: 2 });
    expect(none.days.every(({ uncounted, unsized }) => uncounted === 2 && unsized === 2)).toBe(true);
    expect(known.days.every(({ uncounted, unsized }) => uncounted === 0 && unsized === 0)).toBe(true);
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
    const byRegion = await ask({ month: lastMonth, groupBy: "region" });
    expect(byRegion.rows[0]).toMatchObject({ key: "westeurope", label: "West Europe" });
  });

  it("show what was billed from whatever source of usage is wired", async () => {
    const id = (await snapshotId("db01-1")).toLowerCase();
    const row = { resourceId: id, meterName: "ZRS Snapshots", date: `${lastMonth}-03` } as const;
    const billed: BilledUsage = {
      readMonth: async () => [
        { ...row, sort: "storage", quantity: "0.3226", usd: "0.01613" },
        { ...row, sort: "other", meterName: "Disk operations", quantity: "1", usd: "0.0005" },
      ],
    };
    const report = await getCosts({ ...services, billed }, costQuery.parse({ month: lastMonth }) as CostQuery, estate.context);
    expect(report.totals).toMatchObject({ billedUsd: "0.01613", otherBilledUsd: "0.0005", goneBilledUsd: null });
    expect(report.rows.find(({ label }) => label === "db01-1")).toMatchObject({ billedQuantity: "0.3226", billedUsd: "0.01613" });
    expect(report.days.find(({ date }) => date === row.date)?.billedUsd).toBe("0.01613");
    expect(report.billing).toMatchObject({ state: "ok", through: row.date });
  });

  it("have what the bill attributes to no snapshot as a line of its own, which is no deleted snapshot", async () => {
    const id = (await snapshotId("db01-1")).toLowerCase();
    const date = `${lastMonth}-03`;
    const billed: BilledUsage = {
      readMonth: async () => [
        { resourceId: id, meterName: "ZRS Snapshots", date, sort: "storage", quantity: "0.3226", usd: "0.01613" },
        { resourceId: null, meterName: "ZRS Snapshots", date, sort: "storage", quantity: "0.2", usd: "0.01" },
        { resourceId: null, meterName: "", date, sort: "other", quantity: "0", usd: "-0.003" },
        { resourceId: null, meterName: "Disk operations", date, sort: "other", quantity: "1", usd: "0.001" },
      ],
    };
    const ask = (query: Record<string, unknown>) =>
      getCosts({ ...services, billed }, costQuery.parse({ month: lastMonth, ...query }), estate.context);
    const report = costReport.parse(await ask({}));
    expect(report.totals).toMatchObject({
      billedUsd: "0.02613",
      otherBilledUsd: "-0.002",
      unattributedUsd: "0.008",
      goneCount: 0,
      unseenCount: 0,
    });
    expect(report.rows.find(({ key }) => key === "unattributed")).toMatchObject({
      label: "Not attributed to a snapshot",
      snapshotCount: 0,
      goneCount: 0,
      estimateUsd: null,
      billedUsd: "0.01",
      otherBilledUsd: "-0.002",
      otherMeters: [
        { meterName: "", usd: "-0.003" },
        { meterName: "Disk operations", usd: "0.001" },
      ],
    });
    expect(report.rows.filter(({ label }) => label.includes("deleted"))).toEqual([]);
    expect(report.comparison?.notCompared).toContainEqual({ reason: "unattributed", count: 1, estimateUsd: null, billedUsd: "0.01" });
    const bySubscription = await ask({ groupBy: "subscription" });
    expect(bySubscription.rows).toMatchObject([{ billedUsd: "0.02613" }]);
    expect((await ask({ region: "westeurope" })).totals.unattributedUsd).toBeNull();
  });

  it("are set beside the bill for the same snapshots and days, and every line says its difference", async () => {
    const report = await ask({ month: lastMonth });
    expect(report.comparison).toMatchObject({ through: report.days.at(-1)?.date, snapshots: 2 });
    const { estimateUsd = "", differenceUsd = "", toleranceUsd = "", notCompared } = report.comparison ?? {};
    expect(estimateUsd).toBe(report.totals.estimateUsd);
    expect(Math.abs(Number(differenceUsd))).toBeLessThan(Number(toleranceUsd));
    expect(notCompared?.map(({ reason }) => reason)).toEqual(["unseen"]);
    const compared = report.rows.flatMap((row) => row.compared ?? []);
    expect(sumDecimals(compared.map((row) => row.differenceUsd))).toBe(differenceUsd);
    expect(report.rows.find(({ label }) => label === "gone (deleted)")?.compared).toBeNull();
  });

  it("come at once without what has to be waited for, and say that there is more", async () => {
    let answer = (_rows: []) => {};
    const billed: BilledUsage = { readMonth: () => new Promise((resolve) => (answer = resolve)) };
    const quick = await getCosts({ ...services, billed }, costQuery.parse({ month: lastMonth, answer: "quick" }), estate.context);
    answer([]);
    expect(quick).toMatchObject({ isPartial: true, totals: { estimateUsd: "0.7", billedUsd: null }, billing: { state: "unavailable" } });
    expect(quick.rowCount).toBe(2);
  });

  it.each(["throttled", "failed"] as const)("have the bill of a subscription whose resources are %s", async (state) => {
    const { asOf, sources } = await services.view.current(estate.context);
    const current = async () => ({ asOf, sources: sources.map((source) => ({ ...source, state })) });
    const deps = { ...services, view: { ...services.view, current } };
    const report = await getCosts(deps, costQuery.parse({ month: lastMonth }) as CostQuery, estate.context);
    const whole = await ask({ month: lastMonth });
    expect(report.billing).toEqual(whole.billing);
    expect([report.totals.billedUsd, report.totals.billedUsd === null]).toEqual([whole.totals.billedUsd, false]);
  });

  it("name a subscription that was never read: the bill lacks it", async () => {
    const { asOf, sources } = await services.view.current(estate.context);
    const second = { subscriptionId: "00000000-0000-4000-8000-00000000000b", displayName: "Second", state: "throttled" } as const;
    const view = { ...services.view, current: async () => ({ asOf, sources: [...sources, second] }) };
    const billed: BilledUsage = {
      readMonth: async (id, ...rest) => (id === second.subscriptionId ? [] : services.billed.readMonth(id, ...rest)),
    };
    const report = await getCosts({ ...services, view, billed }, costQuery.parse({ month: lastMonth }) as CostQuery, estate.context);
    expect(report.billing).toMatchObject({ state: "ok", message: "Second is left out: its snapshots have not been read." });
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
    expect(name).toMatch(/^costs-\d{4}-\d{2}-by-\w+-unrounded$/);
    expect(csv.trimEnd().split("\r\n").length).toBe(1 + (await ask({ month: lastMonth })).rows.length);
  });

  it("come with the prices of the regions in use", async () => {
    const prices = priceList.parse(await listPrices(services, estate.context));
    expect(prices.items.map((p) => p.sku).toSorted()).toEqual(["Premium_LRS", "Standard_LRS", "Standard_ZRS"]);
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
      title: "Copy db01-1",
      error: { message: "quota" },
    };
    const list: OperationList["list"] = async ({ states }) => ({ items: states?.includes("failed") ? [failed] : [], total: 0 });
    const operations = { list };
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
    expect(page.attention.find((item) => item.kind === "forgotten-sas")?.action.target).toEqual({
      page: "snapshots",
      params: { open: expect.stringMatching(/snapshots/i) },
    });
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
    expect(page.attention.find((item) => item.kind === "unmeasured")?.title).toBe("2 snapshots are not measured yet");
  });

  it("leads to the measurement that is under way, and otherwise to where one is begun", async () => {
    const fresh = createServices(estate);
    const leadsTo = async (services: Omit<Services, "operations"> & { operations: OperationList }) =>
      (await getOverview(services, {}, estate.context)).attention.find((item) => item.kind === "unmeasured")?.action;
    expect(await leadsTo(fresh)).toEqual({ label: "Measure them", target: { page: "costs" } });
    const measure = { id: "m1", title: "Measure" };
    const list: OperationList["list"] = async ({ kind }) => ({ items: kind === "measure" ? [measure] : [], total: 0 });
    expect(await leadsTo({ ...fresh, operations: { list } })).toEqual({
      label: "Watch",
      target: { page: "operation", params: { id: "m1" } },
    });
  });
});
