// What the trial copies, restores and compares: disks on which ranges are written and given back between two snapshots.
import type { ResourceGroup } from "#lib/local-azure/model/records/resource-group.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import type { World } from "#lib/local-azure/model/world.ts";
import type { Random } from "#lib/local-azure/seed/random.ts";

export interface ChainInput {
  world: World;
  group: ResourceGroup;
  random: Random;
  disk: string;
  snapshots: number;
}

export const sizeGib = 4;
const pages = (sizeGib * 2 ** 30) / 512;
const hourMs = 3_600_000;

/** Oldest first, an hour apart. */
export function makeChain({ world, group, random, disk: name, snapshots: count }: ChainInput): Snapshot[] {
  const disk = world.createEmptyDisk({ name, group, sku: "Premium_LRS", sizeGib });
  return Array.from({ length: count }, (_, i) => {
    for (let writes = random.between(3, 20); writes > 0; writes -= 1) {
      const { offset, length } = someRange(random);
      world.pages.fill(disk.imageId, offset, length, { kind: "noise", seed: random.between(1, 2 ** 30) });
      // Of what was just written, so that something is given back.
      if (random.next() < 0.2) world.pages.clear(disk.imageId, offset, 512);
    }
    return world.takeSnapshot({
      disk,
      name: `${name}-${i}`,
      group,
      incremental: true,
      atMs: world.clock.nowMs() - (count - i) * hourMs,
    });
  });
}

function someRange(random: Random): { offset: number; length: number } {
  const first = random.between(0, pages - 257);
  return { offset: first * 512, length: random.between(1, 256) * 512 };
}

/** Every snapshot with the one before it. */
export function neighbours<T>(chain: readonly T[]): [T, T][] {
  return chain.slice(1).map((target, i) => [chain[i] as T, target]);
}
