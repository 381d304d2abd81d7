// What the random walk has found, as short stories.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TestWorld } from "../testing/test-world.ts";
import { openTestWorld } from "../testing/test-world.ts";
import type { Snapshot } from "./records/snapshot.ts";

let test: TestWorld;
beforeEach(async () => {
  test = await openTestWorld();
});
afterEach(() => test.stop());

function stored({ storedHistory }: Snapshot): number {
  return storedHistory.at(-1)?.bytes ?? 0;
}

describe("a snapshot whose predecessor's background copy fails", () => {
  it("stores what it differs from the one before that, from the later of both moments on", () => {
    const { world, west: group } = test;
    const disk = world.createEmptyDisk({ name: "d", group, sku: "PremiumV2_LRS", sizeGib: 1 });
    const take = (name: string, durationMs: number) => world.takeSnapshot({ disk, name, group, incremental: true, durationMs });
    world.pages.write(disk.imageId, 0, new Uint8Array(512));
    const slow = take("slow", 60_000);
    world.holdCopy(slow, 10);
    world.pages.write(disk.imageId, 512, new Uint8Array(1024));
    const quick = take("quick", 20_000);
    world.clock.advance(30_000);
    world.settle();
    expect([stored(slow), stored(quick)]).toEqual([0, 1024]);
    world.failCopyAt(slow, 10, { errorCode: "E", errorMessage: "m" });
    expect([stored(slow), stored(quick)]).toEqual([0, 1536]);
    const times = quick.storedHistory.map((change) => change.atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

describe("a copy to another region after one that failed", () => {
  it("carries what the copy before that has not, as the failed one left nothing", () => {
    const { world, west, north } = test;
    const disk = world.createEmptyDisk({ name: "d", group: west, sku: "Premium_LRS", sizeGib: 1 });
    const copy = (source: Snapshot, name: string) =>
      world.startCopy({ source, name, group: north, location: "northeurope", durationMs: 60_000 });
    world.pages.write(disk.imageId, 0, new Uint8Array(1024));
    const first = world.takeSnapshot({ disk, name: "first", group: west, incremental: true });
    copy(first, "first-north");
    world.deleteSnapshot(first);
    const second = world.takeSnapshot({ disk, name: "second", group: west, incremental: true });
    expect(copy(second, "second-north").copy?.totalBytes).toBe(1024);
  });
});
