// A snapshot that somebody deletes in Azure stays on its chain and in the month's costs.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request as send } from "node:https";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { expect, test } from "playwright/test";
import { z } from "zod";
import { chainDetail, chainList } from "#lib/contract/chains.ts";
import { costReport } from "#lib/contract/costs.ts";
import { askApi, existing } from "./ask-api.ts";

test("a snapshot that is deleted in Azure stays on its chain, and its hours in the costs", async ({ page, baseURL }) => {
  const { items: chains } = await askApi(page, chainList, "/api/chains?q=mail-01&sort=snapshots");
  const chain = existing(chains[0], "a chain of mail-01");
  const { snapshots } = await askApi(page, chainDetail, `/api/chains/detail?id=${chain.id}`);
  const gone = existing(snapshots[3], "its fourth snapshot");
  await deleteInAzure(gone.id);
  await page.request.post("/api/inventory/refresh", { data: {}, headers: { origin: baseURL ?? "" } });

  await page.goto(`/chains/detail?id=${chain.id}`);
  const node = page.getByRole("option", { name: `${gone.name}, deleted` });
  await node.hover();
  await expect(page.getByText(/deleted, gone by/)).toBeVisible();
  const deleted = page.getByRole("grid", { name: "Deleted snapshots of the chain, newest first" });
  await expect(deleted).toContainText(gone.name);
  await page.getByLabel("Deleted snapshots (1)").uncheck();
  await expect(node).toHaveCount(0);
  await expect(deleted).toHaveCount(0);
  expect(new URL(page.url()).searchParams.get("gone")).toBe("hide");

  const { rows, totals } = await askApi(page, costReport, "/api/costs");
  expect(totals.goneCount).toBeGreaterThan(0);
  expect(rows.find(({ label }) => label === `${gone.name} (deleted)`)).toMatchObject({ chainId: chain.id });
  await page.goto(`/costs?chain=${chain.id}`);
  await page.getByRole("link", { name: `${gone.name} (deleted)` }).click();
  await expect(page.getByRole("heading", { level: 1, name: chain.sourceDiskName })).toBeVisible();

  await page.goto(`/snapshots?open=${encodeURIComponent(gone.id)}`);
  await expect(page.getByText("This snapshot was deleted")).toBeVisible();
  await page.getByRole("link", { name: "See its chain" }).click();
  await expect(page.getByRole("heading", { level: 1, name: chain.sourceDiskName })).toBeVisible();
});

const localAzure = z.object({
  arm: z.string(),
  authority: z.string(),
  tenantId: z.string(),
  clients: z.array(z.object({ clientId: z.string(), clientSecret: z.string() })),
});
const tokenAnswer = z.object({ access_token: z.string() });

/** As a script of somebody's would: with a token of its own. */
async function deleteInAzure(id: string): Promise<void> {
  const folder = join(process.env.SNAPSCOPE_E2E_DATA_DIR ?? "", "local-azure");
  const { arm, authority, tenantId, clients } = localAzure.parse(JSON.parse(readFileSync(join(folder, "local-azure.json"), "utf8")));
  const ca = readFileSync(join(folder, "ca.pem"));
  const owner = existing(clients[0], "an identity of Local Azure");
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: owner.clientId,
    client_secret: owner.clientSecret,
    scope: `${arm}/.default`,
  });
  const answer = await call(`${authority}/${tenantId}/oauth2/v2.0/token`, { method: "POST", ca }, form.toString());
  const headers = { authorization: `Bearer ${tokenAnswer.parse(answer).access_token}` };
  await call(`${arm}${id}?api-version=2025-01-02`, { method: "DELETE", ca, headers });
}

async function call(url: string, options: Parameters<typeof send>[1], body?: string): Promise<unknown> {
  const headers = { ...options.headers, ...(body ? { "content-type": "application/x-www-form-urlencoded" } : {}) };
  const asked = send(url, { ...options, headers }).end(body);
  const [answer] = await once(asked, "response");
  expect(answer.statusCode, `${options.method} ${url}`).toBeLessThan(300);
  return answer.headers["content-type"] ? json(answer) : answer.resume();
}
