// What somebody does in Azure beside the dashboard: a script with a token of its own, and a machine that writes to its disk.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request as send } from "node:https";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { expect } from "playwright/test";
import { z } from "zod";
import { LocalAzureAdmin } from "#lib/local-azure/admin/client.ts";
import { existing } from "./ask-api.ts";

const localAzure = z.object({
  arm: z.string(),
  admin: z.string(),
  authority: z.string(),
  tenantId: z.string(),
  caFile: z.string(),
  clients: z.array(z.object({ clientId: z.string(), clientSecret: z.string() })),
});
const tokenAnswer = z.object({ access_token: z.string() });

/** Of Resource Manager; `id` without its api-version. */
export async function askAzure(method: "PUT" | "DELETE", id: string, body?: object): Promise<void> {
  const { arm, authority, tenantId, clients, caFile } = readEndpoints();
  const ca = readFileSync(caFile);
  const owner = existing(clients[0], "an identity of Local Azure");
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: owner.clientId,
    client_secret: owner.clientSecret,
    scope: `${arm}/.default`,
  });
  const tokenUrl = `${authority}/${tenantId}/oauth2/v2.0/token`;
  const answer = await call(
    tokenUrl,
    { method: "POST", ca, headers: { "content-type": "application/x-www-form-urlencoded" } },
    form.toString(),
  );
  const headers = {
    authorization: `Bearer ${tokenAnswer.parse(answer).access_token}`,
    ...(body ? { "content-type": "application/json" } : {}),
  };
  await call(`${arm}${id}?api-version=2025-01-02`, { method, ca, headers }, body && JSON.stringify(body));
}

/** A new disk of 1 GiB with a MiB on it, and a snapshot of that; gives the snapshot's id. */
export async function makeSmallDisk(group: string, location: string, name: string): Promise<string> {
  const diskId = `${group}/providers/Microsoft.Compute/disks/${name}`;
  const snapshotId = `${group}/providers/Microsoft.Compute/snapshots/snap-${name}`;
  const sku = { name: "Premium_LRS" };
  await askAzure("PUT", diskId, { location, sku, properties: { creationData: { createOption: "Empty" }, diskSizeGB: 1 } });
  await new LocalAzureAdmin(readEndpoints()).disks.fill(diskId, { offset: 0, length: 2 ** 20, pattern: "rows", seed: 7 });
  const creationData = { createOption: "Copy", sourceResourceId: diskId };
  await askAzure("PUT", snapshotId, { location, properties: { incremental: true, creationData } });
  return snapshotId;
}

function readEndpoints() {
  const folder = join(process.env.SNAPSCOPE_E2E_DATA_DIR ?? "", "local-azure");
  return localAzure.parse(JSON.parse(readFileSync(join(folder, "local-azure.json"), "utf8")));
}

async function call(url: string, options: Parameters<typeof send>[1], body?: string): Promise<unknown> {
  const asked = send(url, options).end(body);
  const [answer] = await once(asked, "response");
  expect(answer.statusCode, `${options.method} ${url}`).toBeLessThan(300);
  return answer.headers["content-type"] ? json(answer) : answer.resume();
}
