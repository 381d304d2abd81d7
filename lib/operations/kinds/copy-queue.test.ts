// Copies of one disk that are asked for at once: one after the other, in the order in which the snapshots were made, each by itself.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OperationRequest } from "#lib/contract/operations.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";

const context = { requestId: "copy-queue", principal: testPrincipal };
const place = { targetRegion: "northeurope", targetResourceGroup: "dr", sku: "Standard_ZRS" } as const;

let lab: FaultLab;
beforeAll(async () => {
  lab = await openFaultLab();
});
afterAll(() => lab.close());

const copyOf = ({ id, name }: Snapshot): OperationRequest => ({ kind: "copy", snapshotId: id, targetName: `${name}-dr`, ...place });
const copiesOf = (sources: readonly Snapshot[]) =>
  [...lab.azure.world.snapshots.values()]
    .filter((one) => !one.deletedAtMs && sources.some(({ id }) => id === one.creationData.sourceResourceId))
    .toSorted((a, b) => (a.timeCreated < b.timeCreated ? -1 : 1));
const queueOf = async (id: string) => (await lab.desk.get(id, context)).queue;

/** Copies stand still until the returned function is called. */
function holdCopies(): () => void {
  lab.beforeTick(() => {
    for (const one of lab.azure.world.runningCopies()) if (one.copy) one.copy.holdAtPercent ??= 10;
  });
  return () => {
    lab.beforeTick(() => {});
    for (const one of lab.azure.world.runningCopies()) if (one.copy) delete one.copy.holdAtPercent;
  };
}

test("one waits behind the other without having begun, an older snapshot goes first, and each begins by itself", async () => {
  const [s0, s1, s2] = await lab.makeSnapshots("line", 3);
  if (!s0 || !s1 || !s2) throw new Error("no sources");
  const release = holdCopies();
  const first = await lab.handIn(copyOf(s0));
  await expect.poll(async () => (await lab.desk.get(first.id, context)).startedAt).toBeDefined();
  const newest = await lab.handIn(copyOf(s2));
  await expect.poll(() => queueOf(newest.id)).toEqual({ position: 2, text: `Queued behind "${first.title}".`, behindId: first.id });
  const middle = await lab.handIn(copyOf(s1));
  await expect.poll(() => queueOf(newest.id)).toEqual({ position: 3, text: `Queued behind "${middle.title}".`, behindId: middle.id });
  const waiting = await lab.desk.get(newest.id, context);
  expect(waiting).toMatchObject({ state: "queued", attempts: 0, cancellable: true });
  expect(waiting.startedAt).toBeUndefined();
  expect((await lab.plan(copyOf(s1))).problems).toMatchObject([{ rule: "already-copied" }, { rule: "reserved" }]);
  release();
  for (const { id } of [first, middle, newest]) expect(await lab.end(id)).toMatchObject({ state: "succeeded", percent: 100 });
  expect(copiesOf([s0, s1, s2]).map(({ name }) => name)).toEqual(["line-0-dr", "line-1-dr", "line-2-dr"]);
  expect((await lab.desk.get(newest.id, context)).queue).toBeUndefined();
}, 60_000);

test("a cancel takes one out of the queue, and what was behind it moves up", async () => {
  const [s0, s1, s2] = await lab.makeSnapshots("out", 3);
  if (!s0 || !s1 || !s2) throw new Error("no sources");
  const release = holdCopies();
  const first = await lab.handIn(copyOf(s0));
  await expect.poll(async () => (await lab.desk.get(first.id, context)).startedAt).toBeDefined();
  const second = await lab.handIn(copyOf(s1));
  const third = await lab.handIn(copyOf(s2));
  await expect.poll(async () => (await queueOf(third.id))?.position).toBe(3);
  expect(await lab.desk.cancel(second.id, context)).toMatchObject({ state: "cancelled" });
  expect(await queueOf(third.id)).toEqual({ position: 2, text: `Queued behind "${first.title}".`, behindId: first.id });
  release();
  expect(await lab.end(third.id)).toMatchObject({ state: "succeeded" });
  expect(copiesOf([s0, s1, s2]).map(({ name }) => name)).toEqual(["out-0-dr", "out-2-dr"]);
}, 60_000);

test("a copy that somebody began in Azure is waited for, and told", async () => {
  const [s0, s1] = await lab.makeSnapshots("theirs", 2);
  if (!s0 || !s1) throw new Error("no sources");
  const release = holdCopies();
  const { world } = lab.azure;
  const group = [...world.groups.values()].find(({ name }) => name === "dr");
  if (!group) throw new Error("no group");
  world.startCopy({ source: s0, name: "theirs-0-by-hand", group, location: "northeurope", holdAtPercent: 10 });
  await lab.parts.view.refresh(context);
  expect((await lab.plan(copyOf(s1))).waits).toContain("Azure is copying another snapshot of this disk");
  const { id } = await lab.handIn(copyOf(s1));
  await expect.poll(() => queueOf(id)).toMatchObject({ position: 1, text: expect.stringContaining("Azure is copying another snapshot") });
  expect(copiesOf([s1])).toEqual([]);
  release();
  expect(await lab.end(id)).toMatchObject({ state: "succeeded", percent: 100 });
}, 60_000);

test("one that Azure refuses because another was quicker goes back to the queue and is no failure", async () => {
  const [s0, s1] = await lab.makeSnapshots("quick", 2);
  if (!s0 || !s1) throw new Error("no sources");
  const { world } = lab.azure;
  const group = [...world.groups.values()].find(({ name }) => name === "dr");
  if (!group) throw new Error("no group");
  // Not in any list that Snapscope has read.
  const release = holdCopies();
  world.startCopy({ source: s0, name: "quick-0-by-hand", group, location: "northeurope", holdAtPercent: 10 });
  const { id } = await lab.handIn(copyOf(s1));
  await expect.poll(() => queueOf(id), { timeout: 10_000 }).toMatchObject({ position: 1, text: expect.stringContaining("Azure") });
  expect(await lab.desk.get(id, context)).toMatchObject({ state: "queued" });
  expect((await lab.desk.get(id, context)).error).toBeUndefined();
  release();
  expect(await lab.end(id)).toMatchObject({ state: "succeeded", percent: 100 });
}, 60_000);
