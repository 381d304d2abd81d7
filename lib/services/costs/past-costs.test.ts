// What is said of hours that nobody looked at, and of sizes that nobody measured in time.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { type CostQuery, costQuery } from "#lib/contract/costs.ts";
import { monthOf } from "#lib/domain/costs/billing-month.ts";
import { passToDayOfMonth } from "#lib/local-azure/testing/test-azure.ts";
import { getCosts } from "./get-costs.ts";

const HOUR_MS = 3_600_000;
const MIB = 2 ** 20;
let local: LocalEstate;
let services: Services;

beforeAll(async () => {
  local = await startLocalEstate();
  services = createServices(local);
});
afterAll(() => local.stop());

const pass = (days: number) => local.azure.world.clock.advance(days * 24 * HOUR_MS);
const thisMonth = () => monthOf(local.clock.nowMs());

async function readAndMeasure(): Promise<void> {
  await services.view.refresh(local.context);
  for (const { id } of (await services.look()).chains) await services.measureChain(id, local.context);
}

/** Two snapshots, read and measured or not, at the beginning of a month. */
async function takeTwo(name: string, { isMeasured }: { isMeasured: boolean }) {
  passToDayOfMonth(local.azure, 1);
  const disk = makeDisk(local.azure, name, 4);
  fill(local.azure, disk, 0, 200 * MIB);
  const base = takeSnapshot(local.azure, disk, `${name}-1`);
  fill(local.azure, disk, 300 * MIB, MIB);
  takeSnapshot(local.azure, disk, `${name}-2`);
  await (isMeasured ? readAndMeasure() : services.view.refresh(local.context));
  return base;
}

const costs = (month: string) => getCosts(services, costQuery.parse({ month }) as CostQuery, local.context);
const rowOf = async (month: string, label: string) => (await costs(month)).rows.find((row) => row.label === label);

describe("the costs of a month that nobody watched", () => {
  it("say of a delete that nobody saw which hours are assumed", async () => {
    const base = await takeTwo("unseen", { isMeasured: true });
    pass(1);
    await services.view.refresh(local.context);
    local.azure.world.deleteSnapshot(base);
    pass(20);
    await services.view.refresh(local.context);
    const gone = await rowOf(thisMonth(), "unseen-1 (deleted)");
    // A day was seen, and twenty were not.
    expect(Number(gone?.assumedUsd) / Number(gone?.estimateUsd)).toBeCloseTo(20 / 21, 2);
    const heir = await rowOf(thisMonth(), "unseen-2");
    expect(Number(heir?.assumedUsd) / Number(heir?.estimateUsd)).toBeCloseTo(20 / 21, 2);
  });

  it("assume nothing where each change was seen when it came", async () => {
    const base = await takeTwo("seen", { isMeasured: true });
    pass(5);
    await services.view.refresh(local.context);
    local.azure.world.deleteSnapshot(base);
    await readAndMeasure();
    expect([await rowOf(thisMonth(), "seen-1 (deleted)"), await rowOf(thisMonth(), "seen-2")]).toMatchObject([
      { assumedUsd: "0", unknownHours: 0 },
      { assumedUsd: "0", unknownHours: 0 },
    ]);
  });

  it("miss nothing of a past month whose hours are all known, though what holds now is not measured", async () => {
    const base = await takeTwo("known", { isMeasured: true });
    const month = thisMonth();
    pass(33);
    local.azure.world.deleteSnapshot(base);
    await services.view.refresh(local.context);
    expect(await costs(month)).toMatchObject({ unmeasured: 0, unknownHours: 0 });
    expect(await rowOf(month, "known-2")).toMatchObject({ unmeasured: 0, unknownHours: 0 });
    expect(await rowOf(thisMonth(), "known-2")).toMatchObject({ unmeasured: 1 });
    await readAndMeasure();
  });

  it("offer no measurement of a past month that can add nothing to it, and say what is lost", async () => {
    const base = await takeTwo("lost", { isMeasured: false });
    const month = thisMonth();
    pass(33);
    local.azure.world.deleteSnapshot(base);
    await readAndMeasure();
    const report = await costs(month);
    expect(report.unmeasured).toBe(0);
    const lost = report.rows.find(({ label }) => label === "lost-2");
    expect(lost).toMatchObject({ unmeasured: 0, usedGib: null, estimateUsd: null });
    expect(lost?.unknownHours).toBeGreaterThan(0);
    const ofBoth = report.rows.filter(({ label }) => label.startsWith("lost-")).reduce((sum, row) => sum + row.unknownHours, 0);
    expect(report.unknownHours).toBe(ofBoth);
  });
});
