// A copy that is cancelled is left to Azure, and the page says so before and after; a retry follows it to its end.
import { expect, test } from "playwright/test";
import { snapshotList } from "#lib/contract/inventory.ts";
import { askApi } from "./ask-api.ts";
import { startCopy } from "./start-copy.ts";

test("cancelling a copy asks once more, says what stays in Azure, and can be taken back", async ({ page }) => {
  const targetName = "e2e-cancelled";
  const operation = await startCopy(page, "archive-01", targetName);
  await page.goto(`/operations/detail?id=${operation.id}`);
  await expect(page.getByText("waiting for Azure")).toBeVisible();

  await page.getByRole("button", { name: "Cancel the copy" }).click();
  await expect(page.getByText(`Azure goes on making the copy ${targetName}`)).toBeVisible();
  await page.getByRole("button", { name: "Keep following the copy" }).click();
  await page.getByRole("button", { name: "Cancel the copy" }).click();
  await page.getByRole("button", { name: "Stop following it: Azure finishes the copy" }).click();

  const progress = page.getByRole("region", { name: "Progress" });
  await expect(progress).toContainText(`Azure goes on making the copy ${targetName}`);
  await expect(page.getByRole("table", { name: "Steps" })).toContainText("broken off");
  await page.getByRole("button", { name: "Try again from the last finished step" }).click();
  await expect(progress).toContainText("Result:", { timeout: 90_000 });
  const found = await askApi(page, snapshotList, `/api/snapshots?q=${targetName}`);
  expect(found.items.map((item) => item.completionPercent)).toEqual([100]);
});
