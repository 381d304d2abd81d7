// Without a pointer: the focus goes everywhere and is never lost, and what changes is said.
import { expect, type Locator, type Page, test } from "playwright/test";
import { diskList, snapshotList } from "#lib/contract/inventory.ts";
import { askApi, askNeighbours, askSnapshot, existing } from "./ask-api.ts";
import { startCopy } from "./start-copy.ts";

test.describe.configure({ timeout: 60_000 });

for (const name of ["Copy to another region", "Restore to a new disk"]) {
  test(`${name}: Tab goes through every field and back, Esc closes a list and leaves the dialog`, async ({ page }) => {
    const { id } = await askSnapshot(page, "kind=incremental&state=ready&limit=1");
    await open(page, `/snapshots?open=${encodeURIComponent(id)}`);
    await page.getByRole("button", { name }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("region", { name: "What will happen" })).toBeVisible();
    const fields = dialog.getByRole("combobox").or(dialog.getByRole("textbox"));
    expect(await fields.count()).toBeGreaterThan(2);
    for (const key of ["Tab", "Shift+Tab"]) {
      await fields.first().focus();
      const seen = await placesOf(dialog, key);
      for (const field of await fields.all()) expect(seen).toContain(await placeOf(field));
    }
    const list = dialog.getByRole("combobox").first();
    for (const key of ["Tab", "Escape"]) {
      await list.focus();
      await page.keyboard.press("ArrowDown");
      await expect(list).toHaveAttribute("aria-expanded", "true");
      await page.keyboard.press(key);
      await expect(list).toHaveAttribute("aria-expanded", "false");
    }
    await expect(list).toBeFocused();
    await expect(dialog).toBeVisible();
  });
}

test("Esc from a panel of choices gives the focus back to its button", async ({ page }) => {
  await open(page, "/snapshots");
  for (const name of ["Filter", "Choose columns"]) {
    const button = page.getByRole("button", { name, exact: true });
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog").getByRole("checkbox").first()).toBeVisible();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    await expect(button).toBeFocused();
  }
});

test("a button that goes away leaves the focus on the page", async ({ page }) => {
  await open(page, "/snapshots?q=web&kind=full");
  const input = page.getByRole("textbox", { name: "Filter snapshots" });
  await press(page, page.getByRole("button", { name: "Clear the text" }));
  await expect(input).toBeFocused();
  await press(page, page.getByRole("button", { name: /^Remove the filter/ }));
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.route("**/api/overview*", (route) => route.fulfill({ status: 500, json: { error: { code: "internal", message: "x" } } }));
  await page.goto("/");
  const again = page.getByRole("button", { name: "Try again" });
  await press(page, again);
  await expect(again).toBeVisible();
  await expect.poll(() => focused(page)).not.toBe("BODY");
});

test("Back from a diff leaves the focus on the page that is gone back to", async ({ page }) => {
  const { target } = await askNeighbours(page);
  await open(page, `/snapshots?open=${target}`);
  await press(page, page.getByRole("link", { name: "Compare with previous" }));
  const map = page.getByRole("application");
  await expect(map).toBeVisible();
  await map.focus();
  await page.goBack();
  await expect(map).toBeHidden();
  await expect(page.getByRole("heading", { level: 1, name: "Snapshots" })).toBeFocused();
});

test("going by key or palette takes the focus along, into the panel too, and back to the row", async ({ page }) => {
  const { items } = await askApi(page, snapshotList, "/api/snapshots?limit=1");
  const name = items[0]?.name ?? "";
  await open(page, "/");
  await page.getByRole("link", { name: "Costs" }).first().focus();
  await page.keyboard.type("gd");
  await expect(page.getByRole("heading", { level: 1, name: "Disks" })).toBeFocused();
  await page.keyboard.press("/");
  await page.getByRole("combobox", { name: "Search and commands" }).fill(name);
  await expect(page.getByRole("option", { name })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  const heading = page.getByRole("complementary").getByRole("heading", { level: 2 });
  await expect(heading).toBeFocused();
  const grid = page.getByRole("grid", { name: "Snapshots" });
  await expect(grid).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(grid).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(heading).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("complementary")).toBeHidden();
  await expect(grid).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(said(page)).toContainText("opened beside the list");
});

test("the palette names what Enter takes, counts what it found, and has an exact disk before its snapshots", async ({ page }) => {
  await open(page, "/");
  await page.keyboard.press("/");
  const box = page.getByRole("combobox", { name: "Search and commands" });
  const { items } = await askApi(page, diskList, "/api/disks?limit=200");
  const disk = existing(
    items.find(({ snapshotCount }) => snapshotCount > 1),
    "a disk with snapshots",
  );
  await box.fill(disk.name);
  const first = page.getByRole("option").first();
  await expect(first).toContainText(`${disk.name}`);
  await expect(first).toContainText("provisioned");
  await expect(page.getByRole("status").filter({ hasText: /^\d+ found$/ })).toBeAttached();
  await expect(box).toHaveAttribute("aria-activedescendant", (await first.getAttribute("id")) ?? "");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option").nth(1)).toHaveAttribute("aria-selected", "true");
  await box.fill("Disks");
  await expect(page.getByRole("option", { name: "Disks", exact: true })).toHaveAttribute("aria-selected", "true");
});

test("keys right after ? are the dialog's, right after Esc the page's", async ({ page }) => {
  await open(page, "/");
  await page.keyboard.press("?");
  await page.keyboard.press("Tab");
  const dialog = page.getByRole("dialog", { name: "Keys" });
  await expect(dialog).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest("[role=dialog]") !== null)).toBe(true);
  await page.keyboard.press("Escape");
  await page.keyboard.type("gc");
  await expect(page.getByRole("heading", { level: 1, name: "Chains" })).toBeFocused();
});

test("a table is one tab stop, and its links and boxes are reached by arrows", async ({ page }) => {
  const { base, target, chainId } = await askNeighbours(page);
  await open(page, "/settings");
  const ledger = page.getByRole("grid", { name: /^Access ledger/ });
  await expect(ledger.getByRole("row").nth(1)).toBeVisible();
  expect(await stopsInRows(ledger)).toBe(0);
  await ledger.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  const control = ledger.locator("[data-row] :focus");
  await expect(control).toBeAttached();
  await expect(control).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(ledger).toBeFocused();

  await open(page, `/chains/detail?id=${chainId}`);
  const chain = page.getByRole("grid", { name: /^Snapshots of the chain/ });
  await expect(chain.getByRole("row").nth(1)).toBeVisible();
  expect(await stopsInRows(chain)).toBe(0);
  await chain.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press(" ");
  await expect(chain.getByRole("checkbox").first()).toBeChecked();

  await open(page, `/diff?base=${base}&target=${target}&view=ranges`);
  const ranges = page.getByRole("grid", { name: "Ranges" });
  await expect(ranges.getByRole("row").nth(1)).toBeVisible();
  expect(await stopsInRows(ranges)).toBe(0);
  await ranges.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("application")).toBeVisible();
  await expect.poll(() => focused(page)).not.toBe("BODY");
});

test("j and k move over the operations, and what was done is said", async ({ page }) => {
  await open(page, "/operations");
  const grid = page.getByRole("grid", { name: "Operations" });
  await expect(grid).toBeVisible();
  await page.keyboard.press("j");
  await expect(grid).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/operations\/detail/);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  const operation = await startCopy(page, "log-01", "e2e-keys");
  await open(page, `/operations/detail?id=${operation.id}`);
  await press(page, page.getByRole("button", { name: "Cancel the copy" }));
  await press(page, page.getByRole("button", { name: /^Stop following it/ }));
  await expect(page.getByRole("table", { name: "Steps" })).toContainText("broken off");
  await expect.poll(() => focused(page)).not.toBe("BODY");
  await page.keyboard.press("r");
  await expect(said(page)).toContainText(/inventory/);
  await open(page, "/snapshots");
  await press(page, page.getByRole("button", { name: "Delta" }));
  await expect(said(page)).toHaveText("Sorted by Delta, descending");
  await open(page, "/costs");
  await page.getByRole("radio", { name: "Chain" }).focus();
  await page.keyboard.press(" ");
  await expect(said(page)).toContainText("Grouped by chain");
});

test("explained words are buttons, and one tab stop of a page and of its details", async ({ page }) => {
  const { target } = await askNeighbours(page);
  await open(page, `/snapshots?open=${target}`);
  const panel = page.getByRole("complementary");
  const words = panel.locator("[data-explained]");
  await expect(words.nth(5)).toBeAttached();
  expect(await words.evaluateAll((all) => all.filter((one) => (one as HTMLElement).tabIndex === 0).length)).toBe(1);
  await panel.getByRole("button", { name: "Delta" }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(panel.getByRole("button", { name: "A delete frees" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(panel.getByRole("button", { name: "Provisioned" })).toBeFocused();
  await expect(page.getByRole("tooltip")).toContainText("The size a restored disk would have");
});

test("no partition on the bar lies under another, and a timeline that is gone back to is whole in sight", async ({ page }) => {
  const { base, target, chainId } = await askNeighbours(page);
  await open(page, `/diff?base=${base}&target=${target}`);
  const bar = page.getByRole("list", { name: "Partitions of the disk" }).getByRole("button");
  await expect(bar.first()).toBeVisible();
  const boxes = await bar.evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ left, right }) => ({ left, right })));
  for (const [i, { left }] of boxes.entries()) expect(left).toBeGreaterThanOrEqual((boxes[i - 1]?.right ?? 0) - 0.5);
  await page.setViewportSize({ width: 1280, height: 600 });
  await open(page, `/chains/detail?id=${chainId}`);
  const grid = page.getByRole("grid", { name: /^Snapshots of the chain/ });
  await grid.focus();
  await page.keyboard.press("End");
  const timeline = page.getByRole("listbox", { name: /^Timeline/ });
  for (let i = 0; i < 30 && !(await timeline.evaluate((one) => one === document.activeElement)); i++)
    await page.keyboard.press("Shift+Tab");
  await expect(timeline).toBeFocused();
  const head = await page.locator("main").boundingBox();
  const box = await timeline.boundingBox();
  expect((box?.y ?? 0) - (head?.y ?? 0)).toBeGreaterThanOrEqual(60);
});

test("on the map the value of a cell, the zoom and the list of a cell are said", async ({ page }) => {
  const { base, target } = await askNeighbours(page);
  await open(page, `/diff?base=${base}&target=${target}`);
  await expect(page.locator("canvas[data-painted]")).toBeVisible();
  const map = page.getByRole("application");
  await map.focus();
  await page.keyboard.press("+");
  const live = page.locator("[aria-live=polite]");
  await expect(live.filter({ hasText: /a cell is/ })).toBeAttached();
  await page.keyboard.press("ArrowRight");
  await expect(live.filter({ hasText: /Offset .*(written|cleared|kept|unchanged)/ })).toBeAttached();
  await expect(live.filter({ hasText: "reading" })).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(live.filter({ hasText: /Enter again goes to/ })).toBeAttached();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Ranges of the picked cell" })).toBeFocused();
});

/** Where the key leads, once around the dialog: each time elsewhere, and there it stays. */
async function placesOf(dialog: Locator, key: string): Promise<number[]> {
  const page = dialog.page();
  const focused = dialog.locator(":focus");
  const places = [await placeOf(focused)];
  for (let i = 0; i < 16; i++) {
    await page.keyboard.press(key);
    // What takes the focus back does so a moment later.
    await page.waitForTimeout(60);
    const place = await placeOf(focused);
    expect(place, `after ${key}`).not.toBe(places.at(-1));
    places.push(place);
  }
  return places;
}

function placeOf(one: Locator): Promise<number> {
  return one.evaluate((element) => [...(element.closest("[role=dialog]")?.querySelectorAll("*") ?? [])].indexOf(element));
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

/** By key, as whoever has no pointer does. */
async function press(page: Page, button: Locator): Promise<void> {
  await button.focus();
  await page.keyboard.press("Enter");
}

function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.tagName);
}

function said(page: Page): Locator {
  return page.locator("[data-announcer]");
}

function stopsInRows(grid: Locator): Promise<number> {
  return grid.evaluate((element) => {
    const controls = element.querySelectorAll<HTMLElement>("[role=row][aria-selected] :is(a[href], button, input, [tabindex])");
    return [...controls].filter((control) => control.tabIndex >= 0).length;
  });
}
