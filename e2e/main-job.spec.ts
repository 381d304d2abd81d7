// The main job, as a newcomer does it: find the largest change, look at it, copy the snapshot to another region,
// restore the copy, find the disk, read what the chain costs. All through the pages, against Local Azure.
import { expect, type Page, test } from "playwright/test";
import { snapshotList } from "#lib/contract/inventory.ts";
import { operationList } from "#lib/contract/operations.ts";
import { overview } from "#lib/contract/overview.ts";
import { askApi, existing } from "./ask-api.ts";

test.describe.configure({ mode: "serial" });

test("from the largest delta to its copy, a restored disk and its cost", async ({ page }) => {
  const leaks = watchForSecrets(page);
  await measured(page);

  await test.step("find the largest delta", async () => {
    await page.goto("/snapshots");
    const sortByDelta = page.getByRole("columnheader", { name: /Delta/ });
    await sortByDelta.getByRole("button").click();
    await expect(page).toHaveURL(/sort=delta/);
    if ((await sortByDelta.getAttribute("aria-sort")) !== "descending") await sortByDelta.getByRole("button").click();
    await expect(sortByDelta).toHaveAttribute("aria-sort", "descending");
    // The rows of the order before stand there until the new ones have been read.
    await expect(page.getByRole("grid", { name: "Snapshots" })).toHaveAttribute("aria-busy", "false");
  });

  const first = page.getByRole("grid").getByRole("row").nth(1);
  const name = (await first.getByRole("gridcell").first().textContent())?.trim() ?? "";
  await first.click();
  const panel = page.getByRole("complementary", { name: new RegExp(name) });
  await expect(panel.getByRole("heading", { name })).toBeVisible();

  await test.step("look at its heatmap", async () => {
    await panel.getByRole("link", { name: "Compare with previous" }).click();
    await expect(page.getByRole("heading", { name: /^Changes on / })).toBeVisible();
    await expectMapPainted(page);
    const address = page.url();
    expect(address).toMatch(/base=.+&target=.+/);
    // A permalink: the same map again from the address alone.
    await page.goto("about:blank");
    await page.goto(address);
    await expectMapPainted(page);
    await page.getByRole("tab", { name: "Ranges" }).click();
    await expect(page.getByRole("region", { name: "Changed ranges" })).toBeVisible();
  });

  await test.step("copy it to another region and watch it reach 100 %", async () => {
    await page.goBack();
    await openSnapshot(page, name);
    await page.getByRole("button", { name: "Copy to another region" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("region", { name: "What will happen" })).toContainText("az snapshot create");
    await dialog.getByRole("button", { name: /^Copy to / }).click();
    await expect(page).toHaveURL(/\/operations\/detail/);
    await expect(page.getByText(/safe to close this page/i)).toBeVisible();
    await page.reload();
    await expect(page.getByRole("progressbar").first()).toBeVisible();
    await expect(page.getByRole("region", { name: "Progress" })).toContainText("Result:", { timeout: 90_000 });
  });

  await test.step("restore the copy to a new disk", async () => {
    await page.getByRole("region", { name: "Progress" }).getByRole("link").first().click();
    await expect(page).toHaveURL(/\/snapshots\?open=/);
    await page.getByRole("button", { name: "Restore to a new disk" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name of the disk" }).fill("e2e-restored");
    await dialog.getByRole("button", { name: "Restore to e2e-restored" }).click();
    await expect(page).toHaveURL(/\/operations\/detail/);
    await expect(page.getByRole("heading", { name: "The new disk" })).toBeVisible({ timeout: 60_000 });
  });

  await test.step("see the disk in the inventory", async () => {
    await page.goto("/disks?q=e2e-restored");
    await expect(page.getByRole("grid").getByRole("row").filter({ hasText: "e2e-restored" })).toBeVisible();
  });

  await test.step("read this month's cost of its chain", async () => {
    await page.goto("/costs?groupBy=chain");
    const line = page.getByRole("grid", { name: "Cost lines" }).getByRole("row").nth(1);
    await expect(line).toContainText("$");
    await line.getByRole("button", { name: /Estimate.*Show the formula/ }).click();
    await expect(page.getByText(/ GiB.* \$/).last()).toBeVisible();
  });

  expect(leaks).toEqual([]);
});

/** Deltas are measured after the first start: wait for the last operation of that kind to end. */
async function measured(page: Page): Promise<void> {
  await expect
    .poll(async () => (await askApi(page, operationList, "/api/operations?kind=measure&state=active")).total, { timeout: 90_000 })
    .toBe(0);
  await expect
    .poll(async () => (await askApi(page, overview, "/api/overview")).figures.measuredCount, { timeout: 30_000 })
    .toBeGreaterThan(200);
}

async function openSnapshot(page: Page, name: string): Promise<void> {
  const { items } = await askApi(page, snapshotList, `/api/snapshots?q=${encodeURIComponent(name)}`);
  const row = existing(
    items.find((item) => item.name === name),
    name,
  );
  await page.goto(`/snapshots?open=${encodeURIComponent(row.id)}`);
  await expect(page.getByRole("heading", { name })).toBeVisible();
}

async function expectMapPainted(page: Page): Promise<void> {
  await expect(page.getByRole("application", { name: "Block change map" }).locator("canvas[data-painted]")).toBeVisible();
}

/** Everything the browser is sent, searched for the marks of a SAS or a token. */
function watchForSecrets(page: Page): string[] {
  const leaks: string[] = [];
  page.on("response", async (response) => {
    const type = response.headers()["content-type"] ?? "";
    if (!/json|html|csv|event-stream/.test(type) || type.includes("event-stream")) return;
    const text = await response.text().catch(() => "");
    if (/[?&]sig=|Bearer ey|eyJhbGci/.test(text)) leaks.push(response.url());
  });
  return leaks;
}
