// A copy that failed half way is deleted and made again by one operation; Azure fails at every third call; what is complete stays.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { type Fault, type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import type { CopyAgainRequest } from "./request.ts";

const context = { requestId: "copy-again", principal: testPrincipal };
const place = { targetRegion: "northeurope", targetResourceGroup: "dr", sku: "Standard_ZRS" } as const;
const error = { errorCode: "CopySourceNotFound", errorMessage: "The source is gone." };
const longerThanTheSdk = 5;
const faults: Fault[] = [
  { kind: "status500", times: longerThanTheSdk },
  { kind: "lostAnswer", times: longerThanTheSdk },
];
const stride = 3;

let lab: FaultLab;
beforeAll(async () => {
  lab = await openFaultLab();
});
afterEach(() => lab.beforeTick(() => {}));
afterAll(() => lab.close());

const named = ({ id, name }: Snapshot) => ({ snapshotId: id, targetName: `${name}-dr` });
const copiesOf = (sources: readonly Snapshot[]) =>
  [...lab.azure.world.snapshots.values()]
    .filter((one) => !one.deletedAtMs && sources.some(({ id }) => id === one.creationData.sourceResourceId))
    .toSorted((a, b) => (a.timeCreated < b.timeCreated ? -1 : 1));
const shown = (sources: readonly Snapshot[]) => copiesOf(sources).map(({ name, completionPercent }) => [name, completionPercent]);

/** As Azure leaves it. */
function failedCopy(source: Snapshot): Snapshot {
  const { world } = lab.azure;
  const group = [...world.groups.values()].find(({ name }) => name === "dr");
  if (!group) throw new Error("no group");
  const copy = world.startCopy({ source, name: `${source.name}-dr`, group, location: "northeurope", sku: "Standard_ZRS" });
  copy.copyCompletionError = error;
  return copy;
}

const requestOf = (copy: Snapshot, sources: readonly Snapshot[]): CopyAgainRequest => ({
  kind: "copy-again",
  failedUniqueId: copy.uniqueId,
  snapshots: sources.map(named),
  ...place,
});

describe.each(faults)("$kind, $times times in a row, at every third call", (fault) => {
  test("the failed copy is gone and one complete copy has its name", async () => {
    const calls = await lab.sweep(async (skip, name) => {
      const [source] = await lab.makeSnapshots(name, 1);
      if (!source) throw new Error("no source");
      const failed = failedCopy(source);
      await lab.parts.view.refresh(context);
      const { row, isHit } = await lab.run(requestOf(failed, [source]), fault, skip);
      expect(row, `call ${skip}`).toMatchObject({ state: "succeeded", percent: 100 });
      expect(shown([source])).toEqual([[`${name}-0-dr`, 100]]);
      expect(copiesOf([source])[0]?.uniqueId).not.toBe(failed.uniqueId);
      return isHit;
    }, stride);
    expect(calls).toBeGreaterThanOrEqual(stride);
  }, 180_000);
});

test("the copy that stopped several is made again and the rest follows, the complete ones stay", async () => {
  const sources = await lab.makeSnapshots("half", 3);
  const second = `${sources[1]?.name}-dr`;
  lab.beforeTick(() => {
    const copy = copiesOf(sources).find(({ name }) => name === second);
    if (copy?.completionPercent !== undefined && copy.completionPercent < 100) copy.copyCompletionError ??= error;
  });
  const several = await lab.handIn({ kind: "copy-chain", snapshots: sources.map(named), ...place });
  expect(await lab.end(several.id)).toMatchObject({ state: "failed" });
  lab.beforeTick(() => {});
  const [first, failed] = copiesOf(sources);
  if (!first || !failed) throw new Error("no copies");
  const { id } = await lab.handIn(requestOf(failed, sources.slice(1)));
  expect(await lab.end(id)).toMatchObject({ state: "succeeded", percent: 100 });
  expect(shown(sources)).toEqual(sources.map(({ name }) => [`${name}-dr`, 100]));
  expect(copiesOf(sources)[0]?.uniqueId).toBe(first.uniqueId);
}, 60_000);

test("the plan tells what is deleted; a copy that is complete, or another one of the name, is refused and stays", async () => {
  const [source] = await lab.makeSnapshots("whole", 1);
  if (!source) throw new Error("no source");
  const failed = failedCopy(source);
  await lab.parts.view.refresh(context);
  const request = requestOf(failed, [source]);
  const plan = await lab.plan(request);
  expect(plan).toMatchObject({ possible: true, summary: expect.stringContaining("Delete the failed copy whole-0-dr, then copy") });
  expect(plan.steps.map(({ title }) => title)[1]).toBe("Delete the failed copy");
  expect(plan.cli).toMatch(/^az snapshot delete [\s\S]*\naz snapshot create /);

  await expect(lab.handIn({ ...request, failedUniqueId: "another" })).rejects.toMatchObject({
    code: "not-possible",
    details: { problems: expect.arrayContaining([expect.objectContaining({ rule: "recreated" })]) },
  });
  delete failed.copyCompletionError;
  failed.completionPercent = 100;
  await expect(lab.handIn(request)).rejects.toMatchObject({
    details: { problems: expect.arrayContaining([expect.objectContaining({ rule: "complete" })]) },
  });
  expect(copiesOf([source]).map(({ uniqueId }) => uniqueId)).toEqual([failed.uniqueId]);
});

test("a failed copy that somebody holds is not deleted, be it held only after this was planned", async () => {
  const [source] = await lab.makeSnapshots("held", 1);
  if (!source) throw new Error("no source");
  const failed = failedCopy(source);
  await lab.parts.view.refresh(context);
  const { id: snapshotId, uniqueId } = failed;
  const hold = { id: "hold-of-copy", snapshotId, uniqueId, reason: "to be looked at", owner: "Ada", setBy: testPrincipal };
  // Azure takes the first order to delete it only when it is asked again; by then it is held.
  lab.azure.faults.add({ kind: "status500", method: "DELETE", path: failed.name, times: 1, retryAfterSeconds: 0 });
  const { deleteSnapshot } = lab.parts.writer;
  let sent = 0;
  lab.parts.writer.deleteSnapshot = (one, call, assertMayGo) =>
    deleteSnapshot(one, call, async (found) => {
      sent += 1;
      if (sent === 2) await lab.parts.holds.set([hold]);
      await assertMayGo?.(found);
    });
  const { id } = await lab.handIn(requestOf(failed, [source]));
  const ended = await lab.end(id);
  lab.parts.writer.deleteSnapshot = deleteSnapshot;
  expect(ended).toMatchObject({ state: "failed", error: { code: "not-possible", message: expect.stringContaining("held for Ada") } });
  expect(copiesOf([source]).map((copy) => copy.uniqueId)).toEqual([failed.uniqueId]);
  await expect(lab.handIn(requestOf(failed, [source]))).rejects.toMatchObject({
    details: { problems: expect.arrayContaining([expect.objectContaining({ rule: "held" })]) },
  });
  lab.azure.faults.clear();
});
