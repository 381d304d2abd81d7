// The Azure of a data directory before and after its processes ran: opened here, where it can be made and looked at whole.
import { join } from "node:path";
import type { OperationRequest } from "#lib/contract/operations.ts";
import { LocalAzureAdmin } from "#lib/local-azure/admin/client.ts";
import type { LocalAzureEndpoints } from "#lib/local-azure/endpoints.ts";
import type { World } from "#lib/local-azure/model/world.ts";
import type { Random } from "#lib/local-azure/seed/random.ts";
import { startTestAzure } from "#lib/local-azure/testing/test-azure.ts";
import { makeChain, sizeGib } from "./chains.ts";
import { awaitNoSas } from "./no-sas.ts";
import type { DiffPair } from "./persistent-client.ts";
import type { Report } from "./report.ts";

const chainLength = 4;

export interface OwnEstate {
  /** A copy and a restore of each disk, and a measurement now and then. */
  requests: OperationRequest[];
  /** All there are within a chain. */
  pairs: DiffPair[];
  /** Unique ids of what was there before. */
  others: Set<string>;
}

export async function makeEstate(dataDir: string, disks: number, random: Random): Promise<OwnEstate> {
  const azure = await startTestAzure({ dataDir: join(dataDir, "local-azure") });
  const { world, group, subscriptionId } = azure;
  world.addGroup({ subscriptionId, name: "dr", location: "northeurope" });
  const requests: OperationRequest[] = [];
  const pairs: DiffPair[] = [];
  for (let i = 0; i < disks; i += 1) {
    const disk = `disk${i}`;
    const chain = makeChain({ world, group, random, disk, snapshots: chainLength });
    const copy = { targetRegion: "northeurope", targetResourceGroup: "dr", targetName: `${disk}-copy`, sku: "Standard_LRS" };
    const restore = { targetResourceGroup: group.name, diskName: `${disk}-back`, sku: "Premium_LRS", sizeGib };
    requests.push({ kind: "copy", snapshotId: chain[0]?.id, ...copy });
    requests.push({ kind: "restore", snapshotId: random.pick([chain[0], ...chain])?.id, ...restore });
    if (i % 3 === 2) requests.push({ kind: "measure" });
    pairs.push(...chain.flatMap((base, at) => chain.slice(at + 1).map((target) => ({ base: base.id, target: target.id }))));
  }
  const others = new Set([...world.snapshots.keys(), ...world.disks.keys()]);
  await world.flush();
  await azure.stop();
  return { requests, pairs, others };
}

/** Its processes have ended. */
export async function lookAtEstate(dataDir: string, look: (world: World) => void): Promise<void> {
  const azure = await startTestAzure({ dataDir: join(dataDir, "local-azure") });
  try {
    azure.world.settle();
    look(azure.world);
  } finally {
    await azure.stop();
  }
}

/** SAS that work, at an Azure in a process of its own. */
export async function countAccesses(endpoints: LocalAzureEndpoints): Promise<number> {
  return (await new LocalAzureAdmin(endpoints).state()).counts.activeGrants ?? 0;
}

export function awaitNoAccess(endpoints: LocalAzureEndpoints, report: Report): Promise<void> {
  return awaitNoSas(async () => Array<string>(await countAccesses(endpoints)).fill("an active SAS"), report);
}
