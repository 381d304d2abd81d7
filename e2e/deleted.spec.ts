// A snapshot that somebody deletes in Azure stays on its chain and in the month's costs.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request as send } from "node:https";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { expect, type Page, test } from "playwright/test";

test("a snapshot that is deleted in Azure stays on its chain, and its hours in the costs", async ({ page, baseURL }) => {
  const { items: chains } = await read(page, "/api/chains?q=mail-01&sort=snapshots");
  const chain = chains[0];
  const { snapshots } = await read(page, `/api/chains/detail?id=${chain.id}`);
  const gone = snapshots[3];
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

  const { rows, totals } = await read(page, "/api/costs");
  expect(totals.goneCount).toBeGreaterThan(0);
  expect(rows.find(({ label }: { label: string }) => label === `${gone.name} (deleted)`)).toMatchObject({ chainId: chain.id });
  await page.goto(`/costs?chain=${chain.id}`);
  await page.getByRole("link", { name: `${gone.name} (deleted)` }).click();
  await expect(page.getByRole("heading", { level: 1, name: chain.sourceDiskName })).toBeVisible();
});

// biome-ignore lint/suspicious/noExplicitAny: the API's answers, whose shape its own tests hold
async function read(page: Page, path: string): Promise<any> {
  const response = await page.request.get(path);
  expect(response.ok(), path).toBe(true);
  return response.json();
}

/** As a script of somebody's would: with a token of its own. */
async function deleteInAzure(id: string): Promise<void> {
  const folder = join(process.env.SNAPSCOPE_E2E_DATA_DIR ?? "", "local-azure");
  const { arm, authority, tenantId, clients } = JSON.parse(readFileSync(join(folder, "local-azure.json"), "utf8"));
  const ca = readFileSync(join(folder, "ca.pem"));
  const [owner] = clients;
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: owner.clientId,
    client_secret: owner.clientSecret,
    scope: `${arm}/.default`,
  });
  const token = await call(`${authority}/${tenantId}/oauth2/v2.0/token`, { method: "POST", ca }, form.toString());
  const headers = { authorization: `Bearer ${token.access_token}` };
  await call(`${arm}${id}?api-version=2025-01-02`, { method: "DELETE", ca, headers });
}

async function call(url: string, options: Parameters<typeof send>[1], body?: string) {
  const headers = { ...options.headers, ...(body ? { "content-type": "application/x-www-form-urlencoded" } : {}) };
  const asked = send(url, { ...options, headers }).end(body);
  const [answer] = await once(asked, "response");
  expect(answer.statusCode, `${options.method} ${url}`).toBeLessThan(300);
  return answer.headers["content-type"] ? json(answer) : answer.resume();
}
