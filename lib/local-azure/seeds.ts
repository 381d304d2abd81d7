// The seeds by name.

import { newGuid } from "./model/ids.ts";
import type { World } from "./model/world.ts";

export function findSeed(name: string): (world: World) => Promise<void> {
  if (name === "empty") {
    return async (world) => {
      world.addSubscription({ subscriptionId: newGuid(), displayName: "Local subscription" });
    };
  }
  throw new Error(`There is no seed ${name}.`);
}
