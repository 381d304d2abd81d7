// A world on a store of its own, at a fixed moment, for the tests of the seeds.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClock } from "../clock.ts";
import { World } from "../model/world.ts";
import { openExtentStore } from "../pages/extent-store.ts";

export interface SeededWorld {
  world: World;
  tookMs: number;
  close(): Promise<void>;
}

export async function seedWorldAt(now: string, seed: (world: World) => Promise<void>): Promise<SeededWorld> {
  const dir = mkdtempSync(join(tmpdir(), "seed-"));
  const pages = await openExtentStore({ dir });
  const world = new World({ pages, clock: createClock({ realNowMs: () => Date.parse(now) }), tenantId: "tenant" });
  const startedMs = performance.now();
  await seed(world);
  const tookMs = performance.now() - startedMs;
  return {
    world,
    tookMs,
    async close() {
      world.clock.stop();
      await pages.close();
      rmSync(dir, { recursive: true });
    },
  };
}
