// A snapshot of a disk with the other disk of its machine, and copies of several snapshots of a chain.
import { expect, test } from "playwright/test";
import { chainDetail, chainList } from "#lib/contract/chains.ts";
import { diskList, snapshotList } from "#lib/contract/inventory.ts";
import { operationRow } from "#lib/contract/operations.ts";
import { askApi, existing } from "./ask-api.ts";

test("two disks of a machine are taken together from the disk's panel, and stand in the list with their disks", async ({ page }) => {
  const { items } = await askApi(page, diskList, "/api/disks?q=sql-01-data");
  const disk = existing(
    items.find(({ name }) => name === "sql-01-data"),
    "sql-01-data",
  );
  await page.goto(`/disks?open=${encodeURIComponent(disk.id)}`);
  await page.getByRole("button", { name: "Take a snapshot" }).click();
  const dialog = page.getByRole("dialog", { name: "Take a snapshot of sql-01-data" });
  await expect(dialog.getByText("Disks of sql-01")).toBeVisible();
  await dialog.getByRole("checkbox", { name: /^sql-01-log/ }).check();
  await expect(dialog.getByText(/Take 2 incremental snapshots/)).toBeVisible();
  await expect(dialog.getByText(/a moment of its own/)).toBeVisible();

  const name = dialog.getByRole("textbox", { name: "Name of the snapshot of sql-01-log" });
  await name.fill("not a name");
  await expect(dialog.getByText(/Letters, digits/)).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Take 2 snapshots" })).toBeDisabled();
  await name.fill("sql-01-log-by-hand");
  await dialog.getByRole("button", { name: "Take 2 snapshots" }).click();

  await expect(page).toHaveURL(/\/operations\//);
  const id = new URL(page.url()).searchParams.get("id");
  await expect.poll(async () => (await askApi(page, operationRow, `/api/operations/${id}`)).state, { timeout: 60_000 }).toBe("succeeded");
  await page.getByRole("link", { name: "sql-01-log-by-hand" }).click();
  await expect(page.getByRole("heading", { name: "sql-01-log-by-hand" })).toBeVisible();
  const taken = await askApi(page, snapshotList, "/api/snapshots?q=by-hand");
  expect(taken.items.map(({ kind, sourceDiskName }) => [kind, sourceDiskName])).toEqual([["incremental", "sql-01-log"]]);
});

test("two ticked snapshots of a chain are copied one after the other, as one operation", async ({ page }) => {
  const { items } = await askApi(page, chainList, "/api/chains?limit=100");
  const chain = existing(
    items.find(({ sourceDiskName, lanes, kind }) => kind === "incremental" && lanes.length === 0 && sourceDiskName === "files-01-data"),
    "files-01-data without copies",
  );
  const { snapshots } = await askApi(page, chainDetail, `/api/chains/detail?id=${chain.id}`);
  const [older, newer] = snapshots.slice(-2);
  const ticks = [older, newer].map((one) => `tick=${encodeURIComponent(existing(one, "two snapshots").name)}`).join("&");
  await page.goto(`/chains/detail?id=${chain.id}&${ticks}`);
  await page.getByRole("button", { name: "Copy to another region" }).click();
  const dialog = page.getByRole("dialog", { name: "Copy several snapshots to another region" });
  await expect(dialog.getByText("2 snapshots, oldest first")).toBeVisible();
  const use = dialog.getByRole("button", { name: /^Use / });
  if (await use.isVisible()) await use.click();
  await dialog.getByRole("button", { name: /^Copy 2 to / }).click();
  await expect(page).toHaveURL(/\/operations\//);
  const id = new URL(page.url()).searchParams.get("id");
  await expect.poll(async () => (await askApi(page, operationRow, `/api/operations/${id}`)).state, { timeout: 100_000 }).toBe("succeeded");
  expect((await askApi(page, operationRow, `/api/operations/${id}`)).progressText).toBe("2 copied");
  await expect(page.getByText("Copy them one after the other")).toBeVisible();
});
