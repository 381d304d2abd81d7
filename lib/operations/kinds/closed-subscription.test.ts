// Subscriptions that Azure lists, and that are not enabled: shown with their state, and nothing is begun in them.
import { afterAll, beforeAll, expect, it } from "vitest";
import { createAzureInventory } from "#lib/adapters/azure/inventory.ts";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices } from "#lib/adapters/testing/local-services.ts";
import { changed, type RewritingAzure, startRewritingAzure } from "#lib/adapters/testing/rewriting-azure.ts";
import { subscriptionList } from "#lib/contract/inventory.ts";
import { getDiff } from "#lib/services/diff/get-diff.ts";
import { listSubscriptions } from "#lib/services/inventory/list-subscriptions.ts";
import { getOverview } from "#lib/services/overview/get-overview.ts";
import { createPlanEstate } from "#lib/services/plans/plan-estate.ts";
import { createCopyPlanner } from "./copy/planner.ts";
import { planMeasure } from "./measure/plan.ts";
import { createRestorePlanner } from "./restore/planner.ts";

let estate: LocalEstate;
let azure: RewritingAzure;

beforeAll(async () => {
  estate = await startLocalEstate();
  const disk = makeDisk(estate.azure, "db01");
  fill(estate.azure, disk, 0, 4096);
  const nowMs = estate.clock.nowMs();
  for (const n of [1, 2]) takeSnapshot(estate.azure, disk, `db01-${n}`, nowMs - (3 - n) * 3_600_000);
  azure = await startRewritingAzure(estate);
});
afterAll(async () => {
  await azure.stop();
  await estate.stop();
});

/** undefined: Azure says none. */
async function seenAs(state: string | undefined) {
  azure.answerWith(({ path }, answer) =>
    path.startsWith("/subscriptions?")
      ? changed(answer, ({ value }: { value: object[] }) => ({ value: value.map((one) => ({ ...one, state })) }))
      : undefined,
  );
  const inventory = createAzureInventory({ connection: azure.connection, clock: estate.clock });
  const services = createServices(estate, inventory);
  const { context } = estate;
  await services.view.refresh(context);
  const plans = { estate: createPlanEstate(services), inventory };
  const { rows, chains } = await services.look();
  const [first, second] = rows;
  if (!first || !second || !chains[0]) throw new Error("two snapshots in a chain");
  const copy = { kind: "copy" as const, snapshotId: second.id, targetRegion: "northeurope", targetResourceGroup: "Test-Group" };
  const restore = { kind: "restore" as const, snapshotId: second.id, targetResourceGroup: "Test-Group", diskName: "new", sizeGib: 1 };
  return {
    services,
    row: second,
    subscription: subscriptionList.parse(await listSubscriptions(services, context)).items[0],
    attention: (await getOverview(services, {}, context)).attention,
    plans: {
      copy: await createCopyPlanner({ ...plans, prices: services.prices, operations: services.operations }).plan(
        { ...copy, targetName: "there", sku: "Standard_ZRS" },
        context,
      ),
      restore: await createRestorePlanner({ ...plans, diskPrices: estate.diskPrices }).plan({ ...restore, sku: "Premium_LRS" }, context),
      measure: planMeasure(await plans.estate.chains(context), undefined),
    },
    measured: () => services.measureChain(chains[0]?.id ?? "", context),
    diff: () => getDiff(services, { base: first.id, target: second.id }, context),
  };
}

it.each(["Disabled", "Warned", "Expired", "Deleted", "Dreaming"])(
  "a subscription in state %s is shown so, and every plan in it refuses with the reason",
  async (state) => {
    const seen = await seenAs(state);
    expect(seen.subscription).toMatchObject({ state: "ok", azureState: state, snapshots: 2 });
    expect(seen.attention.find(({ kind }) => kind === "subscription-state")?.detail).toContain(state);
    for (const plan of Object.values(seen.plans))
      expect(plan).toMatchObject({
        possible: false,
        problems: expect.arrayContaining([{ ...plan.problems[0], rule: "subscription-state", message: expect.stringContaining(state) }]),
      });
    const refused = { possible: false, reason: expect.stringContaining(state) };
    expect(seen.row).toMatchObject({ canCopy: refused, canRestore: refused, canDiffWithPrevious: refused });
    expect(seen.row.delta).toMatchObject({ state: "not-measured", outlook: "blocked", reason: expect.stringContaining(state) });
    expect(await seen.measured()).toMatchObject({ measured: 0, skipped: [{ isFault: false }, { isFault: false }] });
    await expect(seen.diff()).rejects.toMatchObject({ code: "not-possible", details: { rule: "subscription-state" } });
    expect(estate.ledger.entries).toEqual([]);
  },
);

it.each([
  ["enabled in other letters", "enabled"],
  ["not told", undefined],
])("a subscription whose state is %s holds nothing back: Azure refuses what it does not allow", async (_how, state) => {
  const seen = await seenAs(state);
  expect(seen.subscription?.azureState).toBeUndefined();
  for (const plan of Object.values(seen.plans)) expect(plan).toMatchObject({ possible: true, problems: [] });
});

it("a subscription with a payment past due is shown so, and plans in it tell and go on: Azure still allows everything", async () => {
  const seen = await seenAs("PastDue");
  expect(seen.subscription).toMatchObject({ state: "ok", azureState: "PastDue" });
  expect(seen.attention.find(({ kind }) => kind === "subscription-state")?.title).toContain("past due");
  for (const plan of Object.values(seen.plans)) expect(plan).toMatchObject({ possible: true, problems: [] });
  for (const plan of [seen.plans.copy, seen.plans.restore]) expect(plan.warnings[0]).toContain("past due");
  expect(await seen.measured()).toMatchObject({ measured: 2, skipped: [] });
});

it("what was measured before is there when a subscription is disabled", async () => {
  const before = await seenAs("Enabled");
  expect(before.subscription?.azureState).toBeUndefined();
  await before.measured();
  azure.answerWith(({ path }, answer) =>
    path.startsWith("/subscriptions?")
      ? changed(answer, ({ value }: { value: object[] }) => ({ value: value.map((one) => ({ ...one, state: "Disabled" })) }))
      : undefined,
  );
  await before.services.view.refresh(estate.context);
  const { rows } = await before.services.look();
  expect(rows[1]).toMatchObject({ delta: { state: "measured" }, canDiffWithPrevious: { possible: true }, canCopy: { possible: false } });
  expect(await before.diff()).toMatchObject({ writtenBytes: 0 });
});
