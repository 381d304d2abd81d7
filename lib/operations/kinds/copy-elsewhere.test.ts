// Copies into another subscription: the plan, the form and the copies themselves.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OperationRequest } from "#lib/contract/operations.ts";
import { type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import { copyOptions } from "./copy/request.ts";

const otherId = "99999999-8888-7777-6666-555555555555";
let lab: FaultLab;
beforeAll(async () => {
  lab = await openFaultLab();
  const { world } = lab.azure;
  world.addSubscription({ subscriptionId: otherId, displayName: "Recovery" });
  world.addGroup({ subscriptionId: otherId, name: "vault", location: "northeurope" });
});
afterAll(() => lab.close());

test("one snapshot and a chain go to the group of another subscription, at the speed asked for", async () => {
  const sources = await lab.makeSnapshots("away", 2);
  const [s0, s1] = sources;
  if (!s0 || !s1) throw new Error("no sources");
  const place = { targetSubscriptionId: otherId, targetRegion: "northeurope", targetResourceGroup: "vault", sku: "Standard_ZRS" };
  const one: OperationRequest = { kind: "copy", snapshotId: s0.id, targetName: "away-0-dr", speed: "Enhanced", ...place };
  expect(await lab.plan({ ...one, targetResourceGroup: "dr" })).toMatchObject({ problems: [{ rule: "no-such-group" }] });
  expect((await lab.plan({ ...one, targetSubscriptionId: "nowhere" })).problems.map(({ rule }) => rule)).toContain("no-such-subscription");
  const copied = await lab.end((await lab.handIn(one)).id);
  expect(copied).toMatchObject({ state: "succeeded", resultId: expect.stringContaining(otherId) });
  const chain = { kind: "copy-chain", snapshots: [{ snapshotId: s1.id, targetName: "away-1-dr" }], ...place };
  expect(await lab.end((await lab.handIn(chain)).id)).toMatchObject({ state: "succeeded" });
  const made = [...lab.azure.world.snapshots.values()].filter(({ subscriptionId }) => subscriptionId === otherId);
  expect(made.map(({ name, creationData }) => [name, creationData.provisionedBandwidthCopySpeed])).toEqual([
    ["away-0-dr", "Enhanced"],
    ["away-1-dr", undefined],
  ]);
  // Another subscription is another chain: nothing is in the way of a copy beside the source.
  expect(await lab.plan({ ...one, targetSubscriptionId: undefined, targetResourceGroup: "dr", targetName: "home-0" })).toMatchObject({
    possible: true,
  });
}, 60_000);

test("the form offers its own subscription first, and the groups of the one that was chosen", async () => {
  const [source] = await lab.makeSnapshots("form", 1);
  const ask = async (targetSubscriptionId?: string) =>
    copyOptions.parse(await lab.options("copy", source?.id ?? "", { targetSubscriptionId }));
  const own = await ask();
  expect(own.subscriptions.map(({ value }) => value)).toEqual([lab.azure.subscriptionId, otherId]);
  expect(own.resourceGroups.map(({ name }) => name)).not.toContain("vault");
  expect(await ask(otherId)).toMatchObject({ targetSubscriptionId: otherId, resourceGroups: [{ name: "vault" }] });
});
