// Snapshots of a chain are replicated to page blobs from ticked snapshots; the chain then shows the replica, and the form goes on with it.
import { expect, type Page, test } from "playwright/test";
import { type ChainRow, chainDetail, chainList } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { operationRow } from "#lib/contract/operations.ts";
import { replicaList } from "#lib/contract/replicas.ts";
import { askApi, existing } from "./ask-api.ts";

/** The least data, so that it is soon there; it has to be measured first. */
async function smallestChain(page: Page): Promise<{ chain: ChainRow; oldest: SnapshotRow[] }> {
  const found = async () => {
    const { items } = await askApi(page, chainList, "/api/chains?limit=200&kind=incremental");
    const whole = items.filter((one) => one.sourceState === "live" && one.snapshotCount >= 3 && one.measuredCount === one.snapshotCount);
    return whole.toSorted((a, b) => a.storedBytes - b.storedBytes)[0];
  };
  await expect.poll(found, { timeout: 60_000 }).toBeDefined();
  const chain = existing(await found(), "a measured chain of three");
  const { snapshots } = await askApi(page, chainDetail, `/api/chains/detail?id=${chain.id}`);
  return { chain, oldest: snapshots.slice(0, 3) };
}

async function openForm(page: Page, chain: ChainRow, snapshots: readonly SnapshotRow[]) {
  const ticks = snapshots.map(({ name }) => `tick=${encodeURIComponent(name)}`).join("&");
  await page.goto(`/chains/detail?id=${chain.id}&${ticks}`);
  await page.getByRole("button", { name: "Replicate to page blobs" }).click();
  return page.getByRole("dialog", { name: "Replicate to page blobs" });
}

test("ticked snapshots are replicated; what a cancel leaves is shown with the chain, and the form goes on with it", async ({ page }) => {
  test.setTimeout(180_000);
  const { chain, oldest } = await smallestChain(page);
  const dialog = await openForm(page, chain, oldest.slice(0, 2));
  await expect(dialog.getByText("2 snapshots, oldest first")).toBeVisible();
  await expect(dialog.getByText(/Replicate 2 snapshots of .* to write/)).toBeVisible();
  await expect(dialog.getByText(/: the whole image; .*: its changes since/)).toBeVisible();

  const name = dialog.getByRole("textbox", { name: "Name of the replica" });
  await name.fill("not a name");
  await expect(dialog.getByText(/letters, digits/).first()).toBeVisible();
  await expect(dialog.getByRole("button", { name: /^Replicate 2 snapshots to / })).toBeDisabled();
  await name.fill("by-hand");
  await dialog.getByRole("button", { name: /^Replicate 2 snapshots to / }).click();

  await expect(page).toHaveURL(/\/operations\//);
  const id = new URL(page.url()).searchParams.get("id");
  const points = page.getByRole("table", { name: "Recovery points" });
  await expect(points.getByText("being written")).toHaveCount(1);
  await expect(page.getByRole("region", { name: "Progress" })).toContainText(/1 of 2: .* % \(.* of .*GiB/);
  await page.getByRole("button", { name: "Cancel the replication" }).click();
  await expect.poll(async () => (await askApi(page, operationRow, `/api/operations/${id}`)).state).toBe("cancelled");
  await expect(points.getByText("not written")).toHaveCount(2);

  const { replicas } = await askApi(page, replicaList, `/api/replicas?chain=${chain.id}`);
  expect(replicas.map(({ place, points: whole, writing }) => [place.name, whole.length, writing?.uniqueId])).toEqual([
    ["by-hand", 0, oldest[0]?.uniqueId],
  ]);
  await page.goto(`/chains/detail?id=${chain.id}`);
  const listed = page.getByRole("grid", { name: "Replicas of the disk" });
  await expect(listed.getByText("being written")).toBeVisible();

  const again = await openForm(page, chain, oldest);
  await expect(again.getByRole("combobox", { name: "Replica" })).toHaveValue(/by-hand/);
  await expect(again.getByText(/Replicate 3 snapshots of .* to by-hand/)).toBeVisible();
  await again.getByRole("button", { name: "Cancel" }).click();
  await expect(again).toBeHidden();
});

test("on a phone the form and the replicas need no scrolling sideways", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const { chain, oldest } = await smallestChain(page);
  const dialog = await openForm(page, chain, oldest.slice(0, 1));
  await expect(dialog.getByText("1 snapshot, oldest first")).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("heading", { name: "Replicas" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
