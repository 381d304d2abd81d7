// A storage account as ARM shows it.

import type { AccountResource, StorageAccount } from "../../blob/accounts/account-types.ts";
import type { ArmRequest } from "../request.ts";
import type { ResourceAccount } from "./storage-accounts.ts";

export function accountView(request: ArmRequest, { name, keys, resource }: ResourceAccount): object {
  const { id, location, sku, kind, tags, createdAt, settings } = resource;
  return {
    sku: { name: sku, tier: tierOf(sku) },
    kind,
    id,
    name,
    type: "Microsoft.Storage/storageAccounts",
    location,
    tags,
    properties: {
      ...settings,
      keyCreationTime: keyTimes(keys),
      networkAcls: { ipv6Rules: [], bypass: "AzureServices", virtualNetworkRules: [], ipRules: [], defaultAction: "Allow" },
      encryption: encryptionOf(createdAt),
      provisioningState: stateOf(request, resource),
      creationTime: createdAt,
      primaryEndpoints: { blob: `${request.blobOrigin}/${name}/` },
      primaryLocation: location,
      statusOfPrimary: "available",
    },
  };
}

export function tierOf(sku: string): string {
  return sku.startsWith("Premium") ? "Premium" : "Standard";
}

export function isBeingCreated({ world }: ArmRequest, { creation }: AccountResource): boolean {
  return world.clock.nowMs() < creation.readyAtMs;
}

function stateOf(request: ArmRequest, resource: AccountResource): string {
  return isBeingCreated(request, resource) ? "Creating" : "Succeeded";
}

function keyTimes(keys: StorageAccount["keys"]): Record<string, string> {
  return Object.fromEntries(Object.entries(keys).map(([name, { createdAt }]) => [name, createdAt]));
}

function encryptionOf(enabledAt: string): object {
  const service = { keyType: "Account", enabled: true, lastEnabledTime: enabledAt };
  return { services: { file: service, blob: service }, keySource: "Microsoft.Storage" };
}
