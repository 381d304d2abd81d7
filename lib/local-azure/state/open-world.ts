// The world of a data directory: its records read back, or built by a seed when there are none.
//
// A seed counts when all of it is on disk: what a crash left of one is thrown away, and it is built again.

import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import type { Change } from "../model/records/record-log.ts";
import { World } from "../model/world.ts";
import { openExtentStore } from "../pages/extent-store.ts";
import { DamagedDataDir } from "./damaged.ts";
import { openJournal, removeJournal } from "./journal.ts";

const operationKeptMs = 86_400_000;

export interface OpenWorld {
  world: World;
  close(): Promise<void>;
}

export interface OpenWorldInput {
  dataDir: string;
  clock: Clock;
  tenantId: string;
  /** Absent: the directory has its seed. */
  seed?: (world: World) => Promise<void>;
}

export async function openWorld({ dataDir, clock, tenantId, seed }: OpenWorldInput): Promise<OpenWorld> {
  const pagesDir = join(dataDir, "pages");
  if (seed !== undefined) await Promise.all([removeJournal(dataDir), rm(pagesDir, { recursive: true, force: true })]);
  const journal = await openJournal(dataDir, (change) => isStale(change, clock.nowMs()));
  const pages = await openExtentStore({ dir: pagesDir });
  const world = new World({ pages, clock, tenantId, log: journal });
  for (const change of journal.records) world.restore(change);
  if (lostImages(world) > 0) {
    await journal.close();
    throw new DamagedDataDir(
      `The data directory ${dataDir} has records of ${lostImages(world)} disks and snapshots whose bytes are missing in pages/`,
    );
  }
  if (seed !== undefined) {
    await seed(world);
    await world.flush();
  }
  return {
    world,
    async close() {
      await world.flush();
      await pages.flush();
      await pages.close();
      await journal.close();
    },
  };
}

/** Bytes reach the disk before records that point at them: those that are missing were lost since. */
function lostImages({ disks, snapshots, pages }: World): number {
  return [...disks.values(), ...snapshots.values()].filter((one) => one.deletedAtMs === undefined && !pages.has(one.imageId)).length;
}

function isStale({ kind, record }: Change, nowMs: number): boolean {
  return kind === "operation" && record.readyAtMs < nowMs - operationKeptMs;
}
