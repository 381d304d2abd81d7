// What is told before a delete, against what Local Azure stores less after it: random disks with random snapshots, of which
// one or some are deleted. Local Azure merges pages in its own way and knows nothing of our ranges.
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromRanges, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { overlapBytes, reclaim, type StoredSnapshot } from "#lib/domain/sizes/reclaim.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { openTestWorld, type TestWorld } from "#lib/local-azure/testing/test-world.ts";

const pageBytes = 512;
const pages = 40;
const hourMs = 3_600_000;

let lab: TestWorld;
beforeAll(async () => {
  lab = await openTestWorld();
});
afterAll(() => lab.stop());

/** The same numbers every time. */
function createRandom(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

function makeChain(name: string, random: (below: number) => number): Snapshot[] {
  const { world, west } = lab;
  const disk = world.createEmptyDisk({ name, group: west, sku: "Premium_LRS", sizeGib: 1 });
  return Array.from({ length: 2 + random(5) }, (_, i) => {
    for (let change = random(7); change > 0; change -= 1) {
      const from = random(pages);
      const length = (1 + random(6)) * pageBytes;
      if (random(3) === 0) world.pages.clear(disk.imageId, from * pageBytes, length);
      else world.pages.fill(disk.imageId, from * pageBytes, length, { kind: "number", seed: i });
    }
    const atMs = world.clock.nowMs() - (10 - i) * hourMs;
    return world.takeSnapshot({ disk, name: `${name}-${i}`, group: west, incremental: true, atMs });
  });
}

/** As a measurement reads it. */
function measured(chain: readonly Snapshot[]): StoredSnapshot[] {
  const store = lab.world.pages;
  const lists = chain.map(({ imageId }, i) => {
    const base = chain[i - 1];
    return fromRanges([...(base ? store.diff(base.imageId, imageId) : store.allocated(imageId))].map((range) => ({ ...range })));
  });
  return lists.map((ranges, i) => {
    const next = lists[i + 1];
    const overlap = next ? { overlapBytes: overlapBytes(ranges, next) } : {};
    return { id: chain[i]?.id ?? "", storedBytes: totalsOf(ranges).writtenBytes, ranges, ...overlap };
  });
}

const stored = (chain: readonly Snapshot[]) => chain.reduce((sum, { storedHistory }) => sum + (storedHistory.at(-1)?.bytes ?? 0), 0);

test("of 1,000 random deletions each frees in Local Azure what was told before, singly and jointly", () => {
  const random = createRandom(11);
  let [deletions, joint] = [0, 0];
  for (let round = 0; deletions < 1000; round += 1) {
    let chain = makeChain(`disk${round}`, random);
    while (chain.length > 0) {
      const doomed = random(2) === 0 ? [chain[random(chain.length)] as Snapshot] : chain.filter(() => random(2) === 0);
      const ids = new Set(doomed.map(({ id }) => id));
      const told = reclaim({ kind: "incremental", snapshots: measured(chain), goesOn: true }, ids).freed;
      const before = stored(chain);
      for (const snapshot of doomed) lab.world.deleteSnapshot(snapshot);
      expect(told, `${round}: ${[...ids].join(" ")}`).toEqual({ state: "known", bytes: before - stored(chain) });
      chain = chain.filter(({ id }) => !ids.has(id));
      deletions += doomed.length;
      if (doomed.length > 1) joint += 1;
      if (doomed.length === 0) break;
    }
  }
  expect(joint).toBeGreaterThan(100);
}, 60_000);
