// Every page and every state that can be opened on it, in both colour schemes: axe has nothing to say.
import { expect, type Locator, type Page, test } from "playwright/test";
import { askNeighbours } from "./ask-api.ts";
import { expectAccessible } from "./axe.ts";
import { startCopy } from "./start-copy.ts";

const SCHEMES = ["light", "dark"] as const;

for (const scheme of SCHEMES) {
  test.describe(scheme, () => {
    test.beforeEach(({ page }) => page.emulateMedia({ colorScheme: scheme }));

    test("pages, wide and narrow", async ({ page }) => {
      for (const path of [
        "/",
        "/snapshots",
        "/disks",
        "/chains",
        "/operations",
        "/costs",
        "/retention",
        "/retention?daily=3",
        "/settings",
        "/no-such-page",
      ]) {
        for (const width of scheme === "light" ? [1440] : [1440, 390]) {
          await page.setViewportSize({ width, height: 900 });
          await open(page, path);
          await expectAccessible(page, `${path} at ${width} px`);
        }
      }
    });

    test("what opens over any page", async ({ page }) => {
      await open(page, "/snapshots");
      await opened(page, "the palette", () => page.keyboard.press("/"), page.getByRole("dialog"));
      await opened(page, "the list of keys", () => page.keyboard.press("?"), page.getByRole("dialog"));
      for (const name of [/^Scope/, /^Account/, "Choose columns"]) {
        const button = page.getByRole("button", { name }).first();
        await opened(page, `${name} opened`, () => button.click(), page.locator("[role=dialog]:popover-open"));
      }
    });

    test("a snapshot, its dialogs, its diff and its ranges", async ({ page }) => {
      const { base, target, chainId } = await askNeighbours(page);
      await open(page, `/snapshots?open=${target}`);
      await expect(page.getByRole("complementary")).toBeVisible();
      await expectAccessible(page, "the panel of a snapshot");
      for (const name of ["Copy to another region", "Restore to a new disk"]) {
        await page.getByRole("button", { name }).click();
        await expect(page.getByRole("dialog").getByRole("region", { name: "What will happen" })).toBeVisible();
        await expectAccessible(page, `the dialog ${name}`);
        await page.keyboard.press("Escape");
      }
      await open(page, `/chains/detail?id=${chainId}`);
      await page.getByRole("option").nth(2).focus();
      await expectAccessible(page, "a chain");
      await open(page, `/diff?base=${base}&target=${target}`);
      await expect(page.locator("canvas[data-painted]")).toBeVisible();
      await page.getByRole("application").focus();
      await page.keyboard.press("n");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("region", { name: "Ranges of the picked cell" })).toBeVisible();
      await expectAccessible(page, "a diff with a picked cell");
      await opened(page, "the menu of exports", () => page.getByRole("button", { name: "Export" }).click(), page.getByRole("menu"));
      await page.getByRole("tab", { name: "Ranges" }).click();
      await expect(page.getByRole("region", { name: "Changed ranges" })).toBeVisible();
      await expectAccessible(page, "the ranges of a diff");
    });

    test("nothing found, and nothing that could be read", async ({ page }) => {
      for (const path of [
        "/snapshots?q=none-such",
        "/chains?q=none-such",
        "/disks?q=none-such",
        "/snapshots?open=%2Fnone",
        "/chains/detail?id=none",
        "/operations/detail?id=none",
      ]) {
        await open(page, path);
        await expectAccessible(page, path);
      }
      await page.route("**/api/**", (route) => route.abort());
      for (const path of ["/", "/snapshots", "/costs"]) {
        await page.goto(path);
        await expect(page.getByRole("alert").filter({ hasText: "The Snapscope server is away." })).toBeVisible();
        await expectAccessible(page, `${path} without its server`);
      }
    });

    test("costs with a formula", async ({ page }) => {
      await open(page, "/costs?groupBy=chain");
      await page
        .getByRole("button", { name: /Show the formula/ })
        .first()
        .click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page, "costs with a formula");
    });
  });
}

test("Esc and closing give the focus back to where it was", async ({ page }) => {
  // One that can be copied at every hour: a copy under way is among the newest of all at some.
  await open(page, "/snapshots?q=snap-files-01-data");
  const grid = page.getByRole("grid", { name: "Snapshots" });
  const panel = page.getByRole("complementary");
  await grid.getByRole("row").nth(2).click();
  await panel.getByRole("button", { name: "Close the details" }).click();
  await expect(panel).toBeHidden();
  await expect(grid).toBeFocused();
  await page.keyboard.press("Enter");
  const copy = panel.getByRole("button", { name: "Copy to another region" });
  await copy.click();
  await expect(page.getByRole("dialog").getByRole("region", { name: "What will happen" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(copy).toBeFocused();
  for (const name of [/^Scope/, /^Account/]) {
    const button = page.getByRole("button", { name });
    await button.click();
    await page.keyboard.press("Escape");
    await expect(button).toBeFocused();
  }
  // Followed from elsewhere: nothing had the focus before.
  await page.reload();
  await expect(grid.getByRole("row").nth(1)).toBeVisible();
  await panel.getByRole("button", { name: "Close the details" }).click();
  await expect(grid).toBeFocused();
});

test("on a diff closing gives the focus back to the map, and to the button of a menu", async ({ page }) => {
  const { base, target } = await askNeighbours(page);
  await open(page, `/diff?base=${base}&target=${target}`);
  await expect(page.locator("canvas[data-painted]")).toBeVisible();
  const map = page.getByRole("application");
  await map.focus();
  await page.keyboard.press("Enter");
  const cell = page.getByRole("region", { name: "Ranges of the picked cell" });
  await cell.getByRole("button", { name: "Close the cell" }).click();
  await expect(map).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(cell).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(cell).toBeHidden();
  const menu = page.getByRole("button", { name: "Export" });
  await menu.click();
  await page.keyboard.press("Escape");
  await expect(menu).toBeFocused();
});

test("forced colours leave the strip, the legend, the chosen tab and the rail told apart", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await open(page, "/");
  const current = page.getByRole("navigation", { name: "Pages" }).first().locator("[aria-current=page]");
  await expect(current).toHaveCSS("outline-style", "solid");
  const days = page.locator("[data-state=taken]").first();
  const none = page.locator("[data-state=none]").first();
  const colourOf = (place: Locator) => place.evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await colourOf(days)).not.toBe(await colourOf(none));
  const { base, target } = await askNeighbours(page);
  await open(page, `/diff?base=${base}&target=${target}`);
  await expect(page.getByRole("tab", { selected: true })).toHaveCSS("outline-style", "solid");
  const swatches = page.getByRole("list", { name: "Legend" }).locator("span[style*=background]");
  await expect(swatches.first()).toBeVisible();
  const looks = await swatches.evaluateAll((all) => all.map((one) => getComputedStyle(one).background));
  expect(new Set(looks).size).toBe(looks.length);
});

test("the end of long work is said aloud, on whatever page one is", async ({ page }) => {
  await open(page, "/settings");
  const operation = await startCopy(page, "web-02", "e2e-said");
  await expect(page.locator("[aria-live=polite]").filter({ hasText: `${operation.title}: succeeded` })).toBeAttached({ timeout: 90_000 });
});

test("the marks of a timeline do not overlap on a narrow screen", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 900 });
  const { chainId } = await askNeighbours(page);
  await open(page, `/chains/detail?id=${chainId}`);
  const circles = page.getByRole("listbox").locator("svg circle");
  await expect(circles.nth(5)).toBeAttached();
  const marks = await circles.evaluateAll((all) => all.map((one) => ["cx", "cy", "r"].map((name) => Number(one.getAttribute(name)))));
  const lane = marks.filter(([, cy]) => cy === marks[0]?.[1]).toSorted(([a = 0], [b = 0]) => a - b);
  for (const [i, [x = 0, , radius = 0]] of lane.entries()) {
    const [before, , last] = lane[i - 1] ?? [];
    if (before !== undefined && last !== undefined) expect(x - before).toBeGreaterThanOrEqual(radius + last - 0.01);
  }
});

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

async function opened(page: Page, state: string, act: () => Promise<void>, shown: Locator): Promise<void> {
  await act();
  await expect(shown).toBeVisible();
  await expectAccessible(page, state);
  await page.keyboard.press("Escape");
  await expect(shown).toBeHidden();
}
