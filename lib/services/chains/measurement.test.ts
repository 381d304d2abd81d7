// What cannot be measured: told by its reason, and not tried in vain.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { costQuery } from "#lib/contract/costs.ts";
import { overview } from "#lib/contract/overview.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { getCosts } from "#lib/services/costs/get-costs.ts";
import { getOverview } from "#lib/services/overview/get-overview.ts";
import { planMeasure } from "#lib/services/plans/plan-measure.ts";
import { summariseReasons } from "./measurement.ts";

const MIB = 2 ** 20;
const HOUR_MS = 3_600_000;
let estate: LocalEstate;
let services: Services;

beforeAll(async () => {
  estate = await startLocalEstate();
  const { azure } = estate;
  const disk = makeDisk(azure, "db01", 4);
  for (let i = 0; i < 4; i += 1) {
    fill(azure, disk, i * MIB, MIB);
    takeSnapshot(azure, disk, `db01-${i}`, Date.now() - (10 - i) * HOUR_MS);
  }
  const vault = makeDisk(azure, "vault", 4);
  for (let i = 0; i < 2; i += 1) takeSnapshot(azure, vault, `vault-${i}`, Date.now() - (10 - i) * HOUR_MS).networkAccessPolicy = "DenyAll";
  services = createServices(estate);
  await services.view.refresh(estate.context);
});
afterAll(() => estate.stop());

it("reasons are counted once each, the commonest first", () => {
  const policy = (name: string) => ({ rule: "network-policy", reason: `The network access policy of ${name} forbids it.` });
  expect(summariseReasons([policy("a"), { reason: "Azure broke." }, policy("b")])).toBe(
    "2 (the network access policy forbids reading), 1 (Azure broke)",
  );
});

describe("snapshots a rule forbids to read", () => {
  it("are known before anything is asked of Azure", async () => {
    const { rows } = await services.look();
    const states = rows.map(({ name, delta }) => [name, delta.state === "not-measured" && delta.canMeasure]);
    expect(Object.fromEntries(states)).toMatchObject({ "db01-0": true, "vault-0": false, "vault-1": false });
    expect(planMeasure(await services.estate.chains.all(estate.context, {}), new Map(), [])).toMatchObject({
      summary: "Measure 4 of 6 snapshots.",
      warnings: ["Cannot be measured now: 2 (the network access policy forbids reading)."],
    });
  });

  it("are not offered to be measured, on the overview and in costs", async () => {
    const page = overview.parse(await getOverview(services, {}, estate.context));
    const items = page.attention.filter((item) => item.kind === "unmeasured");
    expect(items.map((item) => item.title)).toEqual(["2 snapshots cannot be measured", "4 snapshots are not measured"]);
    expect(items[0]?.detail).toContain("DenyAll");
    const report = await getCosts(services, costQuery.parse({}), estate.context);
    expect(report).toMatchObject({ unmeasured: 6, unmeasurable: 2 });
  });
});

it("a snapshot somebody else reads, and the one that builds on it, are left alone: no access is taken for nothing", async () => {
  const compute = estate.azure.compute();
  await compute.snapshots.grantAccess("Test-Group", "db01-1", { access: "Read", durationInSeconds: 600 }, { updateIntervalInMs: 1 });
  const chain = (await services.look()).chains.find((one) => one.sourceDiskName === "db01");
  const result = await services.measureChain(chain?.id ?? "", estate.context);
  expect(result.skipped.map(({ name, rule }) => [name, rule])).toEqual([
    ["db01-1", "access-in-use"],
    ["db01-2", "access-in-use"],
  ]);
  expect(result.measured).toBe(2);
  const asked = estate.ledger.entries.map((entry) => resourceName(entry.snapshotId));
  expect(asked).not.toContain("db01-1");
  expect(asked.filter((name) => name === "db01-2")).toHaveLength(1);
});
