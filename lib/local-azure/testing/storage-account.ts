// For tests: a storage account made by ARM as a client makes it, and the unmodified blob SDK opened with its key.

import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import type { TestAzure } from "./test-azure.ts";

const version = "api-version=2023-05-01";
/** A refusal is looked at, not tried again. */
export const once = { retryOptions: { maxTries: 1 } };

export interface TestAccount {
  id: string;
  name: string;
  /** …/{account}/ */
  endpoint: string;
  key: string;
  service: BlobServiceClient;
}

export async function createTestAccount(azure: TestAzure, name: string, location = "westeurope"): Promise<TestAccount> {
  const id = `/subscriptions/${azure.subscriptionId}/resourceGroups/${azure.group.name}/providers/Microsoft.Storage/storageAccounts/${name}`;
  const made = await azure.call("PUT", `${id}?${version}`, { sku: { name: "Standard_LRS" }, kind: "StorageV2", location });
  if (made.status !== 202) throw new Error(`the account was not made: ${made.status} ${await made.text()}`);
  azure.world.clock.advance(1000);
  return openTestAccount(azure, name);
}

/** One that is there, by its key of now. */
export async function openTestAccount(azure: TestAzure, name: string): Promise<TestAccount> {
  const id = `/subscriptions/${azure.subscriptionId}/resourceGroups/${azure.group.name}/providers/Microsoft.Storage/storageAccounts/${name}`;
  const shown = (await (await azure.call("GET", `${id}?${version}`)).json()) as { properties: { primaryEndpoints: { blob: string } } };
  const { keys } = (await (await azure.call("POST", `${id}/listKeys?${version}`)).json()) as { keys: { value: string }[] };
  const [endpoint, key] = [shown.properties.primaryEndpoints.blob, keys[0]?.value ?? ""];
  return { id, name, endpoint, key, service: new BlobServiceClient(endpoint, new StorageSharedKeyCredential(name, key), once) };
}
