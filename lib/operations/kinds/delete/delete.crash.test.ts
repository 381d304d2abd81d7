// The process dies (kill -9) at each point of a delete in turn, each start going on from what the last one left. Nothing goes
// that was not confirmed, each once: one that got the name of a deleted one meanwhile stays.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { type CrashLab, type CrashOrder, openCrashLab } from "#lib/operations/testing/crash-lab.ts";
import { confirmationText } from "./request.ts";

const writer = (when: "before" | "after"): CrashOrder["at"] => ({ port: "writer", method: "deleteSnapshot", nth: 1, when });

let lab: CrashLab;
beforeAll(async () => {
  lab = await openCrashLab();
});
afterAll(() => lab.close());

const isThere = ({ uniqueId }: Snapshot) =>
  [...lab.azure.world.snapshots.values()].some((one) => one.uniqueId === uniqueId && one.deletedAtMs === undefined);

const requestFor = (doomed: Snapshot[]) => {
  const snapshots = doomed.map(({ id, uniqueId }) => ({ id, uniqueId }));
  return { kind: "delete", snapshots, delayHours: 0, confirm: confirmationText(snapshots), acceptsLast: false };
};

/** How many are there after each crash. */
async function killAtEach(points: CrashOrder["at"][], doomed: Snapshot[]): Promise<number[]> {
  const left: number[] = [];
  for (const [i, at] of points.entries()) {
    await lab.crash({ at, ...(i === 0 ? { request: requestFor(doomed) } : {}) });
    left.push(doomed.filter(isThere).length);
  }
  return left;
}

test("killed before, while and after it asks Azure, it deletes each that was confirmed, once, and nothing else", async () => {
  const [a, b, c, d] = (await lab.makeSnapshots("doomed", 4)) as [Snapshot, Snapshot, Snapshot, Snapshot];
  const points = ["delete:begun", "delete:kept", writer("before"), writer("after")];
  expect(await killAtEach(points, [a, b, c])).toEqual([3, 3, 3, 2]);
  // Nobody knows yet that a is gone by us; somebody makes another one of its name.
  const disk = lab.azure.world.createEmptyDisk({ name: "other", group: lab.azure.group, sku: "Premium_LRS", sizeGib: 1 });
  const again = lab.azure.world.takeSnapshot({ disk, name: a.name, group: lab.azure.group, incremental: true, atMs: Date.now() - 60_000 });
  const { row, leftovers } = await lab.resume();
  expect(row).toMatchObject({ state: "succeeded", percent: 100, attempts: points.length + 1 });
  expect(row.rows?.map(({ state }) => state)).toEqual(["done", "done", "done"]);
  expect([a, b, c, d, again].map(isThere)).toEqual([false, false, false, true, true]);
  expect([leftovers, lab.openSas()]).toEqual([[], []]);
}, 240_000);

test("killed when all is deleted, it finds that done", async () => {
  const [a, b] = (await lab.makeSnapshots("late", 2)) as [Snapshot, Snapshot];
  expect(await killAtEach(["delete:worked", "delete:saved", "read:begun", "before-succeeded"], [a])).toEqual([0, 0, 0, 0]);
  const { row } = await lab.resume();
  expect([row.state, row.rows?.map(({ state }) => state), isThere(b)]).toEqual(["succeeded", ["done"], true]);
}, 240_000);
