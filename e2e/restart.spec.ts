// The dashboard is killed while Azure copies; Azure goes on. After a new start the same operation reaches its end,
// with one snapshot in the target and no SAS left open.
import { expect, test } from "playwright/test";
import { accessList } from "#lib/contract/health.ts";
import { snapshotList } from "#lib/contract/inventory.ts";
import { operationRow } from "#lib/contract/operations.ts";
import { askApi } from "./ask-api.ts";
import { createOwnDashboard } from "./own-dashboard.ts";
import { startCopy } from "./start-copy.ts";

test("a copy survives kill -9 of the dashboard", async ({ page }) => {
  const dashboard = await createOwnDashboard();
  const { origin } = dashboard;
  const targetName = "survives-a-restart";
  try {
    await dashboard.start();
    const operation = await startCopy(page, "archive-01", targetName, origin);
    const address = `${origin}/api/operations/${operation.id}`;
    await page.goto(`${origin}/operations/detail?id=${operation.id}`);
    await expect.poll(async () => (await askApi(page, operationRow, address)).percent ?? 0, { timeout: 30_000 }).toBeGreaterThan(0);
    // What is "the last that was heard" has to be there first.
    await expect(page.getByRole("progressbar")).toBeVisible();
    await dashboard.kill();
    await expect(page.getByText("No connection to Snapscope: this is the last that was heard")).toBeVisible({ timeout: 30_000 });

    await dashboard.start();
    // The page that was open all the time comes back by itself.
    await expect(page.getByRole("region", { name: "Progress" })).toContainText("Result:", { timeout: 90_000 });
    const done = await askApi(page, operationRow, address);
    expect(done.attempts).toBe(2);
    const { items } = await askApi(page, snapshotList, `${origin}/api/snapshots?q=${targetName}`);
    expect(items.map((item) => item.completionPercent)).toEqual([100]);
    const openAccesses = async () =>
      (await askApi(page, accessList, `${origin}/api/accesses`)).items.filter(({ result }) => result === "open");
    await expect.poll(openAccesses).toEqual([]);
  } finally {
    await dashboard.end();
  }
});
