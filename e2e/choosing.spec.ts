// Where a link leads to, and what the costs page shows while much of it is still to come.
import { expect, type Page, test } from "playwright/test";
import { costReport } from "#lib/contract/costs.ts";
import { snapshotList } from "#lib/contract/inventory.ts";
import { askApi, askSnapshot, existing } from "./ask-api.ts";

const lines = (page: Page) => page.getByRole("grid", { name: "Cost lines" });

test("figures and the dearest lines come before the rest; only lines in sight are in the document, each with two tab stops at most", async ({
  page,
}) => {
  const { rowCount } = await askApi(page, costReport, "/api/costs");
  expect(rowCount).toBeGreaterThan(150);
  const rest = Promise.withResolvers<void>();
  await page.route("**/api/costs*", async (route) => {
    if (!route.request().url().includes("answer=quick")) await rest.promise;
    await route.continue();
  });
  await page.goto("/costs");
  await expect(page.getByText("Estimate to date")).toBeVisible();
  await expect(lines(page)).toContainText("$");
  await expect(page.getByText(/the others are on their way/)).toBeVisible();
  rest.resolve();
  await expect(page.getByText(/the others are on their way/)).toBeHidden();

  const rows = lines(page).getByRole("row");
  expect(await rows.count()).toBeLessThan(80);
  const tabStops = await rows.evaluateAll((all) =>
    all.slice(1).map((row) => row.querySelectorAll('a[href]:not([tabindex="-1"]), button:not([tabindex="-1"]), [tabindex="0"]').length),
  );
  expect(Math.max(...tabStops)).toBeLessThanOrEqual(2);

  await lines(page).focus();
  await page.keyboard.press("End");
  await expect(lines(page).locator("[data-active]")).toHaveAttribute("aria-rowindex", String(rowCount + 1));
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toContainText("GiB ÷");
});

test("the days of a month come as a table that has the focus and their total", async ({ page }) => {
  await page.goto("/costs");
  await page.getByRole("button", { name: "Show as table" }).click();
  await expect(page.getByRole("region", { name: /^Cost per day as a table/ })).toBeFocused();
  const table = page.getByRole("table", { name: "Cost per day" });
  await expect(table.getByRole("row").last()).toContainText("Total");
  await expect(table.getByRole("row").last()).toBeInViewport();
});

test("a month that has not begun is told as such, and leads to the one that runs", async ({ page }) => {
  await page.goto("/costs?month=2999-01");
  await expect(page.getByText("January 2999 has not begun")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Month, UTC" })).toHaveValue("2999-01");
  await expect(page.getByRole("button", { name: /CSV.*no costs to download/ })).toBeVisible();
  await page.getByRole("button", { name: /^Show / }).click();
  await expect(lines(page)).toContainText("$");
});

test("a link opens its snapshot with the row in sight, however far down it is", async ({ page }) => {
  const { items } = await askApi(page, snapshotList, "/api/snapshots?sort=created&order=asc&limit=3");
  const oldest = existing(items[0], "the oldest snapshot");
  await page.goto(`/snapshots?open=${encodeURIComponent(oldest.id)}`);
  await expect(page.getByRole("grid", { name: "Snapshots" }).getByRole("row", { selected: true })).toBeInViewport();
});

for (const address of ["/snapshots?chain=zzzz", "/chains/detail?id=zzzz"]) {
  test(`${address} says that the chain is unknown, and leads to all chains`, async ({ page }) => {
    await page.goto(address);
    await expect(page.getByText("This chain is not known")).toBeVisible();
    await page.getByRole("link", { name: "See all chains" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Chains" })).toBeVisible();
  });
}

test("a group that only tags speak for is chosen by nobody: named a guess, and the plan waits for a choice", async ({ page }) => {
  const { id } = await askSnapshot(page, "q=build-agent-osdisk&sort=created&order=desc&limit=1");
  await page.goto(`/snapshots?open=${encodeURIComponent(id)}`);
  await page.getByRole("button", { name: "Copy to another region" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(/is only a guess: has the tags of/)).toBeVisible();
  await expect(dialog.getByRole("region", { name: "What will happen" })).toContainText("Choose a resource group.");
  await expect(dialog.getByRole("button", { name: /^Copy to / })).toBeDisabled();
  await dialog.getByRole("button", { name: /^Use / }).click();
  await expect(dialog.getByRole("region", { name: "The whole series" })).toContainText("begin with");
  await expect(dialog.getByRole("button", { name: /^Copy to / })).toBeEnabled();
  await dialog.getByRole("button", { name: /^Copy .* first$/ }).click();
  await expect(dialog.getByText(/^The first of \d+ on the way to/)).toBeVisible();
  // Where it is to go is kept.
  await expect(dialog.getByRole("region", { name: "What will happen" })).toContainText("az snapshot create");
});

test("a restore says why it begins with this group and type, and waits for a type where the disk's is not known", async ({ page }) => {
  const gone = await askSnapshot(page, "q=crm-legacy-data&sort=created&order=desc&limit=1");
  await page.goto(`/snapshots?open=${encodeURIComponent(gone.id)}`);
  await page.getByRole("button", { name: "Restore to a new disk" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(/is gone, so what type it was is not known/)).toBeVisible();
  await expect(dialog.getByRole("button", { name: /^Restore to / })).toBeDisabled();
  const copy = await askSnapshot(page, "q=sql-01-data-20&region=northeurope&limit=1");
  await page.goto(`/snapshots?open=${encodeURIComponent(copy.id)}`);
  await page.getByRole("button", { name: "Restore to a new disk" }).click();
  await expect(dialog.getByText("The group of the snapshot; sql-01-data itself is in West Europe.")).toBeVisible();
  await expect(dialog.getByText("Premium SSD (LRS), as sql-01-data, the disk it was taken from.")).toBeVisible();
  await expect(dialog.getByText(/The price list that was asked has none for P30 LRS Disk in North Europe/)).toBeVisible();
});
