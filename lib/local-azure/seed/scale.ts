// So many snapshots, spread over up to 100 subscriptions: for measuring lists, not for looking at.

import { dayMs } from "../cost/meter/meter-quantity.ts";
import type { ResourceGroup } from "../model/records/resource-group.ts";
import type { World } from "../model/world.ts";
import { guidFor } from "./partition-table.ts";
import type { Random } from "./random.ts";
import { createRandom } from "./random.ts";

const maxSubscriptions = 100;
const snapshotsPerSubscription = 500;
const snapshotsPerDisk = 25;
const disksPerGroup = 10;
const regions = ["westeurope", "northeurope", "francecentral"] as const;
/** Records are made durable in portions, or the text of one write would not fit into memory. */
const snapshotsPerFlush = 5_000;
const mib = 2 ** 20;

export async function seedScale(world: World, snapshotCount: number): Promise<void> {
  const random = createRandom("scale");
  const subscriptionIds = addSubscriptions(world, snapshotCount);
  const groups = new Map<string, ResourceGroup>();
  const diskCount = Math.ceil(snapshotCount / snapshotsPerDisk);
  for (let i = 0; i < diskCount; i++) {
    const subscriptionId = subscriptionIds[i % subscriptionIds.length] ?? "";
    const groupNumber = Math.floor(i / subscriptionIds.length / disksPerGroup);
    const key = `${subscriptionId} ${groupNumber}`;
    const group = groups.get(key) ?? addGroup(world, subscriptionId, groupNumber);
    groups.set(key, group);
    addChain(world, random, { number: i, group, length: Math.min(snapshotsPerDisk, snapshotCount - i * snapshotsPerDisk) });
    if (i % (snapshotsPerFlush / snapshotsPerDisk) === 0) await world.flush();
  }
  await world.flush();
}

function addSubscriptions(world: World, snapshotCount: number): string[] {
  const count = Math.max(1, Math.min(maxSubscriptions, Math.ceil(snapshotCount / snapshotsPerSubscription)));
  return Array.from({ length: count }, (_, i) => {
    const displayName = `Scale ${String(i + 1).padStart(3, "0")}`;
    return world.addSubscription({ subscriptionId: guidFor(displayName), displayName }).subscriptionId;
  });
}

function addGroup(world: World, subscriptionId: string, number: number): ResourceGroup {
  const location = regions[number % regions.length] ?? regions[0];
  return world.addGroup({ subscriptionId, name: `rg-scale-${String(number).padStart(3, "0")}`, location });
}

function addChain(world: World, random: Random, { number, group, length }: { number: number; group: ResourceGroup; length: number }): void {
  const name = `disk-${String(number).padStart(5, "0")}`;
  const tags = {
    env: random.pick(["prod", "test", "dev"]),
    owner: `team-${random.between(1, 40)}`,
    costCenter: `CC-${random.between(100, 140)}`,
  };
  const nowMs = world.clock.nowMs();
  const firstMs = nowMs - (length + 1) * dayMs - random.between(1, 20 * 3600) * 1000;
  const disk = world.createEmptyDisk({
    name,
    group,
    sku: "Premium_LRS",
    sizeGib: random.pick([32, 64, 128, 256, 512]),
    tags,
    atMs: firstMs - dayMs,
  });
  const sizeMib = disk.diskSizeBytes / mib;
  world.pages.fill(disk.imageId, 0, Math.floor(sizeMib * 0.3) * mib, { kind: "rows", seed: 1 });
  for (let i = 0; i < length; i++) {
    world.pages.fill(disk.imageId, random.between(0, sizeMib - 600) * mib, random.between(1, 600) * mib, { kind: "text", seed: 1 });
    world.takeSnapshot({
      disk,
      incremental: true,
      name: `snap-${name}-${String(i).padStart(3, "0")}`,
      group,
      tags,
      atMs: firstMs + i * dayMs,
    });
  }
}
