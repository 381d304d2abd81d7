// Who did what: from an operation to its entries, and from an address to an entry that no loaded page has.
import { expect, test } from "playwright/test";
import { operationList } from "#lib/contract/operations.ts";
import { askApi, existing } from "./ask-api.ts";

test("an operation leads to what is in the audit log of it, and an entry opens with what was asked for", async ({ page }) => {
  const { items } = await askApi(page, operationList, "/api/operations?kind=measure");
  const operation = existing(items.at(-1), "a measurement");
  await page.goto(`/operations/detail?id=${operation.id}`);
  await page.getByRole("link", { name: "Who did what" }).click();
  const log = page.getByRole("grid", { name: "Audit log, newest first" });
  const ordered = log.getByRole("row").filter({ hasText: "Ordered" });
  await expect(ordered).toContainText(operation.title);
  await ordered.click();
  const entry = page.getByRole("complementary", { name: /^Entry / });
  await expect(entry.getByRole("region", { name: "As it was asked for" })).toContainText('"kind": "measure"');
  await page.keyboard.press("Escape");
  await expect(entry).toBeHidden();
  await page.getByRole("button", { name: /Remove the filter operation/ }).click();
  await page.getByText("Read access", { exact: true }).click();
  await expect(log.getByRole("row").nth(1)).toContainText("Read access to");
  await expect(ordered).toHaveCount(0);
});

test("an entry opens by its address, however far down it is", async ({ page }) => {
  await page.goto("/operations/audit?open=1");
  await expect(page.getByRole("complementary", { name: "Entry 1" })).toContainText("Request id");
  await page.goto("/operations/audit?open=999999999");
  await expect(page.getByText("There is no entry 999999999 that you may see.")).toBeVisible();
});
