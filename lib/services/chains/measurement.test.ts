// What cannot be measured: told by its reason, and not tried in vain.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { costQuery } from "#lib/contract/costs.ts";
import { snapshotQuery } from "#lib/contract/inventory.ts";
import { overview } from "#lib/contract/overview.ts";
import { buildChains } from "#lib/domain/chains/snapshot-chain.ts";
import { reasonsInWords } from "#lib/domain/chains/unmeasured.ts";
import { resourceName, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { sampleChain } from "#lib/domain/testing/inventory-sample.ts";
import { planMeasure } from "#lib/operations/kinds/measure/plan.ts";
import { getCosts } from "#lib/services/costs/get-costs.ts";
import { listSnapshots } from "#lib/services/inventory/list-snapshots.ts";
import { getOverview } from "#lib/services/overview/get-overview.ts";
import { createPlanEstate } from "#lib/services/plans/plan-estate.ts";

const MIB = 2 ** 20;
const HOUR_MS = 3_600_000;
const REASONS = "2 (the network access policy forbids reading), 1 (failed, and will never be complete)";
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
  Object.assign(takeSnapshot(azure, makeDisk(azure, "half", 4), "half", Date.now() - HOUR_MS), {
    completionPercent: 62,
    copyCompletionError: { errorCode: "CopySourceNotFound", errorMessage: "The source was deleted." },
  });
  services = createServices(estate);
  await services.view.refresh(estate.context);
});
afterAll(() => estate.stop());

describe("snapshots a rule forbids to read", () => {
  it("are known before anything is asked of Azure", async () => {
    const { rows } = await services.look();
    const states = rows.map(({ name, delta }) => [name, delta.state === "not-measured" && delta.outlook]);
    expect(Object.fromEntries(states)).toMatchObject({ "db01-0": "now", "vault-0": "blocked", half: "never" });
    expect(planMeasure(await createPlanEstate(services).chains(estate.context), undefined)).toMatchObject({
      summary: "Measure 4 of 7 unmeasured snapshots.",
      warnings: [`Cannot be measured now: ${REASONS}.`],
    });
  });

  it("are counted alike on the overview, in costs and in the plan", async () => {
    const page = overview.parse(await getOverview(services, {}, estate.context));
    const items = page.attention.filter((item) => item.kind === "unmeasured");
    expect(items.map((item) => item.title)).toEqual(["3 snapshots cannot be measured now", "4 snapshots are not measured yet"]);
    expect(items[0]?.detail).toContain(REASONS);
    const report = await getCosts(services, costQuery.parse({}), estate.context);
    expect(report).toMatchObject({ unmeasured: 7, measuring: { total: 7, now: 4 } });
    expect(reasonsInWords(report.measuring.reasons)).toBe(REASONS);
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

describe("what waits for the end of somebody else's SAS", () => {
  it("is told alike in its row, on the overview, in costs and in the plan, with the snapshot it waits for", async () => {
    await services.view.refresh(estate.context);
    const { items } = await listSnapshots(services, snapshotQuery.parse({}), estate.context);
    const waiting = items.filter(({ delta }) => delta.state === "not-measured" && delta.rule === "access-in-use");
    expect(waiting.map(({ name }) => name).toSorted()).toEqual(["db01-1", "db01-2"]);
    for (const { delta, canDiffWithPrevious } of waiting) {
      expect(canDiffWithPrevious).toMatchObject({ possible: false, reason: expect.stringContaining("db01-1 (an open SAS)") });
      expect(delta).toMatchObject({ outlook: "blocked", openAccess: { name: "db01-1", seenSince: expect.stringMatching(/Z$/) } });
    }
    const found = `2 (somebody else has an open SAS), ${REASONS}`;
    const page = await getOverview(services, {}, estate.context);
    const [blocked, ...others] = page.attention.filter((item) => item.kind === "unmeasured");
    expect([blocked?.title, others]).toEqual(["5 snapshots cannot be measured now", []]);
    expect(blocked?.detail).toContain(found);
    expect(reasonsInWords((await getCosts(services, costQuery.parse({}), estate.context)).measuring.reasons)).toBe(found);
    expect(page.attention.find((item) => item.kind === "forgotten-sas")?.detail).toContain(
      "While it is open, db01-1 and db01-2 cannot be measured.",
    );
    const plan = planMeasure(await createPlanEstate(services).chains(estate.context), undefined);
    expect(plan).toMatchObject({ possible: false, problems: [{ rule: "nothing-measurable" }] });
    expect(plan.problems[0]?.message).toContain(found);
  });

  it("is none of ours: a SAS that was ours when the lists were read holds nothing up", async () => {
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    const found = await fresh.estate.snapshots.find(
      estate.context,
      (await fresh.look()).rows.find(({ name }) => name === "db01-3")?.id ?? "",
    );
    if (!found) throw new Error("a snapshot");
    await fresh.access.withReadAccess([found.snapshot], estate.context, async () => void (await fresh.view.refresh(estate.context)));
    const { items } = await listSnapshots(fresh, snapshotQuery.parse({}), estate.context);
    expect(items.find(({ name }) => name === "db01-3")).toMatchObject({ hasActiveSas: true, delta: { outlook: "now" } });
  });
});

describe("the plan where nothing can be measured", () => {
  const [snapshot] = sampleChain(1);
  const planOf = (given: Partial<Snapshot>) => {
    const chains = buildChains(snapshot ? [{ ...snapshot, ...given }] : [], []);
    return planMeasure({ chains, isMeasured: () => false, elsewhere: new Map() }, undefined);
  };

  it("refuses what only somebody can change, with the reason", () => {
    expect(planOf({ networkAccessPolicy: "DenyAll" })).toMatchObject({
      possible: false,
      problems: [
        {
          message:
            "The snapshot that is not measured cannot be measured now: The network access policy of s1 (DenyAll) forbids reading its data.",
        },
      ],
    });
    const failed = { completionPercent: 62, copyError: { code: "CopySourceNotFound", message: "The source was deleted." } };
    expect(planOf(failed)).toMatchObject({ possible: false, problems: [{ rule: "nothing-measurable" }] });
  });

  it("takes what passes by itself: it may have passed when it runs", () => {
    const made = planOf({ completionPercent: 40 });
    expect([made.possible, made.summary]).toEqual([true, "Measure nothing: what is not measured (1) cannot be now."]);
  });
});
