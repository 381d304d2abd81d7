import { expect, test } from "vitest";
import { buildChains } from "#lib/domain/chains/snapshot-chain.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { sampleDisk, sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { planRestoreDisks, type SnapshotToRestore } from "./plan.ts";

function part(
  name: string,
  timeCreated: string,
  changes: Partial<Snapshot> = {},
  given: Partial<SnapshotToRestore> = {},
): SnapshotToRestore {
  const snapshot = sampleSnapshot({ name, timeCreated, ...changes });
  const [chain] = buildChains([snapshot], [sampleDisk({ name: "db01" })]);
  if (!chain) throw new Error("no chain");
  return {
    snapshot,
    chain,
    diskName: `${name}-back`,
    sku: "Premium_LRS",
    nameTaken: false,
    diskPrice: { missing: "not-listed" },
    ...given,
  };
}
const plan = (...parts: SnapshotToRestore[]) => planRestoreDisks({ parts, targetResourceGroup: "rg" });
const os = part("os", "2026-03-01T02:00:00.0000000Z");
const data = part("data", "2026-03-01T02:00:05.0000000Z");

test("how far the moments are apart is said, and what that may mean", () => {
  const made = plan(os, data);
  expect(made).toMatchObject({ possible: true, summary: "Create 2 disks in West Europe, from moments at most 5.0 s apart." });
  expect(made.warnings).toEqual([expect.stringContaining("These are at most 5.0 s apart. What spans several disks")]);
  expect(made.cli.split("\n")).toHaveLength(2);
  expect(made.costs.map(({ title }) => title)).toEqual(["os-back: Premium SSD (LRS), 128 GiB", "data-back: Premium SSD (LRS), 128 GiB"]);
  expect(plan(os).warnings).toEqual([]);
});

test("what one of them cannot be is told of it, by its field", () => {
  const problems = (...parts: SnapshotToRestore[]) => plan(...parts).problems.map(({ field, rule }) => [field, rule]);
  const ready = data.snapshot.timeCreated ?? "";
  expect(problems(os, part("data", ready, { completionPercent: 40 }))).toEqual([["snapshots", "not-ready"]]);
  expect(problems(os, part("data", ready, { logicalSectorSize: 4096 }))).toEqual([["snapshots", "sku"]]);
  expect(problems(os, part("data", ready, {}, { nameTaken: true }))).toEqual([["snapshots.1.diskName", "name-taken"]]);
  expect(problems(os, part("data", ready, { subscriptionId: "another" }))).toEqual([["snapshots", "several-subscriptions"]]);
});
