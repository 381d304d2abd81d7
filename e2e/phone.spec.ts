// A phone: 390 by 844 px, fingers, and a network that comes and goes.
import { expect, type Page, test } from "playwright/test";
import { operationList } from "#lib/contract/operations.ts";
import { askApi, askNeighbours, existing } from "./ask-api.ts";
import { smallTargets } from "./targets.ts";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test("the first tap outside what floats only closes it", async ({ page }) => {
  await page.goto("/snapshots");
  const row = page.getByRole("grid", { name: "Snapshots" }).getByRole("row").nth(9);
  await expect(row).toBeVisible();
  const panel = page.getByRole("complementary", { name: /^Snapshot / });
  for (const name of ["Filter", "Choose columns", "Account, colours and keys"]) {
    const opener = page.getByRole("button", { name, exact: true });
    if (!(await opener.isVisible())) continue;
    const floating = page.locator("[role=dialog]:popover-open");
    await opener.tap();
    await expect(floating).toBeVisible();
    await opener.tap();
    await expect(floating, `${name}: its own button closes it`).toBeHidden();
    await opener.tap();
    await expect(floating).toBeVisible();
    await page.touchscreen.tap(30, 760);
    await expect(floating).toBeHidden();
    await expect(panel, name).toBeHidden();
    expect(new URL(page.url()).searchParams.get("open"), name).toBeNull();
  }
  await page.touchscreen.tap(30, 760);
  await expect(panel).toBeVisible();
});

test("nothing to press is smaller than a finger needs, on any page", async ({ page }) => {
  test.slow();
  const small: string[] = [];
  for (const path of await allPages(page)) {
    await opened(page, path);
    small.push(...(await smallTargets(page)).map((words) => `${path.slice(0, 40)}: ${words}`));
    expect(await widthOver(page), `${path} is wider than the phone`).toBeLessThanOrEqual(0);
  }
  expect(small).toEqual([]);
});

test("what opens on a page is as large", async ({ page }) => {
  const { base, target } = await askNeighbours(page);
  await opened(page, "/snapshots");
  await page.getByRole("button", { name: "Filter", exact: true }).tap();
  await expect(page.getByRole("dialog", { name: "Filter" })).toContainText("Redundancy");
  expect(await smallTargets(page)).toEqual([]);
  await opened(page, `/diff?base=${base}&target=${target}`);
  await expect(page.locator("canvas[data-painted]")).toBeVisible();
  await page.getByRole("application").tap();
  await expect(page.getByRole("region", { name: "Ranges of the picked cell" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Zoom to this cell" })).toBeVisible();
  expect(await smallTargets(page)).toEqual([]);
});

test("no time stands as a machine writes it", async ({ page }) => {
  test.slow();
  for (const path of await allPages(page)) {
    await opened(page, path);
    await expect(page.getByRole("main"), path).not.toContainText(/20\d\d-\d\d-\d\dT\d\d:\d\d/);
  }
});

test("the steps of an operation fit, with how long each took", async ({ page }) => {
  await opened(page, `/operations/detail?id=${await anOperation(page)}`);
  const took = page.getByRole("table", { name: "Steps" }).getByRole("columnheader", { name: "Took" });
  await expect(took).toBeInViewport({ ratio: 1 });
});

test("a chain opens at its newest snapshot, says that there are older ones, and keeps its buttons in sight", async ({ page }) => {
  const { chainId } = await askNeighbours(page);
  await opened(page, `/chains/detail?id=${chainId}`);
  const nodes = page.getByRole("listbox").getByRole("option");
  await expect(nodes.last()).toBeInViewport();
  await expect(nodes.first()).not.toBeInViewport();
  await page.getByRole("button", { name: "Older snapshots" }).tap();
  await expect(page.getByRole("button", { name: "Newer snapshots" })).toBeVisible();
  const last = page.getByRole("grid").first().getByRole("row").last();
  await last.scrollIntoViewIfNeeded();
  await expect(page.getByRole("button", { name: "Compare" }).or(page.getByRole("link", { name: "Compare" }))).toBeInViewport({ ratio: 1 });
});

test.describe("a small laptop", () => {
  test.use({ viewport: { width: 1280, height: 800 }, hasTouch: false, isMobile: false });

  test("chains and a chain show all their columns", async ({ page }) => {
    const { chainId } = await askNeighbours(page);
    for (const path of ["/chains", `/chains/detail?id=${chainId}`]) {
      await opened(page, path);
      const grid = page.getByRole("grid").first();
      await expect(grid.getByRole("columnheader").last()).toBeInViewport({ ratio: 1 });
      expect(await grid.evaluate((one) => one.scrollWidth - (one.parentElement?.clientWidth ?? 0)), path).toBeLessThanOrEqual(0);
    }
  });
});

test("disks are put in another order without a header to press", async ({ page }) => {
  await opened(page, "/disks");
  const rows = page.getByRole("grid", { name: "Disks" }).getByRole("row");
  const first = await rows.nth(1).textContent();
  await page.getByRole("combobox", { name: "Sort by" }).selectOption({ label: "Largest first" });
  await expect(rows.nth(1)).not.toHaveText(first ?? "");
  expect(new URL(page.url()).searchParams.get("sort")).toBe("provisioned");
});

test("the pair of a diff is told with its times", async ({ page }) => {
  const { base, target } = await askNeighbours(page);
  await opened(page, `/diff?base=${base}&target=${target}`);
  await expect(page.getByRole("combobox", { name: "Base, the older" })).toBeVisible();
  const times = page.getByText(/^ · 20\d\d-\d\d-\d\d \d\d:\d\d$/);
  await expect(times).toHaveCount(2);
  for (const time of await times.all()) {
    const [box, field] = [await time.boundingBox(), await page.getByRole("combobox", { name: "Base, the older" }).boundingBox()];
    const [its, of] = [existing(box ?? undefined, "a time"), existing(field ?? undefined, "its field")];
    expect(its.x).toBeGreaterThan(of.x);
    expect(its.x + its.width).toBeLessThan(of.x + of.width);
  }
});

test("the next change on the map is a button away, and reading it does not move the map", async ({ page }) => {
  const { base, target } = await askNeighbours(page);
  await opened(page, `/diff?base=${base}&target=${target}`);
  await expect(page.locator("canvas[data-painted]")).toBeVisible();
  const map = page.getByRole("application", { name: "Block change map" });
  const top = () => map.evaluate((one) => one.getBoundingClientRect().top - document.body.getBoundingClientRect().top);
  const scrolled = await page.getByRole("main").evaluate((one) => one.scrollTop);
  const before = await top();
  await map.tap({ position: { x: 4, y: 4 } });
  await expect(page.getByTestId("map-readout")).toContainText("Written");
  expect((await top()) - before + (await page.getByRole("main").evaluate((one) => one.scrollTop)) - scrolled).toBeCloseTo(0, 0);
  await page.getByRole("button", { name: "Next change (N)" }).tap();
  await expect(page.getByText(/^Changed region of .* at /)).toBeVisible();
});

test("every page that waits says so", async ({ page }) => {
  test.slow();
  const paths = await allPages(page);
  let release = () => {};
  await page.route("**/api/**", async (route) => {
    await new Promise<void>((resolve) => {
      const before = release;
      release = () => {
        before();
        resolve();
      };
    });
    await route.continue().catch(() => undefined);
  });
  for (const path of paths) {
    if (path === "/diff") continue;
    await page.goto(path);
    await expect(page.getByRole("main").locator("[role=status][aria-busy=true]").first(), path).toBeVisible();
    release();
  }
});

test("a server that fails without a word is not taken for one that is away", async ({ page }) => {
  test.slow();
  const paths = await allPages(page);
  await page.route("**/api/**", (route) => route.fulfill({ status: 500, body: "" }));
  for (const path of paths) {
    await page.goto(path);
    const notice = page.getByRole("alert").filter({ hasText: "The server answered 500" }).first();
    await expect(notice, path).not.toContainText("The answer cannot be shown");
    await expect(notice.getByRole("button", { name: "Try again" }), path).toBeVisible();
    await expect(page.getByRole("banner"), path).toContainText("Server error");
    await expect(page.getByText("The Snapscope server is away."), path).toBeHidden();
  }
});

for (const kind of ["the phone is offline", "the way to the server is cut"] as const) {
  test(`what failed while ${kind} is asked again by itself`, async ({ page, context }) => {
    await opened(page, "/snapshots");
    if (kind === "the phone is offline") await context.setOffline(true);
    else await context.route("**/*", (route) => route.abort());
    await page.getByRole("textbox", { name: "Filter snapshots" }).fill("pg-01");
    await expect(page.getByText("The Snapscope server is away.")).toBeVisible();
    await expect(page.getByRole("alert").filter({ hasText: "No connection to Snapscope" })).toBeVisible();
    if (kind === "the phone is offline") await context.setOffline(false);
    else await context.unroute("**/*");
    await expect(page.getByText("The Snapscope server is away.")).toBeHidden({ timeout: 6000 });
    await expect(page.getByRole("alert").filter({ hasText: "No connection to Snapscope" })).toBeHidden({ timeout: 3000 });
    await expect(page.getByRole("grid", { name: "Snapshots" }).getByRole("row").nth(1)).toContainText("pg-01");
  });
}

/** Every page with something on it; what measures itself is left to go on. */
async function allPages(page: Page): Promise<string[]> {
  const { base, target, chainId } = await askNeighbours(page);
  return [
    "/",
    "/snapshots",
    `/snapshots?open=${target}`,
    "/disks",
    "/chains",
    `/chains/detail?id=${chainId}`,
    "/diff",
    `/diff?base=${base}&target=${target}`,
    `/diff?base=${base}&target=${target}&view=ranges`,
    "/operations",
    `/operations/detail?id=${await anOperation(page)}`,
    "/operations/audit",
    "/costs",
    "/settings",
  ];
}

async function anOperation(page: Page): Promise<string> {
  const { items } = await askApi(page, operationList, "/api/operations");
  return existing(items[0], "an operation").id;
}

async function opened(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("[aria-busy=true]"), path).toHaveCount(0, { timeout: 60_000 });
}

function widthOver(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - window.innerWidth);
}
