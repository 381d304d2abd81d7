// Two snapshots are chosen, what deleting them frees is told before, and it is undone; another one is deleted at once.
import { expect, test } from "playwright/test";
import { chainDetail, chainList } from "#lib/contract/chains.ts";
import { operationRow } from "#lib/contract/operations.ts";
import { reclaimAnswer } from "#lib/contract/reclaim.ts";
import { formatBytes } from "#lib/domain/format.ts";
import { askApi, existing } from "./ask-api.ts";

// What was begun at the start measures the whole estate first.
test.setTimeout(300_000);

test("a delete says what it frees, waits, is undone; one at once is gone, and the next one is measured anew", async ({ page }) => {
  const { items: chains } = await askApi(page, chainList, "/api/chains?q=web-01&sort=snapshots");
  const chain = existing(
    chains.find(({ kind, copyOfChainId }) => kind === "incremental" && copyOfChainId === undefined),
    "a chain of web-01",
  );
  const { snapshots } = await askApi(page, chainDetail, `/api/chains/detail?id=${chain.id}`);
  const [, a, b, , d, e] = snapshots;
  const [first, second] = [existing(a, "its second"), existing(b, "its third")];
  const ids = [first, second].map(({ id }) => `snapshot=${encodeURIComponent(id)}`).join("&");
  await expect
    .poll(async () => (await askApi(page, reclaimAnswer, `/api/reclaim?${ids}`)).joint.frees.state, { timeout: 90_000 })
    .toBe("known");
  const { joint } = await askApi(page, reclaimAnswer, `/api/reclaim?${ids}`);
  const frees = joint.frees.state === "known" ? formatBytes(joint.frees.bytes) : "";

  await page.goto(`/snapshots?chain=${chain.id}&sort=created&order=asc`);
  const grid = page.getByRole("grid", { name: "Snapshots" });
  await grid.getByRole("checkbox", { name: `Tick ${first.name}` }).check();
  // The other one by the keyboard: Space ticks the row it is on.
  await grid.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press(" ");
  await expect(grid.getByRole("checkbox", { name: `Tick ${second.name}` })).toBeChecked();
  const bar = page.getByRole("region", { name: "Ticked snapshots" });
  await expect(bar).toContainText("2 ticked");
  await expect(bar).toContainText(`frees ${frees}`);

  await bar.getByRole("button", { name: "Delete them" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("region", { name: "What will happen" })).toContainText(frees);
  const start = dialog.getByRole("button", { name: "Delete 2 snapshots in 24 h" });
  await expect(start).toBeDisabled();
  await dialog.getByLabel('Type "delete 2 snapshots" to confirm').fill("delete 2 snapshots");
  await start.click();
  await expect(page.getByText("Until then nothing is done, and it can be undone.")).toBeVisible();
  await expect(page.getByRole("table", { name: "What came of each" })).toContainText(first.name);
  await page.getByRole("button", { name: "Undo the delete" }).click();
  await expect(page.getByText("Nothing was deleted.")).toBeVisible();

  const [going, next] = [existing(d, "its fifth"), existing(e, "its sixth")];
  await page.goto(`/snapshots?open=${encodeURIComponent(going.id)}`);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await dialog.getByRole("combobox", { name: "When" }).click();
  await page.getByRole("option", { name: /^At once/ }).click();
  await dialog.getByLabel(`Type "${going.name}" to confirm`).fill(going.name);
  await dialog.getByRole("button", { name: `Delete ${going.name} now` }).click();
  await expect(page.getByText("succeeded").first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("table", { name: "What came of each" })).toContainText("deleted");
  const operation = await askApi(page, operationRow, `/api/operations/${new URL(page.url()).searchParams.get("id")}`);
  expect(operation.rows?.map(({ state }) => state)).toEqual(["done"]);
  const after = async () => (await askApi(page, chainDetail, `/api/chains/detail?id=${chain.id}`)).snapshots;
  expect((await after()).map(({ name }) => name)).not.toContain(going.name);
  // Its base is another one now: what it took over is measured.
  await expect.poll(async () => (await after()).find(({ name }) => name === next.name)?.delta.state, { timeout: 200_000 }).toBe("measured");
});
