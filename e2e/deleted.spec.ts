// A snapshot that somebody deletes in Azure stays on its chain and in the month's costs.
import { expect, test } from "playwright/test";
import { chainDetail, chainList } from "#lib/contract/chains.ts";
import { costReport } from "#lib/contract/costs.ts";
import { askApi, existing } from "./ask-api.ts";
import { askAzure } from "./in-azure.ts";

test("a snapshot that is deleted in Azure stays on its chain, and its hours in the costs", async ({ page, baseURL }) => {
  const { items: chains } = await askApi(page, chainList, "/api/chains?q=mail-01&sort=snapshots");
  const chain = existing(chains[0], "a chain of mail-01");
  const { snapshots } = await askApi(page, chainDetail, `/api/chains/detail?id=${chain.id}`);
  const gone = existing(snapshots[3], "its fourth snapshot");
  await askAzure("DELETE", gone.id);
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
