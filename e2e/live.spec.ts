// A browser grants one server six connections. However many tabs show running operations, they share one stream.
import { type BrowserContext, expect, type Page, type Request, test } from "playwright/test";
import { operationRow } from "#lib/contract/operations.ts";
import { askApi, askSnapshot } from "./ask-api.ts";
import { createOwnDashboard } from "./own-dashboard.ts";
import { startCopy } from "./start-copy.ts";

const LIVE = "Live: changes show as they happen";

test("seven tabs on running operations are live and leave the server free, and one takes over from the one that leads", async ({
  page,
  context,
}) => {
  const streams = watchStreams(context);
  const tabs = await openTabs(context, 7, "/operations");
  for (const tab of tabs) await expect(tab.getByText(LIVE)).toBeVisible();

  const first = await startCopy(page, "pg-01", "e2e-live-1");
  for (const tab of tabs) await expect(running(tab).getByText(first.title)).toBeVisible();
  const answers = await Promise.all(tabs.map((tab) => tab.evaluate(async () => (await fetch("/api/openapi.json")).status)));
  expect(answers).toEqual(tabs.map(() => 200));
  expect(streams.length).toBe(1);

  const leader = streams[0]?.frame().page();
  await leader?.close();
  const rest = tabs.filter((tab) => tab !== leader);
  expect(rest.length).toBe(6);
  await expect.poll(() => streams.length).toBe(2);
  for (const tab of rest) {
    await expect(running(tab).getByText(first.title)).toBeHidden({ timeout: 60_000 });
    await expect(historyLine(tab, first.title)).toContainText("succeeded");
    await expect(tab.getByText(LIVE)).toBeVisible();
  }
  expect(streams.length).toBe(2);
});

test("what an operation's page shows while it is live was told, not asked for", async ({ page }) => {
  const operation = await startCopy(page, "projects-02", "e2e-live-2");
  await page.goto(`/operations/detail?id=${operation.id}`);
  const progress = page.getByRole("region", { name: "Progress" });
  await expect(progress.getByText(LIVE)).toBeVisible();
  await expect(progress.getByRole("progressbar")).toBeVisible();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await expect(progress).toContainText("Result:", { timeout: 90_000 });
  expect(asked.filter((path) => path.startsWith(`/api/operations/${operation.id}`))).toEqual([]);
});

test("the answer to an order that arrives after the order's end does not undo it", async ({ page }) => {
  const newest = await askSnapshot(page, "q=web-01-osdisk&sort=created&order=desc&limit=1");
  await page.route("**/api/operations", async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    const response = await route.fetch({ maxRetries: 2 });
    const { id } = operationRow.parse(await response.json());
    const state = async () => (await askApi(page, operationRow, `/api/operations/${id}`)).state;
    await expect.poll(state, { timeout: 60_000 }).toBe("succeeded");
    // Told by now: the list on the same page of the browser has it.
    await heard;
    await route.fulfill({ response });
  });
  const watching = await page.context().newPage();
  await watching.goto("/operations");
  await expect(watching.getByText(LIVE)).toBeVisible();
  const heard = expect(historyLine(watching, "e2e-live-late")).toContainText("succeeded", { timeout: 60_000 });
  await page.goto(`/snapshots?open=${encodeURIComponent(newest.id)}`);
  await page.getByRole("button", { name: "Restore to a new disk" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name of the disk" }).fill("e2e-live-late");
  await dialog.getByRole("button", { name: "Restore to e2e-live-late" }).click();
  await expect(page).toHaveURL(/\/operations\/detail/, { timeout: 60_000 });
  await expect(page.getByRole("heading", { name: "The new disk" })).toBeVisible();
});

test("tabs say when the dashboard is gone, and are live again after its restart", async ({ page, context }) => {
  const dashboard = await createOwnDashboard();
  try {
    await dashboard.start();
    const tabs = await openTabs(context, 2, `${dashboard.origin}/operations`);
    for (const tab of tabs) await expect(tab.getByText(LIVE)).toBeVisible();
    await dashboard.kill();
    for (const tab of tabs) await expect(tab.getByText("No connection to Snapscope: this is the last that was heard")).toBeVisible();
    await dashboard.start();
    for (const tab of tabs) await expect(tab.getByText(LIVE)).toBeVisible({ timeout: 30_000 });
    const copy = await startCopy(page, "archive-01", "e2e-live-3", dashboard.origin);
    for (const tab of tabs) await expect(running(tab).getByText(copy.title)).toBeVisible();
  } finally {
    await dashboard.end();
  }
});

function watchStreams(context: BrowserContext): Request[] {
  const streams: Request[] = [];
  context.on("request", (request) => new URL(request.url()).pathname === "/api/events" && streams.push(request));
  return streams;
}

async function openTabs(context: BrowserContext, count: number, address: string): Promise<Page[]> {
  const tabs: Page[] = [];
  while (tabs.length < count) {
    const tab = await context.newPage();
    await tab.goto(address);
    tabs.push(tab);
  }
  return tabs;
}

function running(tab: Page) {
  return tab.getByRole("list", { name: "Running now" });
}

function historyLine(tab: Page, title: string) {
  return tab.getByRole("grid", { name: "Operations" }).getByRole("row").filter({ hasText: title }).first();
}
