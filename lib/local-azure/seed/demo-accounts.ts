// Storage accounts of the demo, for replicas: one in another region than most disks, for the disaster, and one beside them. They are no
// part of the world, so they are made beside it. Making them again adds nothing.

import { defaultSettings } from "../arm/storage/account-settings.ts";
import type { Identities } from "../auth/identities.ts";
import { builtInRoles } from "../auth/rights/roles.ts";
import type { AccountCatalog } from "../blob/accounts/account-catalog.ts";
import { newGuid } from "../ids.ts";
import type { World } from "../model/world.ts";
import { production } from "./groups.ts";

const plans = [
  { name: "contosodrnorth", group: "rg-dr-north", location: "northeurope", tags: { env: "dr", owner: "platform" } },
  { name: "contosovhdwest", group: "rg-data-prod", location: "westeurope", tags: { env: "prod", owner: "dba" } },
];

export async function seedDemoAccounts(world: World, accounts: AccountCatalog, identities: Identities): Promise<void> {
  for (const { name, group, location, tags } of plans) {
    if (accounts.accounts.has(name)) continue;
    accounts.addAccount(name, {
      id: `${groupId(group)}/providers/Microsoft.Storage/storageAccounts/${name}`,
      subscriptionId: production.subscriptionId,
      resourceGroup: group,
      location,
      sku: "Standard_LRS",
      kind: "StorageV2",
      tags,
      createdAt: world.clock.nowTicks(),
      settings: { ...defaultSettings },
      creation: { operationId: newGuid(), readyAtMs: world.clock.nowMs() },
    });
  }
  letOperatorsWrite(world, identities);
  await Promise.all([accounts.flush(), world.flush()]);
}

/** To the one for the disaster, by a role on its data; owners get in by its key. */
function letOperatorsWrite(world: World, { clients, personas }: Identities): void {
  const operators = [...clients.filter(({ name }) => name === "operator"), ...personas.filter(({ name }) => name === "Oscar Operator")];
  const scope = `${groupId("rg-dr-north")}/providers/Microsoft.Storage/storageAccounts/contosodrnorth`;
  const roleId = builtInRoles["Storage Blob Data Contributor"].id;
  for (const { objectId: principalId } of operators) {
    const isThere = [...world.roleAssignments.values()].some((one) => one.scope === scope && one.principalId === principalId);
    if (isThere) continue;
    const createdOn = world.clock.nowTicks();
    world.add("roleAssignment", { scope, name: newGuid(), roleId, principalId, principalType: "ServicePrincipal", createdOn });
  }
}

function groupId(group: string): string {
  return `/subscriptions/${production.subscriptionId}/resourceGroups/${group}`;
}
