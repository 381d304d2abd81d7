// Test aid: four snapshots of one disk, in Local Azure. Into the second went thousands of scattered pages, into the third
// nothing; the fourth may not be read.
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;
export const HOUR_MS = 3_600_000;
export const SCATTERED = 12_345;

export interface ScatteredChain {
  estate: LocalEstate;
  services: Services;
  ids: string[];
  chainId: string;
  /** Of the snapshots at these places. */
  pair(base: number, target: number): { base: string; target: string };
  /** Names of those that a SAS was asked for; those of one diff are asked for at the same time. */
  grantedSince(count: number): (string | undefined)[];
  activeSas(): string[];
}

export async function startScatteredChain(): Promise<ScatteredChain> {
  const estate = await startLocalEstate();
  const { azure } = estate;
  const { pages } = azure.world;
  const disk = makeDisk(azure, "db01", 64);
  const startMs = Date.now() - 20 * HOUR_MS;
  fill(azure, disk, 0, 4 * MIB);
  takeSnapshot(azure, disk, "db01-1", startMs);
  for (let i = 0; i < SCATTERED; i += 1) pages.fill(disk.imageId, GIB + i * 8192, 4096, { kind: "number", seed: i });
  pages.clear(disk.imageId, 0, MIB);
  takeSnapshot(azure, disk, "db01-2", startMs + HOUR_MS);
  takeSnapshot(azure, disk, "db01-3", startMs + 2 * HOUR_MS);
  fill(azure, disk, 2 * MIB, 8192);
  const denied = takeSnapshot(azure, disk, "db01-4", startMs + 3 * HOUR_MS);
  denied.networkAccessPolicy = "DenyAll";
  const services = createServices(estate);
  await services.view.refresh(estate.context);
  const { rows, chains } = await services.look();
  const ids = rows.map((row) => row.id);
  return {
    estate,
    services,
    ids,
    chainId: chains[0]?.id ?? "",
    pair: (base, target) => ({ base: ids[base] ?? "", target: ids[target] ?? "" }),
    grantedSince: (count) =>
      estate.ledger.entries
        .slice(count)
        .map(({ snapshotId }) => snapshotId.split("/").at(-1))
        .toSorted(),
    activeSas: () => [...azure.world.snapshots.values()].filter((s) => azure.world.hasActiveSas(s)).map((s) => s.name),
  };
}
