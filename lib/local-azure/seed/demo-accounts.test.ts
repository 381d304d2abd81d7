// The storage accounts of the demo as somebody who signs in finds them: made once, however often it is started.

import { BlobServiceClient } from "@azure/storage-blob";
import { expect, test } from "vitest";
import { startTestAzure } from "../testing/test-azure.ts";
import { production } from "./groups.ts";

const path = `/subscriptions/${production.subscriptionId}/providers/Microsoft.Storage/storageAccounts?api-version=2023-05-01`;

interface Shown {
  id: string;
  name: string;
  location: string;
  properties: { primaryEndpoints: { blob: string } };
}

test("the demo has an account in the other region, which operators may write to, and one beside the disks", {
  timeout: 120_000,
}, async () => {
  const azure = await startTestAzure({ seed: "demo" });
  const list = async () =>
    ((await (await azure.call("GET", path)).json()) as { value: Shown[] }).value.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const shown = await list();
  expect(shown.map(({ name, location }) => [name, location])).toEqual([
    ["contosodrnorth", "northeurope"],
    ["contosovhdwest", "westeurope"],
  ]);
  const as = (client: string, at: number) =>
    new BlobServiceClient(shown[at]?.properties.primaryEndpoints.blob ?? "", azure.credential(client), { retryOptions: { maxTries: 1 } });
  const container = as("operator", 0).getContainerClient("replicas");
  await container.create();
  await container.getPageBlobClient("a").create(512);
  for (const [client, at] of [
    ["operator", 1],
    ["reader", 0],
  ] as const)
    await expect(as(client, at).getContainerClient("replicas").create()).rejects.toMatchObject({ statusCode: 403 });
  await azure.call("DELETE", `${shown[1]?.id}?api-version=2023-05-01`);
  await azure.close();
  const again = await startTestAzure({ seed: "demo", dataDir: azure.dataDir });
  const after = ((await (await again.call("GET", path)).json()) as { value: Shown[] }).value;
  await again.close();
  await azure.stop();
  expect(after.map(({ name }) => name)).toEqual(["contosodrnorth"]);
});
