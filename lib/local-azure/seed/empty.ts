// One subscription with two resource groups and nothing in them.

import type { World } from "../model/world.ts";

export async function seedEmpty(world: World): Promise<void> {
  const { subscriptionId } = world.addSubscription({
    subscriptionId: "c0ffee00-1d2e-4f3a-8b4c-5d6e7f809303",
    displayName: "Contoso Empty",
  });
  world.addGroup({ subscriptionId, name: "rg-west", location: "westeurope" });
  world.addGroup({ subscriptionId, name: "rg-north", location: "northeurope" });
  await world.flush();
}
