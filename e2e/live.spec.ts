// A browser grants one server six connections. However many tabs look at a running operation, they share one stream.
import { expect, type Page, test } from "playwright/test";

test("seven tabs on a running operation are live, the server still answers them, and one takes over from the one that is closed", async ({
  page,
  context,
}) => {
  const { items } = await (await page.request.get("/api/snapshots?q=mail-01&sort=created&order=asc&limit=1")).json();
  const options = await (await page.request.get(`/api/plans/options?kind=copy&snapshot=${encodeURIComponent(items[0].id)}`)).json();
  const data = {
    kind: "copy",
    snapshotId: items[0].id,
    targetRegion: options.suggestedRegion,
    targetResourceGroup: options.suggestedResourceGroup,
    targetName: "e2e-live",
    sku: "Standard_LRS",
  };
  const operation = await (await page.request.post("/api/operations", { data })).json();
  const tabs: Page[] = [page];
  while (tabs.length < 7) tabs.push(await context.newPage());
  for (const tab of tabs) await tab.goto(`/operations/detail?id=${operation.id}`);
  for (const tab of tabs) await expect(tab.getByText("Updates arrive as they happen")).toBeVisible();
  const last = tabs.at(-1);
  expect(await last?.evaluate(async () => (await fetch("/api/openapi.json")).status)).toBe(200);

  await page.close();
  for (const tab of tabs.slice(1))
    await expect(tab.getByRole("region", { name: "Progress" })).toContainText("Result:", { timeout: 90_000 });
});
