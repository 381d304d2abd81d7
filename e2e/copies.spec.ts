// Copies of one disk that are asked for while another one is under way, and a copy that failed.
import { expect, test } from "playwright/test";
import { chainDetail, chainList } from "#lib/contract/chains.ts";
import { snapshotList } from "#lib/contract/inventory.ts";
import { operationRow } from "#lib/contract/operations.ts";
import { askApi, existing } from "./ask-api.ts";

test("a copy asked for while another one of the disk is under way says behind what it is queued, and a cancel takes it out", async ({
  page,
}) => {
  const { items } = await askApi(page, chainList, "/api/chains?limit=100&kind=incremental");
  const chain = existing(
    items.find(
      ({ lanes, region, snapshotCount, sourceState }) =>
        lanes.length === 0 && region !== "francecentral" && snapshotCount > 3 && sourceState === "live",
    ),
    "a chain without copies, of another region",
  );
  const { snapshots } = await askApi(page, chainDetail, `/api/chains/detail?id=${chain.id}`);
  const [older, newer] = snapshots.filter((one) => one.canCopy.possible).slice(-2);
  const place = { targetRegion: "francecentral", targetResourceGroup: chain.resourceGroup, sku: "Standard_ZRS" };
  const ask = async (source: typeof older, key: string) => {
    const { id: snapshotId, name } = existing(source, "a snapshot");
    const data = { kind: "copy", snapshotId, targetName: `${name}-${key}`, ...place };
    const answer = await page.request.post("/api/operations", { data, headers: { "idempotency-key": `e2e-${key}` } });
    expect(answer.status(), await answer.text()).toBe(202);
    return operationRow.parse(await answer.json());
  };
  const first = await ask(older, "queue-a");
  const second = await ask(newer, "queue-b");
  await page.goto(`/operations/detail?id=${second.id}`);
  await expect(page.getByText(`Queued behind "${first.title}".`)).toBeVisible();
  await expect(page.getByText("Number 2 in its queue.")).toBeVisible();
  await page.goto("/operations");
  await expect(page.getByRole("list", { name: "Queued" }).getByRole("link", { name: second.title })).toBeVisible();
  await page.goto(`/operations/detail?id=${second.id}`);
  await page.getByRole("button", { name: "Cancel the copy" }).click();
  await expect(page.getByText("cancelled").first()).toBeVisible();
});

test("a failed copy offers to be deleted and made again, with a plan before", async ({ page }) => {
  const { items } = await askApi(page, snapshotList, "/api/snapshots?state=copy-failed");
  const failed = existing(items[0], "a failed copy");
  await page.goto(`/snapshots?open=${encodeURIComponent(failed.id)}`);
  await page.getByRole("button", { name: "Delete it and copy again" }).click();
  const dialog = page.getByRole("dialog", { name: `Delete the failed copy ${failed.name} and copy again` });
  await expect(dialog.getByText("is deleted and made again under the same name")).toBeVisible();
  // The source of the demo's failed copy is gone: nothing may be deleted for it.
  await expect(dialog.getByRole("button", { name: "Delete it and copy again" })).toBeDisabled();
});
