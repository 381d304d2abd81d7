// Three in ten answers of Resource Manager and of the sign-in break off in the middle of their body, as a seed draws them:
// every operation comes to its right end by itself, every diff is read, and no SAS stays.
import { afterAll, beforeAll, expect, test } from "vitest";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import { type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";

const rounds = 4;
const chainLength = 4;
const faultPercent = 30;

let lab: FaultLab;
beforeAll(async () => {
  lab = await openFaultLab();
});
afterAll(() => lab.close());

test("cut answers end nothing for good and leave no SAS", async () => {
  const names = Array.from({ length: rounds }, (_, i) => `cut${i}`);
  for (const name of names) await lab.makeSnapshots(name, chainLength);
  const { snapshots } = await lab.parts.azure.read(testContext);
  const chainOf = (name: string) =>
    snapshots.filter((one) => one.name.startsWith(name)).toSorted((a, b) => compareTimes(a.timeCreated, b.timeCreated));

  const { faults } = lab.azure;
  faults.add({ kind: "resetMidBody", service: "token", percent: faultPercent, seed: 1 });
  const cuts = faults.add({ kind: "resetMidBody", service: "arm", percent: faultPercent, seed: 2 });
  const diffs = names.flatMap((name) => neighbours(chainOf(name)));
  const [rows, read] = await Promise.all([
    Promise.all(names.map((name) => runAll(name, chainOf(name)[0]))),
    Promise.allSettled(diffs.map(([base, target]) => lab.parts.diffs.read(base, target, testContext))),
  ]);
  const hits = cuts.hits;
  faults.clear();

  expect(hits).toBeGreaterThan(40);
  expect(rows.flat().map(({ title, state, error }) => [title, state, error?.message])).toEqual(
    rows.flat().map(({ title }) => [title, "succeeded", undefined]),
  );
  const failed = read.flatMap((one) => (one.status === "rejected" ? [one.reason as { code: string; retryable: boolean }] : []));
  // Who looks at a page asks again; nothing is told as a refusal.
  expect(failed.filter((error) => !error.retryable)).toEqual([]);
  const measured = new Set((await lab.parts.measurements.all()).map((one) => resourceKey(one.snapshotId)));
  expect(names.flatMap(chainOf).filter((one) => !measured.has(resourceKey(one.id)))).toEqual([]);

  await lab.parts.access.revokeLeftovers(testContext);
  expect([lab.openSas(), await lab.parts.ledger.stillOpen()]).toEqual([[], []]);
});

function neighbours(chain: Snapshot[]): [Snapshot, Snapshot][] {
  return chain.slice(1).map((target, i) => [chain[i] as Snapshot, target]);
}

async function runAll(name: string, source: Snapshot | undefined) {
  const snapshotId = source?.id ?? "";
  const copy = { kind: "copy", snapshotId, targetRegion: "northeurope", targetResourceGroup: "dr", targetName: `${name}-copy` } as const;
  const restore = { kind: "restore", snapshotId, targetResourceGroup: "Test-Group", diskName: `${name}-back`, sizeGib: 4 } as const;
  const requests = [{ ...copy, sku: "Standard_LRS" } as const, { ...restore, sku: "Premium_LRS" } as const, { kind: "measure" } as const];
  const rows = [];
  for (const request of requests) rows.push(await lab.end((await lab.handIn(request)).id));
  return rows;
}
