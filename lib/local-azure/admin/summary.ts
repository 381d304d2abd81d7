import type { ArmOptions } from "../arm/request.ts";
import type { Records } from "../model/records/records.ts";
import { completionPercent } from "../model/rules/copy-progress.ts";
import { settle } from "../model/rules/settle.ts";
import type { BlobCeilings } from "./blob-ceilings.ts";
import type { Faults } from "./faults.ts";

export interface Summed {
  world: Records;
  options: ArmOptions;
  ceilings: BlobCeilings;
  faults: Faults;
}

export function summary({ world, options, ceilings, faults }: Summed): object {
  settle(world);
  const isLive = ({ deletedAtMs }: { deletedAtMs?: number }) => deletedAtMs === undefined;
  const nowMs = world.clock.nowMs();
  return {
    clock: { nowMs, now: new Date(nowMs).toISOString(), offsetMs: world.clock.offsetMs() },
    counts: {
      subscriptions: world.subscriptions.size,
      resourceGroups: world.groups.size,
      disks: [...world.disks.values()].filter(isLive).length,
      snapshots: [...world.snapshots.values()].filter(isLive).length,
      deletedSnapshots: [...world.snapshots.values()].filter((snapshot) => !isLive(snapshot)).length,
      activeGrants: [...world.grants.values()].filter((grant) => !grant.revoked && grant.expiresAtMs > nowMs).length,
    },
    runningCopies: [...world.runningCopies()].map((snapshot) => ({
      snapshotId: snapshot.id,
      completionPercent: completionPercent(snapshot, nowMs),
      holdAtPercent: snapshot.copy?.holdAtPercent,
    })),
    settings: { ...options, ...ceilings.limits },
    faults: faults.list(),
  };
}
