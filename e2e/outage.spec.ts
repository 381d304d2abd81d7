// The network is gone for a while: what was clicked waits, the page says why, and goes on by itself.
import { expect, test } from "playwright/test";
import { askSnapshot } from "./ask-api.ts";
import { startCopy } from "./start-copy.ts";

const AWAY = "The Snapscope server is away.";

test("a part of a page that is loaded in an outage comes when it is over", async ({ page, context }) => {
  await page.goto("/snapshots");
  const row = page.getByRole("grid", { name: "Snapshots" }).getByRole("row").nth(1);
  await expect(row).toBeVisible();
  await context.setOffline(true);
  await row.click();
  await expect(page.getByRole("alert").filter({ hasText: AWAY })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole("region", { name: /^Snapshot / }).or(page.getByRole("complementary", { name: /^Snapshot / }))).toBeVisible();
  await expect(page.getByText(AWAY)).toBeHidden();
});

test("a page that is gone to in an outage comes when it is over", async ({ page, context }) => {
  const { chainId } = await askSnapshot(page, "q=pg-01&limit=1");
  await page.goto("/chains");
  await expect(page.getByRole("grid", { name: "Chains" }).getByRole("row").nth(1)).toBeVisible();
  await context.setOffline(true);
  await page.evaluate((id) => {
    // As a link that nothing has fetched before.
    (window as unknown as { next: { router: { push(to: string): void } } }).next.router.push(`/chains/detail?id=${encodeURIComponent(id)}`);
  }, chainId);
  await expect(page.getByText(AWAY)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Chains" })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole("heading", { name: "pg-01" })).toBeVisible();
});

test("no time left is told while the server is away", async ({ page, context }) => {
  const operation = await startCopy(page, "archive-01", "e2e-outage");
  await page.goto(`/operations/detail?id=${operation.id}`);
  const progress = page.getByRole("region", { name: "Progress" });
  await expect(progress).toContainText(/about .* left/, { timeout: 60_000 });
  await context.setOffline(true);
  await expect(page.getByText(AWAY)).toBeVisible();
  await expect(progress).not.toContainText(/ left/);
  await context.setOffline(false);
  await expect(progress).toContainText("Result:", { timeout: 90_000 });
});
