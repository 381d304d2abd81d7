// Several copies of a chain: Azure fails at every fifth call; a copy fails half way; somebody cancels between two.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { type Fault, type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import type { CopyChainRequest } from "./request.ts";

const context = { requestId: "copy-chain", principal: testPrincipal };
const longerThanTheSdk = 5;
const faults: Fault[] = [
  { kind: "status500", times: longerThanTheSdk },
  { kind: "lostAnswer", times: longerThanTheSdk },
];
/** Of one copy every call is tried (copy-restore.fault.test.ts); here what lies between two of them. */
const stride = 5;

let lab: FaultLab;
beforeAll(async () => {
  lab = await openFaultLab();
});
afterAll(() => lab.close());

const requestOf = (snapshots: readonly Snapshot[]): CopyChainRequest => ({
  kind: "copy-chain",
  snapshots: snapshots.map(({ id, name }) => ({ snapshotId: id, targetName: `${name}-dr` })),
  targetRegion: "northeurope",
  targetResourceGroup: "dr",
  sku: "Standard_ZRS",
});

const copiesOf = (snapshots: readonly Snapshot[]) =>
  [...lab.azure.world.snapshots.values()]
    .filter((one) => !one.deletedAtMs && snapshots.some(({ id }) => id === one.creationData.sourceResourceId))
    .toSorted((a, b) => (a.timeCreated < b.timeCreated ? -1 : 1));

describe.each(faults)("$kind, $times times in a row, at every fifth call", (fault) => {
  test("one complete copy of each, in the order of creation", async () => {
    const calls = await lab.sweep(async (skip, name) => {
      const snapshots = await lab.makeSnapshots(name, 2);
      const { row, isHit } = await lab.run(requestOf(snapshots.toReversed()), fault, skip);
      expect(row, `call ${skip}`).toMatchObject({ state: "succeeded", percent: 100 });
      expect(copiesOf(snapshots).map((one) => [one.name, one.completionPercent])).toEqual(snapshots.map((one) => [`${one.name}-dr`, 100]));
      return isHit;
    }, stride);
    expect(calls).toBeGreaterThanOrEqual(8);
  }, 180_000);
});

test("one that fails half way stops the rest, and says so; once it is deleted a retry goes on with it", async () => {
  const snapshots = await lab.makeSnapshots("half", 3);
  const second = `${snapshots[1]?.name}-dr`;
  lab.beforeTick(() => {
    const copy = copiesOf(snapshots).find(({ name }) => name === second);
    if (copy?.completionPercent !== undefined && copy.completionPercent < 100 && !copy.copyCompletionError)
      copy.copyCompletionError = { errorCode: "CopySourceNotFound", errorMessage: "The source is gone." };
  });
  const { id } = await lab.handIn(requestOf(snapshots));
  const failed = await lab.end(id);
  lab.beforeTick(() => {});
  expect(failed).toMatchObject({
    state: "failed",
    retryable: true,
    error: { message: expect.stringContaining(`Delete the unfinished snapshot ${second}`) },
  });
  expect(copiesOf(snapshots).map(({ name }) => name)).toEqual([`${snapshots[0]?.name}-dr`, second]);

  for (const one of copiesOf(snapshots)) if (one.name === second) lab.azure.world.deleteSnapshot(one);
  await lab.desk.retry(id, context);
  expect(await lab.end(id)).toMatchObject({ state: "succeeded", percent: 100 });
  expect(copiesOf(snapshots).map(({ name, completionPercent }) => [name, completionPercent])).toEqual(
    snapshots.map(({ name }) => [`${name}-dr`, 100]),
  );
}, 60_000);

test("a cancel leaves what is complete and begins nothing more; the same copy is refused meanwhile", async () => {
  const snapshots = await lab.makeSnapshots("stopped", 3);
  const request = requestOf(snapshots);
  const { id } = await lab.handIn(request);
  const one = { ...request, kind: "copy", snapshotId: snapshots[2]?.id ?? "", targetName: "stopped-other" };
  const { snapshots: _several, ...single } = one;
  await expect(lab.handIn(single)).rejects.toMatchObject({ code: "not-possible", details: { problems: [{ rule: "already-copied" }] } });
  await lab.desk.cancel(id, context);
  expect(await lab.end(id)).toMatchObject({ state: "cancelled" });
  const left = copiesOf(snapshots).length;
  expect(left).toBeLessThan(3);
});

test("begun again between two copies it does nothing of the first one again, though somebody deleted that meanwhile", async () => {
  const snapshots = await lab.makeSnapshots("between", 2);
  const [first, second] = snapshots.map(({ name }) => `${name}-dr`);
  // The second order fails for a while: the operation is tried anew from its checkpoint.
  lab.azure.faults.add({ kind: "status500", method: "PUT", path: `${second}`, times: 12, retryAfterSeconds: 0 });
  const { id } = await lab.handIn(requestOf(snapshots));
  await expect.poll(async () => (await lab.desk.get(id, context)).attempts, { timeout: 20_000 }).toBeGreaterThan(1);
  const copy = copiesOf(snapshots).find(({ name }) => name === first);
  if (copy) lab.azure.world.deleteSnapshot(copy);
  const row = await lab.end(id);
  lab.azure.faults.clear();
  expect(row).toMatchObject({ state: "succeeded", percent: 100 });
  expect(copiesOf(snapshots).map(({ name }) => name)).toEqual([second]);
  expect(row.steps.at(-1)?.detail).toContain(`deleted since: ${first}`);
}, 60_000);
