// For tests: a world without a server, whose time stands still unless it is moved.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClock } from "../clock.ts";
import type { ResourceGroup } from "../model/records/resource-group.ts";
import { World } from "../model/world.ts";
import { openExtentStore } from "../pages/extent-store.ts";

export interface TestWorld {
  world: World;
  west: ResourceGroup;
  north: ResourceGroup;
  stop(): Promise<void>;
}

export async function openTestWorld(): Promise<TestWorld> {
  const dir = mkdtempSync(join(tmpdir(), "local-azure-world-"));
  const pages = await openExtentStore({ dir });
  const startMs = Date.parse("2026-03-01T12:00:00Z");
  const world = new World({ pages, clock: createClock({ realNowMs: () => startMs }), tenantId: "tenant" });
  const { subscriptionId } = world.addSubscription({ subscriptionId: "s1", displayName: "One" });
  return {
    world,
    west: world.addGroup({ subscriptionId, name: "west", location: "westeurope" }),
    north: world.addGroup({ subscriptionId, name: "north", location: "northeurope" }),
    async stop() {
      await pages.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
