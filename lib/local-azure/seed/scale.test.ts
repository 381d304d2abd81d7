import { describe, expect, it } from "vitest";
import { seedWorldAt } from "../testing/seeded-world.ts";
import { seedEmpty } from "./empty.ts";
import { seedScale } from "./scale.ts";

const now = "2026-11-23T12:00:00Z";

describe("the scale seed", () => {
  it.each([
    [1, 1],
    [1_010, 3],
    [3_000, 6],
  ])("makes %i snapshots in %i subscriptions, in chains with changes", async (count, subscriptions) => {
    const { world, close } = await seedWorldAt(now, (w) => seedScale(w, count));
    expect(world.snapshots.size).toBe(count);
    expect(world.subscriptions.size).toBe(subscriptions);
    const snapshots = [...world.snapshots.values()];
    expect(snapshots.every((s) => s.storedHistory.every((change) => change.bytes > 0 && change.atMs <= Date.parse(now)))).toBe(true);
    expect(new Set(snapshots.map((s) => s.id.toLowerCase())).size).toBe(count);
    await close();
  });
});

describe("the empty seed", () => {
  it("has one subscription with groups and no resources", async () => {
    const { world, close } = await seedWorldAt(now, seedEmpty);
    expect([world.subscriptions.size, world.groups.size, world.disks.size, world.snapshots.size]).toEqual([1, 2, 0, 0]);
    await close();
  });
});
