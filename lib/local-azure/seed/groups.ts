// The two subscriptions of the demo and their resource groups.

import type { ResourceGroup } from "../model/records/resource-group.ts";
import type { World } from "../model/world.ts";

export const production = { subscriptionId: "8f3c1b52-6d0e-4c1a-9a57-2e4b7d90c101", displayName: "Contoso Production" };
export const devTest = { subscriptionId: "3b9a7e04-51c8-4f2d-8d66-0c7f1ae5b202", displayName: "Contoso Dev/Test" };

export interface DemoGroups {
  web: ResourceGroup;
  data: ResourceGroup;
  files: ResourceGroup;
  office: ResourceGroup;
  recovery: ResourceGroup;
  backup: ResourceGroup;
  legacy: ResourceGroup;
  dev: ResourceGroup;
  build: ResourceGroup;
  sandbox: ResourceGroup;
}

export function addSubscriptionsAndGroups(world: World): DemoGroups {
  world.addSubscription(production);
  world.addSubscription(devTest);
  const inSubscription = ({ subscriptionId }: { subscriptionId: string }) => {
    return (name: string, location: string, tags: Record<string, string> = {}) => world.addGroup({ subscriptionId, name, location, tags });
  };
  const prod = inSubscription(production);
  const dev = inSubscription(devTest);
  return {
    web: prod("rg-web-prod", "westeurope", { env: "prod", owner: "web-team", costCenter: "CC-1100" }),
    data: prod("rg-data-prod", "westeurope", { env: "prod", owner: "dba", costCenter: "CC-1200" }),
    files: prod("rg-files-prod", "francecentral", { env: "prod", owner: "workplace", costCenter: "CC-1300" }),
    office: prod("rg-office-north", "northeurope", { env: "prod", owner: "workplace", costCenter: "CC-1300" }),
    recovery: prod("rg-dr-north", "northeurope", { env: "dr", owner: "platform", costCenter: "CC-1900" }),
    backup: prod("AzureBackupRG_westeurope_1", "westeurope"),
    legacy: prod("RG-Legacy", "northeurope"),
    dev: dev("rg-dev", "northeurope", { env: "dev", owner: "dev-platform", costCenter: "CC-2100" }),
    build: dev("rg-build", "francecentral", { env: "ci", owner: "dev-platform", costCenter: "CC-2100" }),
    sandbox: dev("rg_sandbox.eu-01", "westeurope"),
  };
}
